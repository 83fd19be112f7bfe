"""How fast editions are sent: as fast as Discord accepts them from one bot, and no faster."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

PER_SECOND = 47.0
"""Requests per second. Discord accepts 50 from a bot; the rest is left for replies to people.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit"""

_BURST = 3
"""Requests that may be sent at once after a delay. Without this, every late wake-up of the event loop would lower the
rate. With it, no second has more than 50 requests."""

MAX_PAUSE = 600.0
"""Seconds. The longest single wait, whatever Discord or the clock says."""


class RateLimiter:
    """Spaces requests evenly, in the order in which they arrive."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._now, self._sleep = now, sleep
        self._next: datetime | None = None
        # Only one task sleeps at a time, so that a delayed event loop does not wake all of them together.
        self._lock = asyncio.Lock()
        self._paused_until: datetime | None = None

    def pause(self, seconds: float) -> None:
        """Hold all requests for a number of seconds. Discord asked for it, and counts requests that ignore it."""
        until = self._now() + timedelta(seconds=min(seconds, MAX_PAUSE))
        self._paused_until = max(self._paused_until or until, until)

    async def acquire(self) -> None:
        """Wait until the caller may send its request."""
        step = timedelta(seconds=1 / PER_SECOND)
        async with self._lock:
            # While we sleep, the answer to an earlier request may ask for another pause.
            while self._paused_until is not None:
                until, self._paused_until = self._paused_until, None
                await self._sleep(max(0.0, min(MAX_PAUSE, (until - self._now()).total_seconds())))
            now = self._now()
            # A slot is at most one step ahead. Otherwise, if the clock is set back, all wait until it catches up.
            slot = min(self._next or now, now + step)
            if slot > now:
                await self._sleep((slot - now).total_seconds())
                now = self._now()
            self._next = max(slot, now - (_BURST - 1) * step) + step
