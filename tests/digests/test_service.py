"""Digests as they are set up and looked at."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace as changed
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from bot.digests.digest import Digest
from bot.digests.ports import ArrivalStore, Ledger, StoreError
from bot.digests.service import DigestService, find_next_due, find_next_times
from tests.support.digesting import START, Archive, daily, office_of, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class House(NamedTuple):
    books: Ledger
    archive: Archive
    office: DigestService

    async def made(self, **wanted: object) -> Digest:
        drafted = await self.office.add_draft(daily(**wanted), START)
        active = await self.office.start(drafted, START)
        assert active is not None
        return active


@pytest.fixture
def house(books: Ledger) -> House:
    archive = Archive.of(story(0), story(1))
    return House(books, archive, office_of(books, archive))


async def headlines(house: House, digest: Digest) -> list[str]:
    found = await house.office.compose(digest, START + HOUR)
    return [entry.article.title.split()[0] for entry in found.edition.entries]


async def test_what_was_there_when_it_was_drafted_is_not_new_to_it(house: House) -> None:
    drafted = await house.office.add_draft(daily(), START)
    assert (drafted.state, drafted.due_at, drafted.since) == ("draft", None, START)
    assert drafted.id > 0
    assert await headlines(house, drafted) == []
    house.archive.put(story(0), story(1), story(2))
    assert await headlines(house, drafted) == ["Orchid"]


async def test_a_digest_drafted_after_an_arrival_does_not_have_it(house: House) -> None:
    before = await house.office.add_draft(daily(), START)
    house.archive.put(story(0), story(1), story(2))
    after = await house.office.add_draft(daily(), START)
    assert await headlines(house, before) == ["Orchid"]
    assert await headlines(house, after) == []


async def test_a_preview_changes_nothing(house: House) -> None:
    digest = await house.made()
    house.archive.put(story(0), story(1), story(2))
    first = await house.office.compose(digest, START)
    assert await house.office.compose(digest, START) == first
    assert await house.office.get(digest.id) == digest


async def test_an_edition_reaches_to_the_last_batch(house: House) -> None:
    digest = await house.made()
    house.archive.put(story(0), story(1), story(2))
    composed = await house.office.compose(digest, START)
    assert composed.edition.upto == house.books.arrivals.get_last_batch() > digest.cursor


async def test_an_article_that_moved_to_another_of_its_addresses_is_not_new(house: House) -> None:
    digest = await house.made()
    moved = replace(story(0), url="https://harborpost.example/a-falcon", aliases=("https://harborpost.example/falcon",))
    before = house.archive.desk.archive.by_url("https://harborpost.example/falcon")
    house.archive.put(moved, story(1), story(2))
    now = house.archive.desk.archive.by_url("https://harborpost.example/falcon")
    assert before is not None
    assert now is not None
    assert before.id != now.id
    assert await headlines(house, digest) == ["Orchid"]


async def test_a_started_digest_is_due_at_its_next_time_and_has_no_failures(house: House) -> None:
    drafted = await house.office.add_draft(daily(failures=2, zone="Europe/Berlin"), START)
    active = await house.office.start(drafted, START)
    assert active is not None
    assert (active.state, active.failures, active.due_at) == ("active", 0, START + DAY)
    assert await house.office.get(active.id) == active


async def test_a_paused_digest_is_not_due_until_it_is_started_again(house: House) -> None:
    digest = await house.made()
    paused = await house.office.pause(digest)
    assert paused is not None
    assert (paused.state, paused.why, paused.due_at) == ("paused", "asked", None)
    assert house.books.runs.get_next_due() is None
    again = await house.office.start(paused, START + 5 * DAY)
    assert again is not None
    assert (again.state, again.why, again.due_at) == ("active", "", START + 5 * DAY + HOUR)


async def test_what_arrives_during_a_pause_is_new_afterwards(house: House) -> None:
    digest = await house.made()
    paused = await house.office.pause(digest)
    assert paused is not None
    house.archive.put(story(0), story(1), story(2))
    assert await headlines(house, paused) == ["Orchid"]


async def test_what_was_deleted_cannot_be_kept_started_or_paused(house: House) -> None:
    digest = await house.made()
    await house.office.delete(digest.id)
    assert await house.office.get(digest.id) is None
    assert await house.office.update(digest) is None
    assert await house.office.start(digest, START) is None
    assert await house.office.pause(digest) is None


async def test_the_digests_of_a_server_that_the_bot_left_unseen_are_paused(house: House) -> None:
    gone, here = await house.made(), await house.made(server=8)
    await house.office.sync_servers([8], START + DAY)
    after = await house.office.get(gone.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "gone")
    assert await house.office.get(here.id) == here


async def test_what_is_stored_of_a_person_can_be_seen_and_forgotten(house: House) -> None:
    await house.made(server=None, channel=0, creator=1)
    await house.office.set_zone(None, 1, "Europe/Rome")
    held = await house.office.get_stored_data(None, 1)
    assert (held.digests, held.zone) == (1, "Europe/Rome")
    await house.office.forget(None, 1)
    held = await house.office.get_stored_data(None, 1)
    assert (held.digests, held.zone) == (0, "")


async def test_a_server_and_a_person_have_their_own_in_the_order_they_were_made_drafts_apart(house: House) -> None:
    mine = await house.made(server=None, channel=0, creator=1)
    first, second = await house.made(), await house.made(channel=71)
    await house.made(server=8)
    await house.office.add_draft(daily(), START)
    assert [each.id for each in await house.office.list_digests(7, 1)] == [first.id, second.id]
    assert [each.id for each in await house.office.list_digests(None, 1)] == [mine.id]
    assert await house.office.list_digests(None, 2) == []


async def test_a_server_and_its_people_have_zones_of_their_own(house: House) -> None:
    assert await house.office.get_zone(7, 1) == ""
    await house.office.set_zone(7, 1, "Asia/Tokyo")
    await house.office.set_zone(None, 1, "Europe/Rome")
    await house.office.set_zone(7, 2, "Asia/Seoul")
    assert [await house.office.get_zone(*whose) for whose in ((7, 1), (None, 1), (None, 2), (8, 1))] == [
        "Asia/Seoul", "Europe/Rome", "", "",
    ]  # fmt: skip


async def test_a_new_digest_has_no_history(house: House) -> None:
    digest = await house.made()
    assert await house.office.list_history(digest.id, 10) == []


class Yielding:
    """The office's threads, that let others go first before each work."""

    async def __call__(self, work: Callable[[], Any], /) -> Any:
        await asyncio.sleep(0)
        return work()


