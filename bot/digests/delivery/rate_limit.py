"""How fast editions leave: as fast as Discord takes them from one bot, and no faster."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

A_SECOND = 47.0
"""Requests. Discord takes 50 a second from a bot; the rest is left for replies to people.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit"""

_BURST = 3
"""Turns that may be taken at once where those before came late: without them every late wake-up would lower the rate.
With them the most in any second is 50."""

LONGEST_HOLD = 600.0
"""Seconds that everybody waits at a time, whatever Discord or a clock says."""


class RateLimiter:
    """Gives turns at even distances, in the order they are asked for."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._now, self._sleep = now, sleep
        self._next: datetime | None = None
        # One waits at a time, so that a loop that was held up does not wake all of them together.
        self._line = asyncio.Lock()
        self._held: datetime | None = None

    def hold(self, seconds: float) -> None:
        """Give no turn for so many seconds: Discord asked for it, and whoever asks on is counted against."""
        until = self._now() + timedelta(seconds=min(seconds, LONGEST_HOLD))
        self._held = max(self._held or until, until)

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        step = timedelta(seconds=1 / A_SECOND)
        async with self._line:
            # Whoever is still on the way may be told to hold meanwhile, too.
            while self._held is not None:
                held, self._held = self._held, None
                await self._sleep(max(0.0, min(LONGEST_HOLD, (held - self._now()).total_seconds())))
            now = self._now()
            # Never further ahead than a step: a clock that was set back would else hold everybody up until it is there.
            mine = min(self._next or now, now + step)
            if mine > now:
                await self._sleep((mine - now).total_seconds())
                now = self._now()
            self._next = max(mine, now - (_BURST - 1) * step) + step
