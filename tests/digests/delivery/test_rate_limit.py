"""The pace of requests."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.delivery.rate_limit import PER_SECOND, RateLimiter
from tests.support.digesting import START, ManualClock

SECOND = timedelta(seconds=1)
LIMIT = 50
"""Requests that Discord accepts from a bot in a second."""


class LateClock(ManualClock):
    """A clock whose sleeps end late, each by the next of these numbers of seconds."""

    def __init__(self, *late: float) -> None:
        super().__init__()
        self.late = list(late)

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if self.late:
            self.advance(seconds=self.late.pop(0))


async def take_turns(clock: ManualClock, count: int, pauses: Sequence[float] = ()) -> list[float]:
    """Return the time of each of a number of requests, in seconds. `pauses`: seconds before the first requests."""
    limiter, times = RateLimiter(clock.now, clock.sleep), []
    waiting = iter(pauses)
    for _ in range(count):
        clock.advance(seconds=next(waiting, 0))
        await limiter.acquire()
        times.append((clock.now() - START) / SECOND)
    return times


def count_busiest_second(times: Sequence[float]) -> int:
    return max(sum(1 for other in times[at:] if other - first < 1) for at, first in enumerate(times))


async def test_the_first_request_does_not_wait() -> None:
    assert await take_turns(ManualClock(), 1) == [0]


async def test_requests_are_evenly_spaced() -> None:
    times = await take_turns(ManualClock(), 48)
    assert times[-1] == pytest.approx(1, abs=0.001)
    assert {round(later - earlier, 3) for earlier, later in pairwise(times)} == {0.021}


@given(
    st.lists(st.floats(0, 3, width=16), max_size=40),
    st.lists(st.floats(0, 2, width=16), max_size=40),
)
def test_no_second_has_more_requests_than_discord_accepts(late: list[float], pauses: list[float]) -> None:
    times = asyncio.run(take_turns(LateClock(*late), 150, pauses))
    assert count_busiest_second(times) <= LIMIT


async def test_late_wakeups_do_not_lower_the_rate() -> None:
    times = await take_turns(LateClock(*([0.015, 0.03, 0.0] * 200)), 461)
    assert 460 / (times[-1] - times[0]) >= PER_SECOND - 0.1


async def test_simultaneous_requests_leave_in_the_order_in_which_they_asked() -> None:
    clock = ManualClock()
    limiter, order = RateLimiter(clock.now, clock.sleep), []

    async def take(number: int) -> None:
        await limiter.acquire()
        order.append((number, (clock.now() - START) / SECOND))

    await asyncio.gather(*(take(number) for number in range(120)))
    assert [number for number, _ in order] == list(range(120))
    assert count_busiest_second([time for _, time in order]) <= LIMIT


async def test_a_clock_that_is_set_back_delays_nobody() -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock.now, clock.sleep)
    await limiter.acquire()
    clock.advance(hours=-1)
    await limiter.acquire()
    assert sum(clock.sleeps) <= 2 / PER_SECOND


async def test_a_cancelled_request_does_not_delay_the_next() -> None:
    clock = ManualClock()

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)
        await clock.sleep(seconds)

    limiter = RateLimiter(clock.now, sleep)
    await limiter.acquire()
    cancelled = asyncio.create_task(limiter.acquire())
    await asyncio.sleep(0)
    cancelled.cancel()
    await limiter.acquire()
    assert (clock.now() - START) / SECOND <= 2 / PER_SECOND


async def test_a_pause_that_begins_during_a_pause_is_kept_too() -> None:
    class PausingClock(ManualClock):
        has_paused = False

        async def sleep(self, seconds: float) -> None:
            if not self.has_paused:
                self.has_paused = True
                limiter.pause(60)
            await super().sleep(seconds)

    clock = PausingClock()
    limiter = RateLimiter(clock.now, clock.sleep)
    limiter.pause(10)
    await limiter.acquire()
    assert clock.now() == START + timedelta(seconds=60)
