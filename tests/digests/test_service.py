"""How digests are created, changed and previewed."""

import asyncio
import dataclasses
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.digests.digest import Digest
from bot.digests.service import find_next_due, find_next_times
from bot.digests.store_ports.arrivals import ArrivalStore
from bot.digests.store_ports.errors import StoreError
from bot.digests.store_ports.ledger import Ledger
from tests.support.desks import build_desk
from tests.support.digesting import START, DigestBot, daily, run_at_once, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def bot(ledger: Ledger) -> DigestBot:
    return DigestBot(ledger, story(0), story(1))


async def compose_headlines(bot: DigestBot, digest: Digest) -> list[str]:
    found = await bot.service.compose(digest, START + HOUR)
    return [entry.article.title.split()[0] for entry in found.edition.entries]


async def test_articles_that_arrived_before_a_draft_are_not_new_to_it(bot: DigestBot) -> None:
    draft = await bot.service.add_draft(daily(), START)
    assert (draft.state, draft.due_at, draft.since) == ("draft", None, START)
    assert draft.id > 0
    assert await compose_headlines(bot, draft) == []
    bot.add_articles(2)
    assert await compose_headlines(bot, draft) == ["Orchid"]


async def test_only_digests_drafted_before_an_arrival_get_it(bot: DigestBot) -> None:
    before = await bot.service.add_draft(daily(), START)
    bot.add_articles(2)
    after = await bot.service.add_draft(daily(), START)
    assert await compose_headlines(bot, before) == ["Orchid"]
    assert await compose_headlines(bot, after) == []


