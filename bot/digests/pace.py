"""How fast editions leave: as fast as Discord takes them from one bot, and no faster."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

A_SECOND = 46.0
"""Requests. Discord takes 50 a second from a bot; the rest is left for replies to people.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit"""

_BURST = 4
"""Turns that may be taken late in a row: without them every late wake-up would lower the rate."""


class Pace:
    """Gives turns at even distances, in the order they are asked for."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._now, self._sleep = now, sleep
        self._next: datetime | None = None

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        now, step = self._now(), timedelta(seconds=1 / A_SECOND)
        earliest = now - (_BURST - 1) * step
        mine = earliest if self._next is None else max(self._next, earliest)
        self._next = mine + step
        if mine > now:
            await self._sleep((mine - now).total_seconds())
