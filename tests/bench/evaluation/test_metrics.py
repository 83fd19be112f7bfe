"""Shares, AUROC and the reliability diagram."""

import math

from bench.evaluation.metrics import build_reliability_diagram, compute_auroc, compute_share
from tests.support.tables import read_rows


def test_a_share_counts_the_true_values():
    assert compute_share([True, True, False, True]) == 0.75


def test_a_share_of_nothing_is_not_a_number():
    assert math.isnan(compute_share([]))


def test_scores_that_separate_both_sides_have_an_auroc_of_one():
    assert compute_auroc([0.8, 0.9], [0.1, 0.7]) == 1


def test_equal_scores_count_half_in_the_auroc():
    assert compute_auroc([0.5], [0.5, 0.1]) == 0.75


def test_an_auroc_needs_both_sides():
    assert math.isnan(compute_auroc([], [0.5]))
    assert math.isnan(compute_auroc([0.5], []))


def test_the_diagram_shows_how_many_replies_of_each_confidence_are_right():
    diagram = build_reliability_diagram([(0.82, True), (0.88, True), (0.85, True), (0.85, False), (0.1, False)])

    assert read_rows(diagram) == [
        ("0.0 to 0.2", "1", "0.10", "0.00", ""),
        ("0.8 to 0.9", "4", "0.85", "0.75", "█" * 15),
    ]


def test_full_confidence_is_in_the_last_row_of_the_diagram():
    assert read_rows(build_reliability_diagram([(1.0, True)]))[0][0] == "0.9 to 1.0"
