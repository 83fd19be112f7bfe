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
    DeathError,
    FakePublisher,
    ManualClock,
    ReplaceableDesk,
    build_refusal,
    build_service,
    daily,
    lose_response,
    story,
)

OLD = [story(number) for number in range(3)]


class Town:
    """A server with one digest, made at 8:00, due at 9:00; three articles were there before."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.clock = ManualClock()
        self.desk = ReplaceableDesk.of(*OLD)
        self.publisher = FakePublisher(self.clock)
        self.service = build_service(ledger, self.desk)
        self.delivery = Delivery(self.service, self.publisher, self.clock)

    async def add_digest(self, **changes: object) -> Digest:
        drafted = await self.service.add_draft(daily(**changes), self.clock.now())
        active = await self.service.start(drafted, self.clock.now())
        assert active is not None
        return active

    def add_articles(self, *numbers: int) -> None:
        self.desk.replace(*OLD, *(story(number) for number in numbers))

    async def run_round(self) -> None:
        """One look at what is due, and all that it begins."""
        await self.delivery.run_round()
        for task in list(self.delivery._tasks.values()):
            await task

    async def restart(self) -> None:
        self.delivery = Delivery(build_service(self.ledger, self.desk), self.publisher, self.clock)

    def list_states(self, digest: Digest) -> list[str]:
        return [run.state for run in self.ledger.runs.list_history(digest.id, 100)]

    def get_last_run(self, digest: Digest) -> Run:
        return self.ledger.runs.list_history(digest.id, 1)[0]


@pytest.fixture
def town(ledger: Ledger) -> Town:
    return Town(ledger)


async def test_an_edition_is_sent_when_it_is_due_and_not_before(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(minutes=59)
    await town.run_round()
    assert town.publisher.list_headlines() == []
    town.clock.advance(minutes=1)
    await town.run_round()
    assert town.publisher.list_headlines() == [["Saffron prices double overnight"]]
    run = town.get_last_run(digest)
    assert (run.state, run.channel, run.message, run.due_at) == ("sent", 70, 1, START + timedelta(hours=1))
    after = town.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.editions, after.due_at) == (1, START + timedelta(hours=25))


async def test_an_article_is_not_sent_again_the_next_day(town: Town) -> None:
    await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    await town.run_round()
    town.add_articles(5, 6)
    town.clock.advance(days=1)
    await town.run_round()
    assert [len(each) for each in town.publisher.list_headlines()] == [1, 1]
    assert "Meteor" in town.publisher.list_headlines()[1][0]


async def test_a_run_with_nothing_new_is_recorded_and_not_posted(town: Town) -> None:
    digest = await town.add_digest()
    town.clock.advance(hours=1)
    await town.run_round()
    assert town.publisher.messages == []
    assert (town.get_last_run(digest).state, town.get_last_run(digest).reason) == ("empty", "nothing-new")


async def test_repeated_rounds_send_nothing_twice(town: Town) -> None:
    await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    for _ in range(3):
        await town.run_round()
    assert len(town.publisher.messages) == 1


async def test_after_a_downtime_only_the_latest_run_is_sent_and_the_others_are_recorded(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(days=3, hours=1, minutes=30)
    await town.restart()
    await town.run_round()
    assert town.list_states(digest) == ["sent", "missed", "missed", "missed"]
    assert len(town.publisher.messages) == 1


async def test_a_run_is_missed_after_the_grace_period(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=3)
    await town.restart()
    await town.run_round()
    assert town.list_states(digest) == ["missed"]
    assert town.publisher.messages == []
    # The next one has what this one would have had.
    town.clock.advance(hours=22)
    await town.run_round()
    assert len(town.publisher.messages) == 1


@pytest.mark.parametrize(
    "order", [SendDeferredError("503", uncertain=True), SendDeferredError("429", uncertain=False, after=7)]
)
async def test_a_deferred_message_is_sent_again(town: Town, order: Exception) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [order]
    await town.run_round()
    assert town.list_states(digest) == ["sent"]
    assert town.publisher.attempts == 2
    assert max(town.clock.sleeps) == max(2, getattr(order, "after", 0))


async def test_a_message_whose_response_was_lost_is_sent_again_with_the_same_nonce(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [lose_response]
    await town.run_round()
    assert len(town.publisher.messages) == 1
    assert town.get_last_run(digest).message == 1


async def test_after_the_nonce_window_the_message_is_searched_for(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.nonce_window = timedelta()
    town.publisher.failures = [
        lose_response,
        SendDeferredError("502", uncertain=True),
        SendDeferredError("502", uncertain=True),
    ]
    town.publisher.failures[1:] = [SendDeferredError("the network is away", uncertain=False)] * 2
    await town.run_round()
    assert town.publisher.searches == 1
    assert len(town.publisher.messages) == 1
    assert town.list_states(digest) == ["sent"]


async def test_a_run_is_unknown_and_not_sent_again_if_the_history_is_unreadable(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.is_readable = False
    town.publisher.failures = [SendDeferredError("502", uncertain=True)] * 3
    await town.run_round()
    assert (town.get_last_run(digest).state, town.get_last_run(digest).reason) == ("unknown", "unreadable")
    assert town.publisher.messages == []


async def test_attempts_are_few_and_end_with_the_grace_period(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [SendDeferredError("away", uncertain=False)] * 50
    await town.run_round()
    assert (town.get_last_run(digest).state, town.get_last_run(digest).reason) == ("failed", "unreachable")
    assert town.publisher.attempts <= 7


async def test_a_message_that_arrived_at_the_last_moment_is_found_afterwards(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1, minutes=59, seconds=30)
    town.publisher.failures = [lose_response, SendDeferredError("502", uncertain=True)]
    await town.run_round()
    assert (town.get_last_run(digest).state, town.publisher.searches) == ("sent", 1)
    assert len(town.publisher.messages) == 1


async def test_a_long_rate_limit_pauses_all_runs_and_costs_one_request(town: Town) -> None:
    for channel in range(10):
        await town.add_digest(channel=channel + 1)
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [SendDeferredError("rate limited", uncertain=False, after=120)]
    await town.run_round()
    assert len(town.publisher.messages) == 10
    assert town.publisher.attempts == 11
    # Who had a turn already may still leave.
    held = [at for _, _, _, at in town.publisher.messages if at >= START + timedelta(hours=1, seconds=120)]
    assert len(held) >= 5


async def test_a_refusal_after_an_attempt_in_doubt_leaves_the_run_unknown(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [lose_response, build_refusal()]
    await town.run_round()
    assert town.get_last_run(digest).state == "unknown"
    town.clock.advance(days=1)
    await town.run_round()
    assert len(town.publisher.messages) == 1


async def test_articles_of_an_unknown_run_are_not_sent_again(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.is_readable = False
    town.publisher.failures = [
        lose_response,
        SendDeferredError("502", uncertain=True),
        SendDeferredError("502", uncertain=True),
    ]
    await town.run_round()
    assert town.get_last_run(digest).state == "unknown"
    town.publisher.is_readable = True
    town.add_articles(5, 6)
    town.clock.advance(days=1)
    await town.run_round()
    assert [len(each) for each in town.publisher.list_headlines()] == [1, 1]
    assert "Saffron" not in town.publisher.list_headlines()[1][0]


async def test_the_third_refusal_in_a_row_pauses_the_digest_and_notifies_its_creator(town: Town) -> None:
    digest = await town.add_digest()
    for day in range(4):
        town.add_articles(*range(5, 6 + day))
        town.clock.advance(hours=1 if day == 0 else 24)
        town.publisher.failures = [build_refusal()]
        await town.run_round()
    after = town.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why, after.due_at) == ("paused", "failing", None)
    assert town.list_states(digest) == ["failed"] * 3
    assert town.publisher.notified == [(digest.id, "forbidden")]


async def test_a_success_resets_the_count_of_refusals(town: Town) -> None:
    digest = await town.add_digest()
    for day, order in enumerate([build_refusal(), build_refusal(), None, build_refusal(), build_refusal()]):
        town.add_articles(*range(5, 6 + day))
        town.clock.advance(hours=1 if day == 0 else 24)
        town.publisher.failures = [order] if order else []
        await town.run_round()
    after = town.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.failures) == ("active", 2)


async def test_closed_direct_messages_pause_a_personal_digest_at_once(town: Town) -> None:
    digest = await town.add_digest(server=None, channel=0, creator=42)
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [build_refusal("closed")]
    await town.run_round()
    after = town.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why) == ("paused", "closed")
    assert town.publisher.notified == []


class DyingThreads:
    """The service's threads, of which one dies before or after its work."""

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
async def test_wherever_the_process_dies_the_edition_is_sent_once_or_recorded_as_missed(
    ledger: Ledger, away: timedelta, *, after: bool
) -> None:
    for at in range(1, 30):
        town = Town(ledger)
        town.clock.time += timedelta(days=at * 3)
        digest = await town.add_digest(channel=1000 + at)
        town.desk.replace(*OLD, story(5, outlet=f"Paper{at}"))
        town.clock.advance(hours=1)
        dying = DyingThreads(at, after=after)
        town.delivery = Delivery(replace_threads(town.service, dying), town.publisher, town.clock)
        with suppress(DeathError):
            await town.run_round()
        town.clock.advance(seconds=away.total_seconds())
        await town.restart()
        await town.run_round()
        runs = town.ledger.runs.list_history(digest.id, 10)
        assert len(runs) == 1
        assert len(town.publisher.messages) == (1 if runs[0].state == "sent" else 0)
        assert runs[0].state == "sent" or (away > timedelta(hours=1) and runs[0].state == "missed")
        town.ledger.digests.delete(digest.id)
        if dying.left > 0:
            assert at > 7
            return
    pytest.fail("a delivery takes more steps than were tried")


