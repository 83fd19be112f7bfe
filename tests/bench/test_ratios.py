"""Ratios, goals and percentiles."""

from pathlib import Path

from bench.ratios import Ratio, build_table, compute_percentile, find_shared_data


def test_a_cost_reaches_its_goal_from_below():
    cost = Ratio("ours", 1.2, 1.0, "theirs", goal=1.3)
    assert (cost.value, cost.is_reached) == (1.2, True)
    assert Ratio("ours", 1.4, 1.0, "theirs", goal=1.3).is_reached is False


def test_a_speed_up_reaches_its_goal_from_above():
    speed_up = Ratio("ours", 0.1, 0.6, "theirs", is_speed_up=True, goal=5)
    assert (round(speed_up.value, 6), speed_up.is_reached) == (6.0, True)
    assert Ratio("ours", 0.2, 0.6, "theirs", is_speed_up=True, goal=5).is_reached is False


def test_without_a_goal_nothing_is_reached_or_missed():
    assert Ratio("ours", 0.2, 0.6, "theirs").is_reached is None


def test_the_table_has_a_row_for_each_ratio():
    assert (
        build_table([Ratio("ours", 2.0, 0.01, "theirs"), Ratio("ours", 0.0001, 1.0, "theirs", goal=1)]).row_count == 2
    )


def test_a_percentile_includes_the_ends():
    assert compute_percentile([float(number) for number in range(101)], 95) == 95.0


def test_the_environment_names_the_folder_of_shared_data():
    assert find_shared_data({"NUTGRAF_SHARED": "/data"}) == Path("/data")
