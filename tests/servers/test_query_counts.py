"""Questions are counted so that nobody's question can be read from the counts."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.servers import query_counts
from bot.servers.query_counts import QueryCounter, WeeklyCount, find_week

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Counts:
    """A store in memory. `fails`: whether it can't be written."""

    def __init__(self) -> None:
        self.rows: dict[tuple[date, str, str], int] = {}
        self.fails = False

    def add(self, counts: Collection[WeeklyCount]) -> None:
        if self.fails:
            raise StoreError("the disk is full")
        for week, kind, words, count in counts:
            self.rows[week, kind, words] = self.rows.get((week, kind, words), 0) + count

    def load(self) -> Sequence[WeeklyCount]:
        return []

    def delete_before(self, week: date) -> int:
        old = [key for key in self.rows if key[0] < week]
        for key in old:
            del self.rows[key]
        return len(old)


@pytest.fixture
def store() -> Counts:
    return Counts()


@pytest.fixture
def counter(store: Counts) -> QueryCounter:
    return QueryCounter(store)


async def ask(counter: QueryCounter, *people: int, now: datetime = NOW) -> None:
    for person in people:
        counter.count_people("subject", ["otters"], person, now)
    await counter.flush(now)


async def test_words_are_stored_once_three_people_used_them(counter: QueryCounter, store: Counts):
    await ask(counter, 1, 2)
    assert store.rows == {}
    await ask(counter, 3)
    assert store.rows == {(MONDAY, "subject", "otters"): 3}
    await ask(counter, 4)
    assert store.rows == {(MONDAY, "subject", "otters"): 4}


async def test_a_person_counts_once(counter: QueryCounter, store: Counts):
    await ask(counter, 1, 1, 1, 2, 2)
    assert store.rows == {}
    await ask(counter, 3, 1, 3)
    assert store.rows == {(MONDAY, "subject", "otters"): 3}


async def test_a_new_week_begins_with_a_new_key_and_nobody_counted(store: Counts):
    keys = iter([b"first", b"second"])
    counter = QueryCounter(store, make_key=lambda: next(keys))
    await ask(counter, 1, 2)
    await ask(counter, 3, now=NOW + timedelta(days=7))
    assert store.rows == {}
    assert next(keys, None) is None


def test_no_persons_number_is_kept(counter: QueryCounter):
    counter.count_people("subject", ["otters"], 123456789, NOW)
    assert "123456789" not in repr(counter)


async def test_totals_are_stored_from_the_first(counter: QueryCounter, store: Counts):
    counter.count_total("useful", NOW)
    await counter.flush(NOW)
    assert store.rows == {(MONDAY, "useful", ""): 1}


async def test_what_cannot_be_stored_is_stored_the_next_time(counter: QueryCounter, store: Counts):
    store.fails = True
    with pytest.raises(StoreError):
        await ask(counter, 1, 2, 3)
    store.fails = False
    await counter.flush(NOW)
    assert store.rows == {(MONDAY, "subject", "otters"): 3}


async def test_counts_are_deleted_after_thirty_days(counter: QueryCounter, store: Counts):
    counter.count_total("found", NOW)
    await counter.flush(NOW)
    await counter.flush(NOW + timedelta(days=27))
    assert store.rows
    await counter.flush(NOW + timedelta(days=28))
    assert not store.rows


async def test_words_that_were_not_used_for_longest_are_forgotten(store: Counts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(query_counts, "MAX_WORDS", 2)
    counter = QueryCounter(store)
    counter.count_people("subject", ["otters", "beavers"], 1, NOW)
    counter.count_people("subject", ["otters", "seals"], 2, NOW)
    counter.count_people("subject", ["beavers", "otters"], 3, NOW)
    await counter.flush(NOW)
    assert store.rows == {(MONDAY, "subject", "otters"): 3}


@pytest.mark.parametrize(("day", "monday"), [("2026-11-23", "2026-11-23"), ("2026-11-29", "2026-11-23")])
def test_a_week_begins_on_monday(day: str, monday: str):
    assert find_week(datetime.fromisoformat(f"{day}T23:59:59+00:00")).isoformat() == monday
