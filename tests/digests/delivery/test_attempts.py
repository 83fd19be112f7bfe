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
from tests.support.digesting import FakePublisher, ManualClock, daily, lose_response

HOUR = timedelta(hours=1)
DIGEST = daily(id=3)


class AttemptsFixture:
    """A run due now, of which nothing was tried yet, with what its attempts noted and how often it was sent by then."""

    def __init__(self, tried_before: timedelta | None = None) -> None:
        self.clock = ManualClock()
        self.publisher = FakePublisher(self.clock)
        self.saved: list[tuple[datetime | None, int]] = []
        self.limiter = RateLimiter(self.clock.now, self.clock.sleep)
        tried = None if tried_before is None else self.clock.now() - tried_before
        self.run = replace(new_run(DIGEST, self.clock.now()), edition=Edition(), tried_at=tried)
        self.attempts = self.build_attempts()

    def build_attempts(self) -> Attempts:
        way = SendContext(self.publisher, self.limiter, self.clock.now, self.save)
        return Attempts(way, self.run, DIGEST, self.run.due_at + HOUR)

    async def save(self, run: Run) -> None:
        self.run = run
        self.saved.append((run.tried_at, self.publisher.attempts))

    async def send_earlier(self) -> None:
        """The message is there, from a life before this one."""
        await self.publisher.publish(DIGEST, self.run, Edition())
        self.publisher.attempts = 0


async def test_an_attempt_is_recorded_before_it_is_made() -> None:
    trial = AttemptsFixture()
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert trial.saved == [(trial.clock.now(), 0)]


async def test_a_message_that_certainly_was_not_sent_is_recorded_as_not_attempted() -> None:
    trial = AttemptsFixture()
    trial.publisher.failures = [SendDeferredError("429", uncertain=False)]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    assert [tried for tried, _ in trial.saved] == [trial.clock.now(), None]


async def test_after_an_attempt_in_doubt_the_first_time_stays_recorded() -> None:
    trial = AttemptsFixture()
    trial.publisher.failures = [SendDeferredError("502", uncertain=True), SendDeferredError("429", uncertain=False)]
    first = trial.clock.now()
    for _ in range(2):
        with pytest.raises(SendDeferredError):
            await trial.attempts.attempt()
        trial.clock.advance(seconds=2)
    assert [tried for tried, _ in trial.saved] == [first]
    assert trial.attempts.run.tried_at == first


async def test_within_the_nonce_window_discord_returns_the_message_it_has() -> None:
    trial = AttemptsFixture()
    trial.publisher.failures = [lose_response]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    trial.clock.advance(seconds=30)
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.publisher.searches, len(trial.publisher.messages)) == (0, 1)


async def test_after_the_window_a_message_that_is_found_is_not_sent_again() -> None:
    trial = AttemptsFixture()
    trial.publisher.nonce_window = timedelta()
    trial.publisher.failures = [lose_response]
    with pytest.raises(SendDeferredError):
        await trial.attempts.attempt()
    trial.clock.advance(seconds=NONCE_WINDOW.total_seconds())
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.publisher.searches, trial.publisher.attempts) == (1, 1)


async def test_after_the_window_a_message_that_is_not_found_is_sent_and_recorded_again() -> None:
    trial = AttemptsFixture(tried_before=NONCE_WINDOW)
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert trial.publisher.searches == 1
    assert [tried for tried, _ in trial.saved] == [None, trial.clock.now()]


async def test_the_window_can_end_while_the_attempt_waits_for_the_rate_limiter() -> None:
    trial = AttemptsFixture(tried_before=NONCE_WINDOW - timedelta(milliseconds=10))
    trial.publisher.nonce_window = timedelta()
    await trial.send_earlier()
    await trial.limiter.acquire()
    assert trial.clock.now() - trial.run.due_at == timedelta()
    assert await trial.attempts.attempt() == SentMessage(70, 1)
    assert (trial.publisher.searches, trial.publisher.attempts) == (1, 0)


