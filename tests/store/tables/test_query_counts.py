"""The counts of questions survive a restart, for a while."""

from datetime import date

from bot.servers.query_counts import WeeklyCount
from bot.store.tables.query_counts import StoredCounts
from tests.support.stores import engine_of

WEEK, NEXT = date(2026, 11, 23), date(2026, 11, 30)


def test_counts_add_up(database_url: str):
    with engine_of(database_url) as engine:
        stored = StoredCounts(engine)
        stored.add([WeeklyCount(WEEK, "subject", "otters", 3), WeeklyCount(WEEK, "found", "", 1)])
        stored.add([WeeklyCount(WEEK, "subject", "otters", 1), WeeklyCount(NEXT, "subject", "otters", 5)])
        assert stored.load() == [
            WeeklyCount(NEXT, "subject", "otters", 5),
            WeeklyCount(WEEK, "subject", "otters", 4),
            WeeklyCount(WEEK, "found", "", 1),
        ]


def test_old_weeks_are_deleted(database_url: str):
    with engine_of(database_url) as engine:
        stored = StoredCounts(engine)
        stored.add([WeeklyCount(WEEK, "found", "", 1), WeeklyCount(NEXT, "found", "", 2)])
        assert stored.delete_before(WEEK) == 0
        assert stored.delete_before(NEXT) == 1
        assert stored.load() == [WeeklyCount(NEXT, "found", "", 2)]
