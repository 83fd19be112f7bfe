"""Every due edition is sent once: whatever fails on the way, and wherever the process dies."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.digests.delivery.loop import Delivery
from bot.digests.digest import Digest, Run
from bot.digests.ports import Ledger, SendDeferredError, StoreError
from bot.digests.service import DigestService
from tests.support.digesting import (
    START,
    Archive,
    DeathError,
    HandClock,
    PlayedDiscord,
    daily,
    lose,
    office_of,
    refuse,
    story,
)

OLD = [story(number) for number in range(3)]


class Desk:
    """A server with one digest, made at 8:00, due at 9:00; three articles were there before."""

    def __init__(self, books: Ledger) -> None:
        self.books = books
        self.clock = HandClock()
        self.archive = Archive.of(*OLD)
        self.discord = PlayedDiscord(self.clock)
        self.office = office_of(books, self.archive)
        self.delivery = Delivery(self.office, self.discord, self.clock)

    async def made(self, **changes: object) -> Digest:
        drafted = await self.office.add_draft(daily(**changes), self.clock.now())
        active = await self.office.start(drafted, self.clock.now())
        assert active is not None
        return active

    def arrives(self, *numbers: int) -> None:
        self.archive.put(*OLD, *(story(number) for number in numbers))

    async def round(self) -> None:
        """One look at what is due, and all that it begins."""
        await self.delivery.run_round()
        for task in list(self.delivery._tasks.values()):
            await task

    async def restarted(self) -> None:
        self.delivery = Delivery(office_of(self.books, self.archive), self.discord, self.clock)

    def states(self, digest: Digest) -> list[str]:
        return [run.state for run in self.books.runs.list_history(digest.id, 100)]

    def last(self, digest: Digest) -> Run:
        return self.books.runs.list_history(digest.id, 1)[0]


@pytest.fixture
def town(books: Ledger) -> Desk:
    return Desk(books)


async def test_an_edition_goes_out_when_it_is_due_and_not_before(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(minutes=59)
    await town.round()
    assert town.discord.headlines() == []
    town.clock.turn(minutes=1)
    await town.round()
    assert town.discord.headlines() == [["Saffron prices double overnight"]]
    run = town.last(digest)
    assert (run.state, run.channel, run.message, run.due_at) == ("sent", 70, 1, START + timedelta(hours=1))
    after = town.books.digests.get(digest.id)
    assert after is not None
    assert (after.editions, after.due_at) == (1, START + timedelta(hours=25))


async def test_what_was_sent_is_not_sent_the_next_day(town: Desk) -> None:
    await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    await town.round()
    town.arrives(5, 6)
    town.clock.turn(days=1)
    await town.round()
    assert [len(each) for each in town.discord.headlines()] == [1, 1]
    assert "Meteor" in town.discord.headlines()[1][0]


async def test_nothing_new_is_recorded_and_not_posted(town: Desk) -> None:
    digest = await town.made()
    town.clock.turn(hours=1)
    await town.round()
    assert town.discord.messages == []
    assert (town.last(digest).state, town.last(digest).reason) == ("empty", "nothing-new")


async def test_a_round_that_is_repeated_sends_nothing_twice(town: Desk) -> None:
    await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    for _ in range(3):
        await town.round()
    assert len(town.discord.messages) == 1


async def test_after_a_pause_only_the_latest_run_is_sent_and_the_others_are_recorded(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(days=3, hours=1, minutes=30)
    await town.restarted()
    await town.round()
    assert town.states(digest) == ["sent", "missed", "missed", "missed"]
    assert len(town.discord.messages) == 1


async def test_what_is_later_than_the_grace_is_missed(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=3)
    await town.restarted()
    await town.round()
    assert town.states(digest) == ["missed"]
    assert town.discord.messages == []
    # The next one has what this one would have had.
    town.clock.turn(hours=22)
    await town.round()
    assert len(town.discord.messages) == 1


@pytest.mark.parametrize(
    "order", [SendDeferredError("503", uncertain=True), SendDeferredError("429", uncertain=False, after=7)]
)
async def test_what_did_not_go_out_is_tried_again(town: Desk, order: Exception) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [order]
    await town.round()
    assert town.states(digest) == ["sent"]
    assert town.discord.tries == 2
    assert max(town.clock.slept) == max(2, getattr(order, "after", 0))


async def test_a_lost_answer_is_asked_for_again_under_the_same_nonce(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [lose]
    await town.round()
    assert len(town.discord.messages) == 1
    assert town.last(digest).message == 1


async def test_beyond_the_nonce_window_the_message_is_looked_for(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.nonce_window = timedelta()
    town.discord.orders = [lose, SendDeferredError("502", uncertain=True), SendDeferredError("502", uncertain=True)]
    town.discord.orders[1:] = [SendDeferredError("the network is away", uncertain=False)] * 2
    await town.round()
    assert town.discord.looks == 1
    assert len(town.discord.messages) == 1
    assert town.states(digest) == ["sent"]


async def test_where_nobody_may_look_the_run_is_unknown_and_not_sent_again(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.is_readable = False
    town.discord.orders = [SendDeferredError("502", uncertain=True)] * 3
    await town.round()
    assert (town.last(digest).state, town.last(digest).reason) == ("unknown", "unreadable")
    assert town.discord.messages == []


async def test_attempts_end_with_the_grace_and_are_few(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [SendDeferredError("away", uncertain=False)] * 50
    await town.round()
    assert (town.last(digest).state, town.last(digest).reason) == ("failed", "unreachable")
    assert town.discord.tries <= 7


async def test_a_message_that_arrived_at_the_last_moment_is_found_when_time_is_up(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1, minutes=59, seconds=30)
    town.discord.orders = [lose, SendDeferredError("502", uncertain=True)]
    await town.round()
    assert (town.last(digest).state, town.discord.looks) == ("sent", 1)
    assert len(town.discord.messages) == 1


async def test_a_long_limit_holds_everybody_and_costs_one_call(town: Desk) -> None:
    for channel in range(10):
        await town.made(channel=channel + 1)
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [SendDeferredError("rate limited", uncertain=False, after=120)]
    await town.round()
    assert len(town.discord.messages) == 10
    assert town.discord.tries == 11
    # Who had a turn already may still leave.
    held = [at for _, _, _, at in town.discord.messages if at >= START + timedelta(hours=1, seconds=120)]
    assert len(held) >= 5


async def test_a_refusal_after_an_attempt_of_unknown_fate_does_not_tell_that_nothing_arrived(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [lose, refuse()]
    await town.round()
    assert town.last(digest).state == "unknown"
    town.clock.turn(days=1)
    await town.round()
    assert len(town.discord.messages) == 1


async def test_what_may_have_arrived_is_not_offered_again(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.is_readable = False
    town.discord.orders = [lose, SendDeferredError("502", uncertain=True), SendDeferredError("502", uncertain=True)]
    await town.round()
    assert town.last(digest).state == "unknown"
    town.discord.is_readable = True
    town.arrives(5, 6)
    town.clock.turn(days=1)
    await town.round()
    assert [len(each) for each in town.discord.headlines()] == [1, 1]
    assert "Saffron" not in town.discord.headlines()[1][0]


async def test_the_third_refusal_in_a_row_pauses_and_tells_who_made_it(town: Desk) -> None:
    digest = await town.made()
    for day in range(4):
        town.arrives(*range(5, 6 + day))
        town.clock.turn(hours=1 if day == 0 else 24)
        town.discord.orders = [refuse()]
        await town.round()
    after = town.books.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why, after.due_at) == ("paused", "failing", None)
    assert town.states(digest) == ["failed"] * 3
    assert town.discord.told == [(digest.id, "forbidden")]


async def test_a_success_between_refusals_starts_the_count_anew(town: Desk) -> None:
    digest = await town.made()
    for day, order in enumerate([refuse(), refuse(), None, refuse(), refuse()]):
        town.arrives(*range(5, 6 + day))
        town.clock.turn(hours=1 if day == 0 else 24)
        town.discord.orders = [order] if order else []
        await town.round()
    after = town.books.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.failures) == ("active", 2)


async def test_closed_direct_messages_pause_a_personal_digest_at_once(town: Desk) -> None:
    digest = await town.made(server=None, channel=0, creator=42)
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [refuse("closed")]
    await town.round()
    after = town.books.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "closed")
    assert town.discord.told == []


class Dying:
    """The office's threads, of which one dies before or after its work."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left, self.after = at, after

    async def __call__(self, work):
        self.left -= 1
        if self.left == 0 and not self.after:
            raise DeathError
        result = work()
        if self.left == 0:
            raise DeathError
        return result


