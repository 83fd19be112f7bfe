"""`nutgraf report`: what was asked and not found."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.servers.query_counts import WeeklyCount
from bot.store.tables.query_counts import StoredCounts
from tests.support.stores import engine_of

pytestmark = pytest.mark.outside

WEEK = date(2026, 11, 23)
COUNTS = [
    WeeklyCount(WEEK, "found", "", 7),
    WeeklyCount(WEEK, "nothing", "", 5),
    WeeklyCount(WEEK, "misread", "", 1),
    WeeklyCount(WEEK, "subject", "otters", 4),
    WeeklyCount(WEEK, "outlet", "bbc", 3),
]


def store_counts(folder: Path, *counts: WeeklyCount) -> str:
    """Store counts, and return the URL of the database."""
    url = f"sqlite:///{folder / 'nutgraf.db'}"
    with engine_of(url) as engine:
        StoredCounts(engine).add(counts)
    return url


def test_it_tells_what_was_missed_and_by_how_many(nutgraf, tmp_path):
    ended = nutgraf("report", DATABASE_URL=store_counts(tmp_path, *COUNTS))
    assert ended.code == 0
    assert "Week of November 23, 2026" in ended.out
    assert "12 questions: 7 found, 0 weak, 5 not found." in ended.out
    assert "otters: 4 people" in ended.out
    assert "bbc: 3 people" in ended.out
    assert "Marked “Not what I meant”: 1." in ended.out


def test_an_editor_sees_what_grew_and_which_words_stood_together(nutgraf, tmp_path):
    before = WeeklyCount(WEEK - timedelta(days=7), "subject", "otters", 3)
    together = WeeklyCount(WEEK, "subject", "sea otters", 3)
    ended = nutgraf("report", DATABASE_URL=store_counts(tmp_path, *COUNTS, before, together))
    assert "otters: 4 people (3 the week before); sea otters (3)" in ended.out


def test_scripts_get_all_of_it(nutgraf, tmp_path):
    (week,) = nutgraf("report", "--json", DATABASE_URL=store_counts(tmp_path, *COUNTS)).json
    assert week["week"] == "2026-11-23"
    assert week["subjects"] == [{"words": "otters", "people": 4}]


def test_a_long_list_says_how_many_it_leaves_out(nutgraf, tmp_path):
    counts = [WeeklyCount(WEEK, "subject", f"word{number:02}", 3) for number in range(17)]
    ended = nutgraf("report", DATABASE_URL=store_counts(tmp_path, *counts))
    assert "and 2 more; --json has all of them" in ended.out


@pytest.mark.parametrize("has_database", [True, False])
def test_without_counts_it_tells_how_to_get_some(nutgraf, tmp_path, has_database):
    url = store_counts(tmp_path) if has_database else f"sqlite:///{tmp_path / 'none.db'}"
    ended = nutgraf("report", DATABASE_URL=url)
    assert ended.code == 0
    assert "/settings" in ended.out
    assert not (tmp_path / "none.db").exists()