def replace_threads(service: DigestService, beside: DyingThreads) -> DigestService:
    return DigestService(service.ledger, service.desk, grace=service.grace, run_blocking=beside)


async def test_a_death_between_sending_and_recording_does_not_repeat_the_message(town: Town) -> None:
    for number, away in enumerate((timedelta(seconds=5), timedelta(minutes=30)), 5):
        town.clock.time = START + timedelta(days=number)
        digest = await town.add_digest(channel=number)
        town.add_articles(*range(5, number + 1))
        town.clock.advance(hours=1)

        def die() -> None:
            raise DeathError

        before = len(town.publisher.messages)
        town.publisher.failures = [die]
        await town.run_round()
        assert town.get_last_run(digest).state == "begun"
        town.clock.advance(seconds=away.total_seconds())
        town.publisher.nonce_window = timedelta(minutes=3)
        await town.restart()
        await town.run_round()
        assert town.get_last_run(digest).state == "sent"
        assert len(town.publisher.messages) == before + 1
        town.ledger.digests.delete(digest.id)


async def test_a_requested_run_sends_what_is_new_so_the_next_run_has_nothing(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(minutes=10)
    run = await town.delivery.run_now(digest)
    assert run is not None
    assert run.state == "sent"
    town.clock.advance(minutes=50)
    await town.run_round()
    assert town.list_states(digest) == ["empty", "sent"]


@pytest.mark.parametrize("at", range(1, 12))
async def test_a_store_failure_at_any_step_only_delays_the_edition(town: Town, at: int) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    steps = iter(range(1, 1_000))

    async def beside(work):
        if next(steps) in range(at, at + 3):
            raise StoreError("locked")
        return work()

    town.delivery = Delivery(
        DigestService(town.ledger, town.service.desk, run_blocking=beside), town.publisher, town.clock
    )
    for _ in range(4):
        with suppress(StoreError):
            await town.run_round()
    assert town.list_states(digest) == ["sent"]
    assert len(town.publisher.messages) == 1


async def test_a_server_with_few_digests_does_not_wait_for_one_with_many(town: Town) -> None:
    drafted = await town.service.add_draft(daily(server=1), town.clock.now())
    for server, channels in ((1, 130), (2, 3)):
        for number in range(channels):
            more = replace(drafted, state="active", server=server, channel=1000 * server + number)
            town.ledger.digests.add(replace(more, due_at=START + timedelta(hours=1)))
    town.add_articles(5)
    town.clock.advance(hours=1)
    await town.run_round()
    servers = [digest.server for digest, *_ in town.publisher.messages]
    assert len(servers) == 133
    # Behind those that were being made when they were found to be due.
    assert servers[:100].count(2) == 3


async def test_a_run_that_waits_for_the_store_wakes_the_loop_soon(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    town.publisher.failures = [DeathError()]
    await town.run_round()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert town.clock.wakes == 1
    assert 30.0 in town.clock.sleeps
    await town.run_round()
    assert town.list_states(digest) == ["sent"]


async def test_without_the_lock_nothing_is_delivered(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await town.add_digest()
    town.add_articles(5)
    town.clock.advance(hours=1)
    service = DigestService(town.ledger, town.service.desk, may_deliver=lambda: False)
    town.delivery = Delivery(service, town.publisher, town.clock)
    await town.run_round()
    assert town.publisher.messages == []
    assert "lock" in caplog.text


async def test_without_the_lock_nobody_can_request_a_run(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    town.delivery = Delivery(
        DigestService(town.ledger, town.service.desk, may_deliver=lambda: False), town.publisher, town.clock
    )
    with pytest.raises(StoreError, match="lock"):
        await town.delivery.run_now(digest)
    assert town.list_states(digest) == []


async def test_a_digest_is_not_run_at_the_time_of_its_old_schedule(town: Town) -> None:
    digest = await town.add_digest()
    town.add_articles(5)
    edited = await town.service.start(replace(digest, schedule="daily 17:00"), town.clock.now())
    assert edited is not None
    town.clock.advance(hours=1)
    await town.run_round()
    assert town.publisher.messages == []
    town.clock.advance(hours=8)
    await town.run_round()
    assert len(town.publisher.messages) == 1
