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
from tests.support.digesting import START, ReplaceableDesk, build_service, daily, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Town(NamedTuple):
    ledger: Ledger
    desk: ReplaceableDesk
    service: DigestService

    async def add_digest(self, **wanted: object) -> Digest:
        drafted = await self.service.add_draft(daily(**wanted), START)
        active = await self.service.start(drafted, START)
        assert active is not None
        return active


@pytest.fixture
def house(ledger: Ledger) -> Town:
    archive = ReplaceableDesk.of(story(0), story(1))
    return Town(ledger, archive, build_service(ledger, archive))


async def compose_headlines(house: Town, digest: Digest) -> list[str]:
    found = await house.service.compose(digest, START + HOUR)
    return [entry.article.title.split()[0] for entry in found.edition.entries]


async def test_articles_that_arrived_before_a_draft_are_not_new_to_it(house: Town) -> None:
    drafted = await house.service.add_draft(daily(), START)
    assert (drafted.state, drafted.due_at, drafted.since) == ("draft", None, START)
    assert drafted.id > 0
    assert await compose_headlines(house, drafted) == []
    house.desk.replace(story(0), story(1), story(2))
    assert await compose_headlines(house, drafted) == ["Orchid"]


async def test_only_digests_drafted_before_an_arrival_get_it(house: Town) -> None:
    before = await house.service.add_draft(daily(), START)
    house.desk.replace(story(0), story(1), story(2))
    after = await house.service.add_draft(daily(), START)
    assert await compose_headlines(house, before) == ["Orchid"]
    assert await compose_headlines(house, after) == []


async def test_a_preview_changes_nothing(house: Town) -> None:
    digest = await house.add_digest()
    house.desk.replace(story(0), story(1), story(2))
    first = await house.service.compose(digest, START)
    assert await house.service.compose(digest, START) == first
    assert await house.service.get(digest.id) == digest


async def test_an_edition_covers_everything_up_to_the_last_batch(house: Town) -> None:
    digest = await house.add_digest()
    house.desk.replace(story(0), story(1), story(2))
    composed = await house.service.compose(digest, START)
    assert composed.edition.upto == house.ledger.arrivals.get_last_batch() > digest.cursor


async def test_an_article_that_moved_to_another_address_is_not_new(house: Town) -> None:
    digest = await house.add_digest()
    moved = replace(story(0), url="https://harborpost.example/a-falcon", aliases=("https://harborpost.example/falcon",))
    before = house.desk.desk.archive.by_url("https://harborpost.example/falcon")
    house.desk.replace(moved, story(1), story(2))
    now = house.desk.desk.archive.by_url("https://harborpost.example/falcon")
    assert before is not None
    assert now is not None
    assert before.id != now.id
    assert await compose_headlines(house, digest) == ["Orchid"]


async def test_a_started_digest_is_due_at_its_next_time_without_failures(house: Town) -> None:
    drafted = await house.service.add_draft(daily(failures=2, zone="Europe/Berlin"), START)
    active = await house.service.start(drafted, START)
    assert active is not None
    assert (active.state, active.failures, active.due_at) == ("active", 0, START + DAY)
    assert await house.service.get(active.id) == active


async def test_a_paused_digest_is_not_due_until_it_is_started_again(house: Town) -> None:
    digest = await house.add_digest()
    paused = await house.service.pause(digest)
    assert paused is not None
    assert (paused.state, paused.why, paused.due_at) == ("paused", "asked", None)
    assert house.ledger.runs.get_next_due() is None
    again = await house.service.start(paused, START + 5 * DAY)
    assert again is not None
    assert (again.state, again.why, again.due_at) == ("active", "", START + 5 * DAY + HOUR)


async def test_articles_that_arrive_during_a_pause_are_new_afterwards(house: Town) -> None:
    digest = await house.add_digest()
    paused = await house.service.pause(digest)
    assert paused is not None
    house.desk.replace(story(0), story(1), story(2))
    assert await compose_headlines(house, paused) == ["Orchid"]


async def test_a_deleted_digest_cannot_be_updated_started_or_paused(house: Town) -> None:
    digest = await house.add_digest()
    await house.service.delete(digest.id)
    assert await house.service.get(digest.id) is None
    assert await house.service.update(digest) is None
    assert await house.service.start(digest, START) is None
    assert await house.service.pause(digest) is None


async def test_digests_are_paused_if_the_bot_left_their_server_while_disconnected(house: Town) -> None:
    gone, here = await house.add_digest(), await house.add_digest(server=8)
    await house.service.sync_servers([8], START + DAY)
    after = await house.service.get(gone.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "gone")
    assert await house.service.get(here.id) == here