async def test_an_archive_is_taken_in_once(house: House) -> None:
    office = changed(house.office, run_blocking=Yielding())
    for _ in range(3):
        await office.record_arrivals(START)
    assert house.books.arrivals.get_last_batch() == 1
    assert house.books.arrivals.list_after(0) == []
    house.archive.put(story(0), story(1), story(2))
    await office.record_arrivals(START + HOUR)
    assert house.books.arrivals.get_last_batch() == 2
    assert list(house.books.arrivals.list_after(1)) == [house.archive.desk.archive.by_url(story(2).url or "").id]  # pyright: ignore[reportOptionalMemberAccess]


class Noted:
    """Arrivals that keep how often they were asked to take something in."""

    def __init__(self, arrivals: ArrivalStore) -> None:
        self.arrivals, self.asked = arrivals, 0

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        self.asked += 1
        return self.arrivals.record(ids, now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arrivals, name)


async def test_of_two_that_ask_at_once_one_takes_it_in_and_the_other_waits_for_that(house: House) -> None:
    digest = await house.made()
    house.archive.put(story(0), story(1), story(2))
    noted = Noted(house.books.arrivals)
    office = changed(house.office, ledger=house.books._replace(arrivals=noted), run_blocking=Yielding())
    both = await asyncio.gather(office.compose(digest, START), office.compose(digest, START))
    assert [len(each.edition.entries) for each in both] == [1, 1]
    assert noted.asked == 1


async def test_what_could_not_be_taken_in_is_taken_in_the_next_time(house: House) -> None:
    async def failing(_: Callable[[], Any], /) -> Any:
        raise StoreError("locked")

    with pytest.raises(StoreError):
        await changed(house.office, run_blocking=failing).record_arrivals(START)
    await house.office.record_arrivals(START + HOUR)
    assert house.books.arrivals.get_last_batch() == 1


@pytest.mark.parametrize(
    "unreadable", [{"schedule": "whenever"}, {"zone": "Nowhere/At_all"}, {"zone": ""}, {"zone": "America"}]
)
def test_what_cannot_be_read_is_never_due(unreadable: dict[str, object]) -> None:
    assert find_next_due(daily(**unreadable), START) is None


def test_the_next_times_are_those_of_the_schedule() -> None:
    assert find_next_due(daily(), START) == START + HOUR
    assert find_next_times(daily(), START) == tuple(START + HOUR + number * DAY for number in range(5))
    assert find_next_times(daily(schedule="whenever"), START) == ()
    assert find_next_times(daily(zone="America"), START) == ()
