"""The attempts of one run: what is stored before and after each, and when the bot first looks for the message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace
from tenacity import RetryCallState

from bot.digests.delivery.attempts import (
    NONCE_WINDOW,
    Attempts,
    LateError,
    SendContext,
    build_retrying,
    get_pause,
)
from bot.digests.delivery.rate_limit import PER_SECOND, RateLimiter
from bot.digests.digest import Edition, Run, create_run
from bot.digests.ports import ClaimLostError, HistoryUnreadableError, SendDeferredError, SendRefusedError, SentMessage
from tests.support.digesting import FakePublisher, ManualClock, daily, lose_response

HOUR = timedelta(hours=1)
DIGEST = daily(id=3)


class AttemptsCase:
    """A run that is due now, and its attempts.

    `saved`: what the attempts stored, as `tried_at` and the number of calls of `publish` before. `tried_before`: how
    long ago an earlier process attempted the run.
    """

    def __init__(self, tried_before: timedelta | None = None) -> None:
        self.clock = ManualClock()
        self.publisher = FakePublisher(self.clock)
        self.saved: list[tuple[datetime | None, int]] = []
        self.is_claimed = True
        self.limiter = RateLimiter(self.clock.now, self.clock.sleep)
        tried_at = None if tried_before is None else self.clock.now() - tried_before
        self.run = replace(create_run(DIGEST, self.clock.now()), edition=Edition(), tried_at=tried_at)
        self.attempts = self.build_attempts()

    def build_attempts(self) -> Attempts:
        context = SendContext(self.publisher, self.limiter, self.clock, self.save, self.guard)
        return Attempts(context, self.run, DIGEST, self.run.due_at + HOUR)

    async def save(self, run: Run) -> None:
        self.run = run
        self.saved.append((run.tried_at, self.publisher.attempts))

    async def guard(self) -> None:
        """Let every request pass while the claim stands."""
        if not self.is_claimed:
            raise ClaimLostError

    async def send_earlier(self) -> None:
        """Let an earlier process have sent the message."""
        await self.publisher.publish(DIGEST, self.run, Edition(), self.guard)
        self.publisher.attempts = 0


async def test_an_attempt_is_recorded_before_it_is_made() -> None:
    case = AttemptsCase()
    assert await case.attempts.attempt() == SentMessage(70, 1)
    assert case.saved == [(case.clock.now(), 0)]


async def test_a_message_that_certainly_was_not_sent_is_recorded_as_not_attempted() -> None:
    case = AttemptsCase()
    case.publisher.failures = [SendDeferredError("429", uncertain=False)]
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    assert [tried_at for tried_at, _ in case.saved] == [case.clock.now(), None]


async def test_an_attempt_in_doubt_stays_recorded_until_a_search_finds_nothing() -> None:
    case = AttemptsCase()
    case.publisher.failures = [SendDeferredError("502", uncertain=True), SendDeferredError("429", uncertain=False)]
    first = case.clock.now()
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    assert case.attempts.run.tried_at == first
    case.clock.advance(seconds=2)
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    assert (case.publisher.searches, case.attempts.run.tried_at) == (1, None)


async def test_the_time_is_asked_for_before_each_attempt() -> None:
    case = AttemptsCase()
    await case.attempts.attempt()
    assert case.clock.syncs == 1


@pytest.mark.parametrize("elapsed", [timedelta(), timedelta(seconds=2), NONCE_WINDOW, timedelta(days=-1)])
async def test_a_message_that_is_found_is_not_sent_again_however_much_time_has_passed(elapsed: timedelta) -> None:
    case = AttemptsCase()
    case.publisher.nonce_window = timedelta(days=-2)
    case.publisher.failures = [lose_response]
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    case.clock.time += elapsed
    assert await case.attempts.attempt() == SentMessage(70, 1)
    assert (case.publisher.searches, case.publisher.attempts) == (1, 1)


async def test_a_message_that_is_not_found_is_sent_and_recorded_again() -> None:
    case = AttemptsCase(tried_before=timedelta(seconds=1))
    assert await case.attempts.attempt() == SentMessage(70, 1)
    assert case.publisher.searches == 1
    assert [tried_at for tried_at, _ in case.saved] == [case.clock.now()]


async def test_if_the_history_is_unreadable_discord_still_recognizes_the_nonce_of_our_own_attempt() -> None:
    case = AttemptsCase()
    case.publisher.is_readable = False
    case.publisher.failures = [lose_response]
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    case.clock.advance(seconds=30)
    assert await case.attempts.attempt() == SentMessage(70, 1)
    assert (case.publisher.attempts, len(case.publisher.messages)) == (2, 1)


async def test_the_nonce_of_our_own_attempt_is_relied_on_for_a_minute() -> None:
    case = AttemptsCase()
    case.publisher.is_readable = False
    case.publisher.failures = [lose_response]
    with pytest.raises(SendDeferredError):
        await case.attempts.attempt()
    case.clock.advance(seconds=NONCE_WINDOW.total_seconds())
    with pytest.raises(HistoryUnreadableError):
        await case.attempts.attempt()
    assert case.publisher.attempts == 1


async def test_the_nonce_of_another_processs_attempt_is_not_relied_on() -> None:
    case = AttemptsCase(tried_before=timedelta(seconds=1))
    case.publisher.is_readable = False
    with pytest.raises(HistoryUnreadableError):
        await case.attempts.attempt()
    assert case.publisher.attempts == 0


async def test_a_run_whose_claim_was_lost_before_the_request_is_not_sent() -> None:
    case = AttemptsCase()
    case.is_claimed = False
    with pytest.raises(ClaimLostError):
        await case.attempts.attempt()
    assert case.publisher.attempts == 0


async def test_searching_and_sending_each_wait_for_the_rate_limiter() -> None:
    case = AttemptsCase(tried_before=NONCE_WINDOW)
    await case.limiter.acquire()
    await case.attempts.attempt()
    assert (case.clock.now() - case.run.due_at).total_seconds() == pytest.approx(2 / PER_SECOND, abs=0.001)


async def test_nothing_is_sent_again_if_the_history_is_unreadable() -> None:
    case = AttemptsCase(tried_before=NONCE_WINDOW)
    case.publisher.is_readable = False
    with pytest.raises(HistoryUnreadableError):
        await case.attempts.attempt()
    assert case.publisher.attempts == 0
    assert case.attempts.run.tried_at is not None


async def test_a_run_that_was_never_attempted_is_not_sent_late() -> None:
    case = AttemptsCase()
    case.clock.advance(hours=1, seconds=1)
    with pytest.raises(LateError):
        await case.attempts.attempt()
    assert (case.publisher.attempts, case.publisher.searches, case.saved) == (0, 0, [])


async def test_a_late_run_in_doubt_is_searched_for() -> None:
    case = AttemptsCase()
    case.clock.advance(hours=1, seconds=-5)
    await case.send_earlier()
    case.run = replace(case.run, tried_at=case.clock.now())
    case.clock.advance(seconds=6)
    assert await case.build_attempts().attempt() == SentMessage(70, 1)
    assert case.publisher.attempts == 0


async def test_a_late_run_in_doubt_that_is_not_found_is_not_sent() -> None:
    case = AttemptsCase()
    case.clock.advance(hours=1, seconds=1)
    case.run = replace(case.run, tried_at=case.clock.now() - timedelta(seconds=5))
    attempts = case.build_attempts()
    with pytest.raises(LateError):
        await attempts.attempt()
    assert (case.publisher.searches, case.publisher.attempts) == (1, 0)
    assert attempts.run.tried_at is None


async def test_the_grace_period_can_end_while_the_attempt_waits_for_the_rate_limiter() -> None:
    case = AttemptsCase()
    case.clock.advance(hours=1)
    await case.limiter.acquire()
    with pytest.raises(LateError):
        await case.attempts.attempt()
    assert case.publisher.attempts == 0


async def test_a_refusal_is_raised() -> None:
    case = AttemptsCase()
    case.publisher.failures = [SendRefusedError("forbidden")]
    with pytest.raises(SendRefusedError):
        await case.attempts.attempt()


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
    assert [get_pause(build_state(number, error)) for number in range(1, 7)] == seconds


def test_there_are_few_attempts_in_an_hour() -> None:
    times, number = 0.0, 0
    while times <= HOUR.total_seconds():
        number += 1
        times += get_pause(build_state(number))
    assert number <= 7


def test_no_attempt_is_planned_after_the_grace_period() -> None:
    case = AttemptsCase()
    retrying = build_retrying(case.clock, case.run.due_at + HOUR, case.clock.sleep)
    case.clock.advance(hours=1, seconds=-30)
    assert not retrying.stop(build_state(2))
    case.clock.advance(seconds=1)
    assert retrying.stop(build_state(2))
