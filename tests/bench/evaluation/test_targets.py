"""Floors and goals: which figures keep them, and how the table says so."""

import math

import pytest

from bench.evaluation import targets
from bench.evaluation.targets import TARGETS, build_figure_table, find_missed_floors
from tests.support.tables import read_rows

RIGHT = targets.FOUND_RIGHT
FALSE = targets.FALSELY_FOUND


def test_a_figure_below_its_floor_is_missed():
    assert find_missed_floors({RIGHT: 0.84, FALSE: 0.0}) == [RIGHT]


def test_an_upper_bound_is_missed_from_above():
    assert find_missed_floors({RIGHT: 1.0, FALSE: 0.08}) == [FALSE]


def test_a_figure_on_its_floor_keeps_it():
    assert find_missed_floors({RIGHT: 0.85, FALSE: 0.075}) == []


def test_a_figure_that_could_not_be_measured_is_missed():
    assert find_missed_floors({RIGHT: math.nan, FALSE: math.nan}) == [RIGHT, FALSE]


def test_the_table_says_which_figures_miss_the_floor_and_which_reach_the_goal():
    rows = read_rows(build_figure_table({RIGHT: 0.5, FALSE: 0.05, targets.RIGHT_SHOWN: 0.8}, "Figures"))

    assert rows == [
        (RIGHT, "0.500", "≥ 0.85", "≥ 0.92", "missed"),
        (FALSE, "0.050", "≤ 0.075", "≤ 0.03", ""),
        (targets.RIGHT_SHOWN, "0.800", "≥ 0.7", "≥ 0.78", "reached"),
    ]


@pytest.mark.parametrize("name", TARGETS)
def test_a_goal_is_at_least_as_good_as_its_floor(name: str):
    assert TARGETS[name].is_kept(TARGETS[name].goal)
