"""One run's attempts: what is noted before and after each, and when the message is looked for first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace
from tenacity import RetryCallState

from bot.digests.delivery.attempts import NONCE_WINDOW, Attempts, LateError, SendContext
from bot.digests.delivery.rate_limit import PER_SECOND, RateLimiter
from bot.digests.digest import Edition, Run, new_run
from bot.digests.ports import HistoryUnreadableError, SendDeferredError, SendRefusedError, SentMessage
from tests.support.digesting import HandClock, PlayedDiscord, daily, lose

HOUR = timedelta(hours=1)
DIGEST = daily(id=3)


class Trial:
    """A run due now, of which nothing was tried yet, with what its attempts noted and how often it was sent by then."""

    def __init__(self, tried_before: timedelta | None = None) -> None:
        self.clock = HandClock()
        self.discord = PlayedDiscord(self.clock)
        self.noted: list[tuple[datetime | None, int]] = []
        self.pace = RateLimiter(self.clock.now, self.clock.sleep)
        tried = None if tried_before is None else self.clock.now() - tried_before
        self.run = replace(new_run(DIGEST, self.clock.now()), edition=Edition(), tried_at=tried)
        self.attempts = self.begun_anew()

    def begun_anew(self) -> Attempts:
        way = SendContext(self.discord, self.pace, self.clock.now, self.note)
        return Attempts(way, self.run, DIGEST, self.run.due_at + HOUR)

    async def note(self, run: Run) -> None:
        self.run = run
        self.noted.append((run.tried_at, self.discord.tries))

    async def arrived_before(self) -> None:
        """The message is there, from a life before this one."""
        await self.discord.publish(DIGEST, self.run, Edition())
        self.discord.tries = 0


async def test_that_it_is_tried_is_noted_before_it_is() -> None:
    trial = Trial()
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert trial.noted == [(trial.clock.now(), 0)]


async def test_what_certainly_did_not_go_out_is_noted_as_not_tried() -> None:
    trial = Trial()
    trial.discord.orders = [SendDeferredError("429", uncertain=False)]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    assert [tried for tried, _ in trial.noted] == [trial.clock.now(), None]


async def test_after_a_doubtful_attempt_the_first_time_stays_noted_whatever_the_next_comes_to() -> None:
    trial = Trial()
    trial.discord.orders = [SendDeferredError("502", uncertain=True), SendDeferredError("429", uncertain=False)]
    first = trial.clock.now()
    for _ in range(2):
        with pytest.raises(SendDeferredError):
            await trial.attempts.attempt()
        trial.clock.turn(seconds=2)
    assert [tried for tried, _ in trial.noted] == [first]
    assert trial.attempts.run.tried_at == first


async def test_within_the_nonce_window_it_is_sent_again_and_discord_gives_the_one_it_has() -> None:
    trial = Trial()
    trial.discord.orders = [lose]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    trial.clock.turn(seconds=30)
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.discord.looks, len(trial.discord.messages)) == (0, 1)


async def test_beyond_the_window_it_is_looked_for_and_not_sent_where_it_is_there() -> None:
    trial = Trial()
    trial.discord.nonce_window = timedelta()
    trial.discord.orders = [lose]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    trial.clock.turn(seconds=NONCE_WINDOW.total_seconds())
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.discord.looks, trial.discord.tries) == (1, 1)


async def test_beyond_the_window_it_is_sent_where_it_is_certainly_not_there_and_noted_anew() -> None:
    trial = Trial(tried_before=NONCE_WINDOW)
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert trial.discord.looks == 1
    assert [tried for tried, _ in trial.noted] == [None, trial.clock.now()]


async def test_a_turn_that_comes_after_the_window_is_beyond_it() -> None:
    trial = Trial(tried_before=NONCE_WINDOW - timedelta(milliseconds=10))
    trial.discord.nonce_window = timedelta()
    await trial.arrived_before()
    await trial.pace.acquire()
    assert trial.clock.now() - trial.run.due_at == timedelta()
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.discord.looks, trial.discord.tries) == (1, 0)


async def test_to_look_and_to_send_are_a_turn_each() -> None:
    trial = Trial(tried_before=NONCE_WINDOW)
    await trial.pace.acquire()
    await trial.attempts.attempt()
    assert (trial.clock.now() - trial.run.due_at).total_seconds() == pytest.approx(2 / PER_SECOND, abs=0.001)


async def test_where_nobody_may_look_nothing_is_sent() -> None:
    trial = Trial(tried_before=NONCE_WINDOW)
    trial.discord.is_readable = False
    with pytest.raises(HistoryUnreadableError):
        await trial.attempts.attempt()
    assert trial.discord.tries == 0
    assert trial.attempts.run.tried_at is not None


async def test_what_was_never_tried_is_not_sent_late() -> None:
    trial = Trial()
    trial.clock.turn(hours=1, seconds=1)
    with pytest.raises(LateError):
        await trial.attempts.attempt()
    assert (trial.discord.tries, trial.discord.looks, trial.noted) == (0, 0, [])


async def test_what_was_tried_is_looked_for_however_late_even_within_the_window() -> None:
    trial = Trial()
    trial.clock.turn(hours=1, seconds=-5)
    await trial.arrived_before()
    trial.run = replace(trial.run, tried_at=trial.clock.now())
    trial.clock.turn(seconds=6)
    assert await trial.begun_anew().attempt() == SentMessage(70, 1)
    assert trial.discord.tries == 0


async def test_what_was_tried_and_is_not_there_is_not_sent_late() -> None:
    trial = Trial()
    trial.clock.turn(hours=1, seconds=1)
    trial.run = replace(trial.run, tried_at=trial.clock.now() - timedelta(seconds=5))
    attempts = trial.begun_anew()
    with pytest.raises(LateError):
        await attempts.attempt()
    assert (trial.discord.looks, trial.discord.tries) == (1, 0)
    assert attempts.run.tried_at is None


async def test_a_grace_that_ends_while_it_waits_for_its_turn_has_ended() -> None:
    trial = Trial()
    trial.clock.turn(hours=1)
    await trial.pace.acquire()
    with pytest.raises(LateError):
        await trial.attempts.attempt()
    assert trial.discord.tries == 0


async def test_a_refusal_is_passed_on() -> None:
    trial = Trial()
    trial.discord.orders = [SendRefusedError("forbidden")]
    with pytest.raises(SendRefusedError):
        await trial.attempts.attempt()


def state(number: int, error: Exception | None = None) -> RetryCallState:
    outcome = SimpleNamespace(exception=lambda: error)
    return cast("Any", SimpleNamespace(attempt_number=number, outcome=outcome))


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (SendDeferredError("429", uncertain=False, after=7.5), [7.5, 30, 120, 480, 1_200, 1_200]),
        (SendDeferredError("502", uncertain=True), [2, 30, 120, 480, 1_200, 1_200]),
    ],
)
def test_pauses_grow_and_are_no_shorter_than_discord_asks_for(
    error: SendDeferredError, seconds: Sequence[float]
) -> None:
    assert [Attempts.get_pause(state(number, error)) for number in range(1, 7)] == seconds


def test_an_hour_has_few_attempts() -> None:
    times, number = 0.0, 0
    while times <= HOUR.total_seconds():
        number += 1
        times += Attempts.get_pause(state(number))
    assert number <= 7


def test_no_attempt_is_planned_for_after_the_grace() -> None:
    trial = Trial()
    trial.clock.turn(hours=1, seconds=-30)
    assert not trial.attempts.is_over(state(2))
    trial.clock.turn(seconds=1)
    assert trial.attempts.is_over(state(2))
