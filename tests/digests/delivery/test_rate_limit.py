"""How fast turns are given."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.delivery.rate_limit import PER_SECOND, RateLimiter
from tests.support.digesting import START, HandClock

SECOND = timedelta(seconds=1)
MOST = 50
"""Requests that Discord takes of a bot in a second."""


class LateClock(HandClock):
    """A clock whose sleepers wake late, by so many seconds, one after the other."""

    def __init__(self, *late: float) -> None:
        super().__init__()
        self.late = list(late)

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if self.late:
            self.turn(seconds=self.late.pop(0))


async def turns(clock: HandClock, count: int, pauses: Sequence[float] = ()) -> list[float]:
    """When each of so many turns came, in seconds. `pauses`: for which nobody asks, before the first ones."""
    pace, came = RateLimiter(clock.now, clock.sleep), []
    waiting = iter(pauses)
    for _ in range(count):
        clock.turn(seconds=next(waiting, 0))
        await pace.acquire()
        came.append((clock.now() - START) / SECOND)
    return came


def most_in_a_second(came: Sequence[float]) -> int:
    return max(sum(1 for other in came[at:] if other - first < 1) for at, first in enumerate(came))


async def test_nobody_waits_for_the_first_turn() -> None:
    assert await turns(HandClock(), 1) == [0]


async def test_turns_keep_an_even_distance() -> None:
    came = await turns(HandClock(), 48)
    assert came[-1] == pytest.approx(1, abs=0.001)
    assert {round(later - one, 3) for one, later in pairwise(came)} == {0.021}


@given(
    st.lists(st.floats(0, 3, width=16), max_size=40),
    st.lists(st.floats(0, 2, width=16), max_size=40),
)
def test_no_second_has_more_turns_than_discord_takes(late: list[float], pauses: list[float]) -> None:
    came = asyncio.run(turns(LateClock(*late), 150, pauses))
    assert most_in_a_second(came) <= MOST


async def test_late_wakeups_do_not_lower_the_rate() -> None:
    came = await turns(LateClock(*([0.015, 0.03, 0.0] * 200)), 461)
    assert 460 / (came[-1] - came[0]) >= PER_SECOND - 0.1


async def test_all_that_ask_at_once_get_their_turns_in_that_order() -> None:
    clock = HandClock()
    pace, order = RateLimiter(clock.now, clock.sleep), []

    async def take(number: int) -> None:
        await pace.acquire()
        order.append((number, (clock.now() - START) / SECOND))

    await asyncio.gather(*(take(number) for number in range(120)))
    assert [number for number, _ in order] == list(range(120))
    assert most_in_a_second([when for _, when in order]) <= MOST


async def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    clock = HandClock()
    pace = RateLimiter(clock.now, clock.sleep)
    await pace.acquire()
    clock.turn(hours=-1)
    await pace.acquire()
    assert sum(clock.slept) <= 2 / PER_SECOND


async def test_one_that_gives_up_waiting_does_not_hold_up_the_next() -> None:
    clock = HandClock()

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)
        await clock.sleep(seconds)

    pace = RateLimiter(clock.now, sleep)
    await pace.acquire()
    given_up = asyncio.create_task(pace.acquire())
    await asyncio.sleep(0)
    given_up.cancel()
    await pace.acquire()
    assert (clock.now() - START) / SECOND <= 2 / PER_SECOND


async def test_a_hold_that_comes_while_somebody_holds_is_held_too() -> None:
    class TellingClock(HandClock):
        told = False

        async def sleep(self, seconds: float) -> None:
            if not self.told:
                self.told = True
                pace.pause(60)
            await super().sleep(seconds)

    clock = TellingClock()
    pace = RateLimiter(clock.now, clock.sleep)
    pace.pause(10)
    await pace.acquire()
    assert clock.now() == START + timedelta(seconds=60)
