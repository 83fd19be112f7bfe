"""What the benches stand on: ratios in the right sense, and generated files that are files of the format."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.ratios import Ratio, percentile, shared
from bench.startup import generated
from bot.coverage.loading import load


def test_a_cost_reaches_its_goal_from_below_and_a_speed_up_from_above():
    cost = Ratio("ours", 1.2, 1.0, "theirs", goal=1.3)
    assert (cost.value, cost.reached) == (1.2, True)
    assert Ratio("ours", 1.4, 1.0, "theirs", goal=1.3).reached is False
    speed_up = Ratio("ours", 0.1, 0.6, "theirs", faster=True, goal=5)
    assert (round(speed_up.value, 6), speed_up.reached) == (6.0, True)
    assert Ratio("ours", 0.2, 0.6, "theirs", faster=True, goal=5).reached is False
    assert Ratio("ours", 0.2, 0.6, "theirs").reached is None


def test_a_percentile_is_of_the_times_themselves():
    assert percentile([float(each) for each in range(101)], 95) == 95.0


def test_shared_data_is_where_the_environment_says():
    assert shared({"NUTGRAF_SHARED": "/data"}) == Path("/data")


@pytest.mark.parametrize("count", [1, 7])
def test_generated_files_are_read_without_a_problem(tmp_path: Path, count: int):
    corpus = load([generated(tmp_path / "corpus", count)], now=datetime(2024, 1, 1, tzinfo=UTC))
    assert corpus.archive.files == count
    assert corpus.archive.problems == ()
    assert len(corpus.archive.articles) == count * 4