@pytest.mark.parametrize("away", [timedelta(seconds=2), timedelta(minutes=10), timedelta(hours=5)])
@pytest.mark.parametrize("after", [False, True])
async def test_wherever_the_process_dies_the_edition_is_sent_once_or_named_as_missed(
    books: Ledger, away: timedelta, *, after: bool
) -> None:
    for at in range(1, 30):
        town = Desk(books)
        town.clock.time += timedelta(days=at * 3)
        digest = await town.made(channel=1000 + at)
        town.archive.put(*OLD, story(5, outlet=f"Paper{at}"))
        town.clock.turn(hours=1)
        dying = Dying(at, after=after)
        town.delivery = Delivery(replace_beside(town.office, dying), town.discord, town.clock)
        with suppress(DeathError):
            await town.round()
        town.clock.turn(seconds=away.total_seconds())
        await town.restarted()
        await town.round()
        runs = town.books.runs.list_history(digest.id, 10)
        assert len(runs) == 1
        assert len(town.discord.messages) == (1 if runs[0].state == "sent" else 0)
        assert runs[0].state == "sent" or (away > timedelta(hours=1) and runs[0].state == "missed")
        town.books.digests.delete(digest.id)
        if dying.left > 0:
            assert at > 7
            return
    pytest.fail("a delivery takes more steps than were tried")


