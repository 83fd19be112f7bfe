"""What the benches stand on: ratios in the right sense, and generated files that are files of the format."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import digests
from bench.baselines import fts5, plain, write_fts5, write_plain
from bench.ratios import Ratio, percentile, shared
from bench.scale import document, plot
from bench.startup import generated
from bench.stories import b_cubed
from bot.coverage.corpus.loading import load_corpus
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger
from tests.support.desks import FERRY, FILES, desk_of
from tests.wire.remote import Stored


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
    corpus = load_corpus([generated(tmp_path / "corpus", count)], now=datetime(2024, 1, 1, tzinfo=UTC))
    assert corpus.archive.files == count
    assert corpus.archive.problems == ()
    assert len(corpus.archive.articles) == count * 4


def test_b_cubed_is_one_for_the_truth_and_falls_with_what_is_joined_or_parted():
    truth = {"a": "flood", "b": "flood", "c": "vote", "d": "vote"}
    assert b_cubed([["a", "b"], ["c", "d"]], truth) == (1.0, 1.0, 1.0)
    precision, recall, _ = b_cubed([["a", "b", "c", "d"]], truth)
    assert (precision, recall) == (0.5, 1.0)
    precision, recall, _ = b_cubed([["a"], ["b"], ["c"], ["d"]], truth)
    assert (precision, recall) == (1.0, 0.5)


FIGURES = {
    "records": 25_000,
    **dict.fromkeys(("ours", "plain", "fts5", "naive", "autocomplete"), (0.002, 0.008)),
    **dict.fromkeys(("opened", "made", "changed", "stall"), 0.1),
    **dict.fromkeys(("memory", "disk"), 67.0),
}


def test_growth_is_written_with_the_machine_and_a_row_for_each_size():
    said = document([FIGURES, {**FIGURES, "records": 200_000}], "4 cores, Python 3.11")
    assert "measured this on 4 cores, Python 3.11." in said
    assert said.count("2.0, 8.0") == 2 * 5
    assert "| 200,000 |" in said
    assert max(map(len, said.splitlines())) < 300


def test_growth_is_drawn_the_same_each_time():
    assert plot([FIGURES, {**FIGURES, "records": 200_000}]) == plot([FIGURES, {**FIGURES, "records": 200_000}])


@pytest.mark.outside
def test_baselines_find_the_article_that_says_it():
    archive = desk_of(*FILES).archive
    with closing(write_fts5(archive, None)) as base:
        for ranks in (plain(write_plain(archive, None)), fts5(base)):
            assert archive.articles[ranks("who bans diesel ferries (2024)?")[0]].title == FERRY.title
            assert list(ranks("")) == []


async def test_a_tick_is_timed_over_as_many_as_are_due(database_url: str):
    bench = digests.Bench(database_url, desk_of(*FILES), 12, 3)
    engine = open_engine(parse_url(database_url))
    runs = build_ledger(engine).runs
    assert await bench.timed() > 0
    assert runs.list_unfinished() == []
    for _ in range(2):
        bench.set()
        assert len(runs.list_due(digests.NOON, 100)) == 3
        assert await bench.timed() > 0
        assert len(runs.list_unfinished()) == 3
        assert runs.list_due(digests.NOON, 100) == []
    bench.rest()
    assert runs.list_unfinished() == []
    bench.close()
    engine.dispose()


def test_a_drain_is_told_by_the_messages_and_by_the_notes_between_due_and_the_last():
    stored = [
        Stored({"channel_id": channel}, at, deleted=False) for channel, at in (("1", 100.5), ("3", 101.0), ("2", 102.0))
    ]
    notes = [(99.0, 9.0, 0.0), (100.0, 0.01, 1.0), (101.0, 0.03, 1.5), (102.0, 0.02, 2.0), (110.0, 9.0, 9.0)]
    found = digests.drained(stored, {"1": "a", "2": "a", "3": "b"}, 100.0, notes, limited=4)
    assert (list(found.received), found.last) == ([0.5, 1.0, 2.0], 2.0)
    assert (sorted(found.firsts), found.last_first) == ([0.5, 1.0], 1.0)
    assert list(found.late) == [0.01, 0.03, 0.02]
    assert (found.processor, found.limited, found.doubled) == (0.5, 4, 0)
    assert digests.drained([*stored, stored[-1]], {"1": "a", "2": "a", "3": "b"}, 100.0, notes, 0).doubled == 1
    assert digests.table({"SQLite": found}).row_count == 1