async def test_data_about_a_person_can_be_shown_and_deleted(house: Town) -> None:
    await house.add_digest(server=None, channel=0, creator=1)
    await house.service.set_zone(None, 1, "Europe/Rome")
    held = await house.service.get_stored_data(None, 1)
    assert (held.digests, held.zone) == (1, "Europe/Rome")
    await house.service.forget(None, 1)
    held = await house.service.get_stored_data(None, 1)
    assert (held.digests, held.zone) == (0, "")


async def test_servers_and_people_have_separate_lists_oldest_first_without_drafts(house: Town) -> None:
    mine = await house.add_digest(server=None, channel=0, creator=1)
    first, second = await house.add_digest(), await house.add_digest(channel=71)
    await house.add_digest(server=8)
    await house.service.add_draft(daily(), START)
    assert [each.id for each in await house.service.list_digests(7, 1)] == [first.id, second.id]
    assert [each.id for each in await house.service.list_digests(None, 1)] == [mine.id]
    assert await house.service.list_digests(None, 2) == []


async def test_servers_and_people_have_separate_time_zones(house: Town) -> None:
    assert await house.service.get_zone(7, 1) == ""
    await house.service.set_zone(7, 1, "Asia/Tokyo")
    await house.service.set_zone(None, 1, "Europe/Rome")
    await house.service.set_zone(7, 2, "Asia/Seoul")
    assert [await house.service.get_zone(*whose) for whose in ((7, 1), (None, 1), (None, 2), (8, 1))] == [
        "Asia/Seoul", "Europe/Rome", "", "",
    ]  # fmt: skip


async def test_a_new_digest_has_no_history(house: Town) -> None:
    digest = await house.add_digest()
    assert await house.service.list_history(digest.id, 10) == []


class YieldingThreads:
    """The service's threads, that let others go first before each work."""

    async def __call__(self, work: Callable[[], Any], /) -> Any:
        await asyncio.sleep(0)
        return work()


async def test_an_archive_is_recorded_once(house: Town) -> None:
    service = changed(house.service, run_blocking=YieldingThreads())
    for _ in range(3):
        await service.record_arrivals(START)
    assert house.ledger.arrivals.get_last_batch() == 1
    assert house.ledger.arrivals.list_after(0) == []
    house.desk.replace(story(0), story(1), story(2))
    await service.record_arrivals(START + HOUR)
    assert house.ledger.arrivals.get_last_batch() == 2
    assert list(house.ledger.arrivals.list_after(1)) == [house.desk.desk.archive.by_url(story(2).url or "").id]  # pyright: ignore[reportOptionalMemberAccess]


class CountingArrivals:
    """Arrivals that keep how often they were asked to take something in."""

    def __init__(self, arrivals: ArrivalStore) -> None:
        self.arrivals, self.calls = arrivals, 0

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        self.calls += 1
        return self.arrivals.record(ids, now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arrivals, name)


async def test_of_two_simultaneous_calls_one_records_the_archive_and_the_other_waits(house: Town) -> None:
    digest = await house.add_digest()
    house.desk.replace(story(0), story(1), story(2))
    noted = CountingArrivals(house.ledger.arrivals)
    service = changed(house.service, ledger=house.ledger._replace(arrivals=noted), run_blocking=YieldingThreads())
    both = await asyncio.gather(service.compose(digest, START), service.compose(digest, START))
    assert [len(each.edition.entries) for each in both] == [1, 1]
    assert noted.calls == 1


async def test_an_archive_that_could_not_be_recorded_is_recorded_by_the_next_call(house: Town) -> None:
    async def failing(_: Callable[[], Any], /) -> Any:
        raise StoreError("locked")

    with pytest.raises(StoreError):
        await changed(house.service, run_blocking=failing).record_arrivals(START)
    await house.service.record_arrivals(START + HOUR)
    assert house.ledger.arrivals.get_last_batch() == 1


@pytest.mark.parametrize(
    "unreadable", [{"schedule": "whenever"}, {"zone": "Nowhere/At_all"}, {"zone": ""}, {"zone": "America"}]
)
def test_an_unreadable_schedule_is_never_due(unreadable: dict[str, object]) -> None:
    assert find_next_due(daily(**unreadable), START) is None


def test_the_next_times_follow_the_schedule() -> None:
    assert find_next_due(daily(), START) == START + HOUR
    assert find_next_times(daily(), START) == tuple(START + HOUR + number * DAY for number in range(5))
    assert find_next_times(daily(schedule="whenever"), START) == ()
    assert find_next_times(daily(zone="America"), START) == ()