def replace_beside(office: DigestService, beside: Dying) -> DigestService:
    return DigestService(office.ledger, office.desk, grace=office.grace, run_blocking=beside)


async def test_a_death_between_discords_answer_and_our_note_does_not_repeat_the_message(town: Desk) -> None:
    for number, away in enumerate((timedelta(seconds=5), timedelta(minutes=30)), 5):
        town.clock.time = START + timedelta(days=number)
        digest = await town.made(channel=number)
        town.arrives(*range(5, number + 1))
        town.clock.turn(hours=1)

        def die() -> None:
            raise DeathError

        before = len(town.discord.messages)
        town.discord.orders = [die]
        await town.round()
        assert town.last(digest).state == "begun"
        town.clock.turn(seconds=away.total_seconds())
        town.discord.nonce_window = timedelta(minutes=3)
        await town.restarted()
        await town.round()
        assert town.last(digest).state == "sent"
        assert len(town.discord.messages) == before + 1
        town.books.digests.delete(digest.id)


async def test_a_run_that_a_person_asks_for_takes_what_is_new_with_it(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(minutes=10)
    run = await town.delivery.run_now(digest)
    assert run is not None
    assert run.state == "sent"
    town.clock.turn(minutes=50)
    await town.round()
    assert town.states(digest) == ["empty", "sent"]


@pytest.mark.parametrize("at", range(1, 12))
async def test_a_store_that_fails_at_any_step_delays_the_edition_and_neither_loses_nor_doubles_it(
    town: Desk, at: int
) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    steps = iter(range(1, 1_000))

    async def beside(work):
        if next(steps) in range(at, at + 3):
            raise StoreError("locked")
        return work()

    town.delivery = Delivery(DigestService(town.books, town.office.desk, run_blocking=beside), town.discord, town.clock)
    for _ in range(4):
        with suppress(StoreError):
            await town.round()
    assert town.states(digest) == ["sent"]
    assert len(town.discord.messages) == 1


async def test_a_server_with_few_does_not_wait_for_one_with_many_that_were_due_first(town: Desk) -> None:
    drafted = await town.office.add_draft(daily(server=1), town.clock.now())
    for server, channels in ((1, 130), (2, 3)):
        for number in range(channels):
            more = replace(drafted, state="active", server=server, channel=1000 * server + number)
            town.books.digests.add(replace(more, due_at=START + timedelta(hours=1)))
    town.arrives(5)
    town.clock.turn(hours=1)
    await town.round()
    servers = [digest.server for digest, *_ in town.discord.messages]
    assert len(servers) == 133
    # Behind those that were being made when they were found to be due.
    assert servers[:100].count(2) == 3


async def test_a_run_that_waits_for_the_store_is_looked_at_again_soon(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    town.discord.orders = [DeathError()]
    await town.round()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert town.clock.woken == 1
    assert 30.0 in town.clock.slept
    await town.round()
    assert town.states(digest) == ["sent"]


async def test_without_the_lock_nothing_is_delivered(town: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await town.made()
    town.arrives(5)
    town.clock.turn(hours=1)
    office = DigestService(town.books, town.office.desk, may_deliver=lambda: False)
    town.delivery = Delivery(office, town.discord, town.clock)
    await town.round()
    assert town.discord.messages == []
    assert "lock" in caplog.text


async def test_without_the_lock_nobody_can_ask_for_a_run_either(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    town.delivery = Delivery(
        DigestService(town.books, town.office.desk, may_deliver=lambda: False), town.discord, town.clock
    )
    with pytest.raises(StoreError, match="lock"):
        await town.delivery.run_now(digest)
    assert town.states(digest) == []


async def test_an_edited_schedule_is_not_run_at_its_old_time(town: Desk) -> None:
    digest = await town.made()
    town.arrives(5)
    edited = await town.office.start(replace(digest, schedule="daily 17:00"), town.clock.now())
    assert edited is not None
    town.clock.turn(hours=1)
    await town.round()
    assert town.discord.messages == []
    town.clock.turn(hours=8)
    await town.round()
    assert len(town.discord.messages) == 1