async def test_searching_and_sending_each_wait_for_the_rate_limiter() -> None:
    trial = AttemptsFixture(tried_before=NONCE_WINDOW)
    await trial.limiter.acquire()
    await trial.attempts.attempt()
    assert (trial.clock.now() - trial.run.due_at).total_seconds() == pytest.approx(2 / PER_SECOND, abs=0.001)


async def test_nothing_is_sent_again_if_the_history_is_unreadable() -> None:
    trial = AttemptsFixture(tried_before=NONCE_WINDOW)
    trial.publisher.is_readable = False
    with pytest.raises(HistoryUnreadableError):
        await trial.attempts.attempt()
    assert trial.publisher.attempts == 0
    assert trial.attempts.run.tried_at is not None


async def test_a_run_that_was_never_attempted_is_not_sent_late() -> None:
    trial = AttemptsFixture()
    trial.clock.advance(hours=1, seconds=1)
    with pytest.raises(LateError):
        await trial.attempts.attempt()
    assert (trial.publisher.attempts, trial.publisher.searches, trial.saved) == (0, 0, [])


async def test_a_late_run_in_doubt_is_searched_for_even_within_the_window() -> None:
    trial = AttemptsFixture()
    trial.clock.advance(hours=1, seconds=-5)
    await trial.send_earlier()
    trial.run = replace(trial.run, tried_at=trial.clock.now())
    trial.clock.advance(seconds=6)
    assert await trial.build_attempts().attempt() == SentMessage(70, 1)
    assert trial.publisher.attempts == 0


async def test_a_late_run_in_doubt_that_is_not_found_is_not_sent() -> None:
    trial = AttemptsFixture()
    trial.clock.advance(hours=1, seconds=1)
    trial.run = replace(trial.run, tried_at=trial.clock.now() - timedelta(seconds=5))
    attempts = trial.build_attempts()
    with pytest.raises(LateError):
        await attempts.attempt()
    assert (trial.publisher.searches, trial.publisher.attempts) == (1, 0)
    assert attempts.run.tried_at is None


async def test_the_grace_period_can_end_while_the_attempt_waits_for_the_rate_limiter() -> None:
    trial = AttemptsFixture()
    trial.clock.advance(hours=1)
    await trial.limiter.acquire()
    with pytest.raises(LateError):
        await trial.attempts.attempt()
    assert trial.publisher.attempts == 0


async def test_a_refusal_is_raised() -> None:
    trial = AttemptsFixture()
    trial.publisher.failures = [SendRefusedError("forbidden")]
    with pytest.raises(SendRefusedError):
        await trial.attempts.attempt()


def build_state(number: int, error: Exception | None = None) -> RetryCallState:
    outcome = SimpleNamespace(exception=lambda: error)
    return cast("Any", SimpleNamespace(attempt_number=number, outcome=outcome))


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (SendDeferredError("429", uncertain=False, after=7.5), [7.5, 30, 120, 480, 1_200, 1_200]),
        (SendDeferredError("502", uncertain=True), [2, 30, 120, 480, 1_200, 1_200]),
    ],
)
def test_pauses_grow_and_are_never_shorter_than_discord_asks_for(
    error: SendDeferredError, seconds: Sequence[float]
) -> None:
    assert [Attempts.get_pause(build_state(number, error)) for number in range(1, 7)] == seconds


def test_there_are_few_attempts_in_an_hour() -> None:
    times, number = 0.0, 0
    while times <= HOUR.total_seconds():
        number += 1
        times += Attempts.get_pause(build_state(number))
    assert number <= 7


def test_no_attempt_is_planned_after_the_grace_period() -> None:
    trial = AttemptsFixture()
    trial.clock.advance(hours=1, seconds=-30)
    assert not trial.attempts.is_over(build_state(2))
    trial.clock.advance(seconds=1)
    assert trial.attempts.is_over(build_state(2))