async def test_a_preview_changes_nothing(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(2)
    first = await bot.service.compose(digest, START)
    assert await bot.service.compose(digest, START) == first
    assert await bot.service.get(digest.id) == digest


async def test_an_edition_covers_everything_up_to_the_last_batch(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(2)
    composed = await bot.service.compose(digest, START)
    assert composed.edition.upto == bot.ledger.arrivals.get_last_batch() > digest.cursor


async def test_an_article_that_moved_to_another_address_is_not_new(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    moved = replace(story(0), url="https://harborpost.example/a-falcon", aliases=("https://harborpost.example/falcon",))
    before = bot.desk.archive.by_url("https://harborpost.example/falcon")
    bot.desk = build_desk(moved, story(1), story(2))
    now = bot.desk.archive.by_url("https://harborpost.example/falcon")
    assert before is not None
    assert now is not None
    assert before.id != now.id
    assert await compose_headlines(bot, digest) == ["Orchid"]


async def test_a_started_digest_is_due_at_its_next_time_without_failures(bot: DigestBot) -> None:
    draft = await bot.service.add_draft(daily(failures=2, zone="Europe/Berlin"), START)
    active = await bot.service.start(draft, START)
    assert active is not None
    assert (active.state, active.failures, active.due_at) == ("active", 0, START + DAY)
    assert await bot.service.get(active.id) == active


async def test_a_paused_digest_is_not_due_until_it_is_started_again(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    paused = await bot.service.pause(digest)
    assert paused is not None
    assert (paused.state, paused.why, paused.due_at) == ("paused", "asked", None)
    assert bot.ledger.runs.get_next_due() is None
    again = await bot.service.start(paused, START + 5 * DAY)
    assert again is not None
    assert (again.state, again.why, again.due_at) == ("active", "", START + 5 * DAY + HOUR)


async def test_articles_that_arrive_during_a_pause_are_new_afterwards(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    paused = await bot.service.pause(digest)
    assert paused is not None
    bot.add_articles(2)
    assert await compose_headlines(bot, paused) == ["Orchid"]


async def test_a_deleted_digest_cannot_be_updated_started_or_paused(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    await bot.service.delete(digest.id)
    assert await bot.service.get(digest.id) is None
    assert await bot.service.update(digest) is None
    assert await bot.service.start(digest, START) is None
    assert await bot.service.pause(digest) is None


async def test_of_two_edits_at_the_same_time_none_is_lost(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    await asyncio.gather(
        bot.service.edit(digest, {"words": "rivers"}, START),
        bot.service.edit(digest, {"schedule": "daily 17:00"}, START),
    )
    stored = await bot.service.get(digest.id)
    assert stored is not None
    assert (stored.words, stored.schedule, stored.due_at) == ("rivers", "daily 17:00", START + 9 * HOUR)


async def test_an_edit_of_what_was_read_before_a_pause_does_not_resume_the_digest(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    await bot.service.pause(digest)
    edited = await bot.service.edit(digest, {"words": "rivers"}, START)
    assert edited is not None
    assert (edited.state, edited.due_at, edited.words) == ("paused", None, "rivers")


async def test_a_digest_that_resumes_keeps_what_was_edited_meanwhile(bot: DigestBot) -> None:
    paused = await bot.service.pause(await bot.add_digest())
    assert paused is not None
    await bot.service.edit(paused, {"words": "rivers"}, START)
    resumed = await bot.service.start(paused, START)
    assert resumed is not None
    assert (resumed.state, resumed.words) == ("active", "rivers")


async def test_digests_are_paused_if_the_bot_left_their_server_while_disconnected(bot: DigestBot) -> None:
    gone, here = await bot.add_digest(), await bot.add_digest(server=8)
    await bot.service.sync_servers([8], START + DAY)
    after = await bot.service.get(gone.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "gone")
    assert await bot.service.get(here.id) == here


async def test_news_that_only_the_last_deliverer_has_read_is_sent_when_it_is_read_here(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    ours = bot.desk
    bot.add_articles(2)
    await bot.service.record_arrivals(START)
    # This process takes over before it has read the file.
    bot.desk = ours
    composed = await bot.service.compose(digest, START + HOUR / 2)
    assert composed.edition.upto == digest.cursor
    bot.add_articles(2)
    assert await compose_headlines(bot, digest) == ["Orchid"]


async def test_news_that_was_removed_again_holds_nothing_back_for_long(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    ours = bot.desk
    bot.add_articles(2)
    await bot.service.record_arrivals(START)
    bot.desk = ours
    composed = await bot.service.compose(digest, START + 2 * HOUR)
    assert composed.edition.upto > digest.cursor


async def test_a_process_that_does_not_deliver_records_no_arrivals(bot: DigestBot) -> None:
    bot.restart(may_deliver=lambda: False)
    bot.add_articles(2)
    await bot.service.record_arrivals(START)
    assert bot.ledger.arrivals.get_last_batch() == 0


async def test_a_person_who_was_told_that_they_cannot_be_reached_is_not_told_again(bot: DigestBot) -> None:
    closed = await bot.add_digest(server=None, channel=0, creator=1)
    bot.ledger.digests.update(replace(closed, state="paused", why="closed", due_at=None))
    await bot.service.read_unreachable_people()
    assert bot.service.unreachable_people == {1}
    bot.service.unreachable_people.discard(1)
    await bot.service.read_unreachable_people()
    assert bot.service.unreachable_people == set()


async def test_servers_that_another_process_answers_are_not_taken_for_left(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    await bot.service.sync_servers([], START + DAY, is_ours=lambda server: server != digest.server)
    assert await bot.service.get(digest.id) == digest


async def test_data_about_a_person_can_be_shown_and_deleted(bot: DigestBot) -> None:
    await bot.add_digest(server=None, channel=0, creator=1)
    await bot.service.set_zone(None, 1, "Europe/Rome")
    stored = await bot.service.get_stored_data(None, 1)
    assert (stored.digests, stored.zone) == (1, "Europe/Rome")
    await bot.service.forget(None, 1)
    stored = await bot.service.get_stored_data(None, 1)
    assert (stored.digests, stored.zone) == (0, "")


async def test_servers_and_people_have_separate_lists_oldest_first_without_drafts(bot: DigestBot) -> None:
    mine = await bot.add_digest(server=None, channel=0, creator=1)
    first, second = await bot.add_digest(), await bot.add_digest(channel=71)
    await bot.add_digest(server=8)
    await bot.service.add_draft(daily(), START)
    assert [digest.id for digest in await bot.service.list_digests(7, 1)] == [first.id, second.id]
    assert [digest.id for digest in await bot.service.list_digests(None, 1)] == [mine.id]
    assert await bot.service.list_digests(None, 2) == []


async def test_servers_and_people_have_separate_time_zones(bot: DigestBot) -> None:
    assert await bot.service.get_zone(7, 1) == ""
    await bot.service.set_zone(7, 1, "Asia/Tokyo")
    await bot.service.set_zone(None, 1, "Europe/Rome")
    await bot.service.set_zone(7, 2, "Asia/Seoul")
    assert [await bot.service.get_zone(*owner) for owner in ((7, 1), (None, 1), (None, 2), (8, 1))] == [
        "Asia/Seoul", "Europe/Rome", "", "",
    ]  # fmt: skip


async def test_a_new_digest_has_no_history(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    assert await bot.service.list_history(digest.id, 10) == []


async def test_an_archive_is_recorded_once(bot: DigestBot) -> None:
    service = dataclasses.replace(bot.service, run_blocking=run_at_once)
    for _ in range(3):
        await service.record_arrivals(START)
    assert bot.ledger.arrivals.get_last_batch() == 1
    assert bot.ledger.arrivals.list_after(0) == []
    bot.add_articles(2)
    await service.record_arrivals(START + HOUR)
    assert bot.ledger.arrivals.get_last_batch() == 2
    assert list(bot.ledger.arrivals.list_after(1)) == [bot.desk.archive.by_url(story(2).url or "").id]  # pyright: ignore[reportOptionalMemberAccess]


class CountingArrivals:
    """Counts how often arrivals are recorded."""

    def __init__(self, arrivals: ArrivalStore) -> None:
        self.arrivals, self.calls = arrivals, 0

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        self.calls += 1
        return self.arrivals.record(ids, now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arrivals, name)


async def test_of_two_simultaneous_calls_one_records_the_archive_and_the_other_waits(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(2)
    counting = CountingArrivals(bot.ledger.arrivals)
    service = dataclasses.replace(bot.service, ledger=bot.ledger._replace(arrivals=counting), run_blocking=run_at_once)
    both = await asyncio.gather(service.compose(digest, START), service.compose(digest, START))
    assert [len(composed.edition.entries) for composed in both] == [1, 1]
    assert counting.calls == 1


async def test_an_archive_that_could_not_be_recorded_is_recorded_by_the_next_call(bot: DigestBot) -> None:
    async def failing(_: Callable[[], Any], /) -> Any:
        raise StoreError("locked")

    with pytest.raises(StoreError):
        await dataclasses.replace(bot.service, run_blocking=failing).record_arrivals(START)
    await bot.service.record_arrivals(START + HOUR)
    assert bot.ledger.arrivals.get_last_batch() == 1


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
