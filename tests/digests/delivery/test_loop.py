"""Every due edition is sent exactly once, even if the store fails or the process dies."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.digests.delivery.loop import Delivery
from bot.digests.ports import SendDeferredError, TimeUnknownError
from bot.digests.service import DigestService
from bot.digests.store_ports.errors import StoreError
from bot.digests.store_ports.ledger import Ledger
from bot.store.tables.runs import StoredRuns
from tests.support.desks import build_desk
from tests.support.digesting import OLD, START, DeathError, DigestBot, ManualClock, daily, story

pytestmark = pytest.mark.stores("sqlite")


async def test_an_edition_is_sent_when_it_is_due_and_not_before(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(minutes=59)
    await bot.run_round()
    assert bot.publisher.list_headlines() == []
    bot.clock.advance(minutes=1)
    await bot.run_round()
    assert bot.publisher.list_headlines() == [["Saffron prices double overnight"]]
    run = bot.get_last_run(digest)
    assert (run.state, run.channel, run.message, run.due_at) == ("sent", 70, 1, START + timedelta(hours=1))
    after = bot.ledger.digests.get(digest.id)
    assert after is not None
    assert (after.editions, after.due_at) == (1, START + timedelta(hours=25))


async def test_an_article_is_not_sent_again_the_next_day(bot: DigestBot) -> None:
    await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    await bot.run_round()
    bot.add_articles(5, 6)
    bot.clock.advance(days=1)
    await bot.run_round()
    assert [len(headlines) for headlines in bot.publisher.list_headlines()] == [1, 1]
    assert "Meteor" in bot.publisher.list_headlines()[1][0]


async def test_repeated_rounds_send_nothing_twice(bot: DigestBot) -> None:
    await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    for _ in range(3):
        await bot.run_round()
    assert len(bot.publisher.messages) == 1


@pytest.mark.stores("sqlite", "postgresql")
async def test_after_a_downtime_only_the_latest_run_is_sent_and_the_others_are_recorded(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(days=3, hours=1, minutes=30)
    bot.restart()
    await bot.run_round()
    assert bot.list_states(digest) == ["sent", "missed", "missed", "missed"]
    assert len(bot.publisher.messages) == 1


async def test_a_run_is_missed_after_the_grace_period(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=3)
    bot.restart()
    await bot.run_round()
    assert bot.list_states(digest) == ["missed"]
    assert bot.publisher.messages == []
    # The next run sends what this one would have sent.
    bot.clock.advance(hours=22)
    await bot.run_round()
    assert len(bot.publisher.messages) == 1


class DyingThreads:
    """Runs blocking work, and dies before or after one of the calls. `left`: how many calls until then."""

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


# How long the bot was away makes no difference to the store.
@pytest.mark.parametrize(
    ("store_engine", "away"),
    [
        ("sqlite", timedelta(seconds=2)),
        ("sqlite", timedelta(hours=5)),
        ("postgresql", timedelta(minutes=10)),
    ],
    indirect=["store_engine"],
)
@pytest.mark.parametrize("after", [False, True])
async def test_wherever_the_process_dies_the_edition_is_sent_once_or_recorded_as_missed(
    ledger: Ledger, away: timedelta, *, after: bool
) -> None:
    for at in range(1, 30):
        bot = DigestBot(ledger, *OLD)
        bot.clock.time += timedelta(days=at * 3)
        digest = await bot.add_digest(channel=1000 + at)
        bot.desk = build_desk(*OLD, story(5, outlet=f"Paper{at}"))
        bot.clock.advance(hours=1)
        dying = DyingThreads(at, after=after)
        bot.restart(run_blocking=dying)
        with suppress(DeathError):
            await bot.run_round()
        bot.clock.advance(seconds=away.total_seconds())
        bot.restart()
        await bot.run_round()
        runs = bot.ledger.runs.list_history(digest.id, 10)
        assert len(runs) == 1
        assert len(bot.publisher.messages) == (1 if runs[0].state == "sent" else 0)
        assert runs[0].state == "sent" or (away > timedelta(hours=1) and runs[0].state == "missed")
        bot.ledger.digests.delete(digest.id)
        if dying.left > 0:
            assert at > 7
            return
    pytest.fail("a delivery takes more calls than were tested")


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_death_between_sending_and_recording_does_not_repeat_the_message(bot: DigestBot) -> None:
    for number, away in enumerate((timedelta(seconds=5), timedelta(minutes=30)), 5):
        bot.clock.time = START + timedelta(days=number)
        digest = await bot.add_digest(channel=number)
        bot.add_articles(*range(5, number + 1))
        bot.clock.advance(hours=1)

        def die() -> None:
            raise DeathError

        before = len(bot.publisher.messages)
        bot.publisher.failures = [die]
        await bot.run_round()
        assert bot.get_last_run(digest).state == "begun"
        bot.clock.advance(seconds=away.total_seconds())
        bot.publisher.nonce_window = timedelta(minutes=3)
        bot.restart()
        await bot.run_round()
        assert bot.get_last_run(digest).state == "sent"
        assert len(bot.publisher.messages) == before + 1
        bot.ledger.digests.delete(digest.id)


async def test_a_requested_run_sends_what_is_new_so_the_next_run_has_nothing(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(minutes=10)
    run = await bot.delivery.run_now(digest)
    assert run is not None
    assert run.state == "sent"
    bot.clock.advance(minutes=50)
    await bot.run_round()
    assert bot.list_states(digest) == ["empty", "sent"]


@pytest.mark.parametrize("at", range(1, 12))
async def test_a_store_failure_at_any_step_only_delays_the_edition(bot: DigestBot, at: int) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    steps = iter(range(1, 1_000))

    async def run_blocking(work):
        if next(steps) in range(at, at + 3):
            raise StoreError("locked")
        return work()

    bot.restart(run_blocking=run_blocking)
    for _ in range(4):
        with suppress(StoreError):
            await bot.run_round()
    assert bot.list_states(digest) == ["sent"]
    assert len(bot.publisher.messages) == 1


async def test_a_server_with_few_digests_does_not_wait_for_one_with_many(bot: DigestBot) -> None:
    draft = await bot.service.add_draft(daily(server=1), bot.clock.now())
    for server, channels in ((1, 60), (2, 3)):
        for number in range(channels):
            digest = replace(draft, state="active", server=server, channel=1000 * server + number)
            bot.ledger.digests.add(replace(digest, due_at=START + timedelta(hours=1)))
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    await bot.run_round()
    servers = [digest.server for digest, *_ in bot.publisher.messages]
    assert len(servers) == 63
    # Only the runs that had already begun to compose their editions go first.
    assert servers[:50].count(2) == 3


async def test_a_run_that_waits_for_the_store_wakes_the_loop_soon(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.publisher.failures = [DeathError()]
    await bot.run_round()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert bot.clock.wakes == 1
    assert 30.0 in bot.clock.sleeps
    await bot.run_round()
    assert bot.list_states(digest) == ["sent"]


async def test_a_process_that_stands_by_delivers_nothing(bot: DigestBot) -> None:
    await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.restart(may_deliver=lambda: False)
    await bot.run_round()
    assert bot.publisher.messages == []
    assert bot.ledger.arrivals.list_after(0) == []


async def test_before_discord_has_told_the_time_nothing_is_due(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    bot.clock.is_known = False
    with pytest.raises(TimeUnknownError):
        await bot.run_round()
    assert bot.publisher.messages == []
    assert bot.list_states(digest) == []
    bot.clock.is_known = True
    await bot.run_round()
    assert bot.list_states(digest) == ["sent"]


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_lock_that_is_lost_while_runs_begin_leaves_them_to_the_next_deliverer(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)
    # Before the round, before arrivals are recorded, before runs begin, and after that.
    answers = [True, True, True, False]
    bot.restart(may_deliver=lambda: answers.pop(0))
    await bot.run_round()
    assert (bot.list_states(digest), bot.publisher.messages) == (["begun"], [])
    bot.restart()
    await bot.run_round()
    assert (bot.list_states(digest), len(bot.publisher.messages)) == (["sent"], 1)


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_run_that_another_process_claims_between_two_attempts_is_left_to_it(
    bot: DigestBot, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(bot.ledger.runs, StoredRuns)
    other = StoredRuns(bot.ledger.runs.engine, owner="another process")
    digest = await bot.add_digest()
    bot.add_articles(5)
    bot.clock.advance(hours=1)

    def lose_claim() -> None:
        other.claim_unfinished()
        raise SendDeferredError("the connection broke", uncertain=True)

    bot.publisher.failures = [lose_claim]
    bot.publisher.is_readable = False
    await bot.run_round()
    assert bot.publisher.attempts == 1
    assert "somebody else has claimed it" in caplog.text
    assert other.is_claimed(bot.get_last_run(digest).id)


@dataclass
class StandbyClock(ManualClock):
    """The clock of a process that stands by. While it sleeps, another process delivers."""

    deliver: Callable[[], Awaitable[None]] | None = None

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if self.deliver is not None:
            await self.deliver()


@pytest.mark.stores("sqlite", "postgresql")
async def test_a_run_that_a_person_asks_for_is_handed_to_the_process_that_delivers(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    standing_by = DigestService(bot.ledger, lambda: bot.desk, may_deliver=lambda: False)
    standby = Delivery(standing_by, bot.publisher, StandbyClock(bot.clock.time, deliver=bot.run_round))
    run = await standby.run_now(digest)
    assert run is not None
    assert (run.state, len(bot.publisher.messages)) == ("sent", 1)
    assert bot.list_states(digest) == ["sent"]


async def test_a_person_does_not_wait_for_ever_for_the_process_that_delivers(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.restart(may_deliver=lambda: False)
    assert await bot.delivery.run_now(digest) is None
    assert bot.list_states(digest) == ["begun"]
    bot.restart()
    await bot.run_round()
    assert bot.list_states(digest) == ["empty"]


async def test_a_digest_is_not_run_at_the_time_of_its_old_schedule(bot: DigestBot) -> None:
    digest = await bot.add_digest()
    bot.add_articles(5)
    edited = await bot.service.edit(digest, {"schedule": "daily 17:00"}, bot.clock.now())
    assert edited is not None
    bot.clock.advance(hours=1)
    await bot.run_round()
    assert bot.publisher.messages == []
    bot.clock.advance(hours=8)
    await bot.run_round()
    assert len(bot.publisher.messages) == 1
