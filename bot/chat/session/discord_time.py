"""Discord's time, learnt from its answers. Digests follow it, because the host's clock may be wrong or be set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

import discord

FRESH_FOR = 60.0
"""Seconds after an answer in which no other is needed. A monotonic clock drifts by far less than a second in that."""

_MAX_DRIFT = 1e-3
"""By how much a monotonic clock may run too fast. Quartz is ten times better than that even in the cold."""

_STEP = 1.0
"""Seconds between two values of the `Date` header, which has no fractions."""


def _read_host_clock() -> datetime:
    return datetime.now(UTC)


# Many answers come within the same second.
@lru_cache(maxsize=4)
def _parse_date(header: str) -> float:
    return parsedate_to_datetime(header).timestamp()


def _read_timestamp(snowflake: int) -> float:
    """Return when Discord made what has this id, in seconds since the epoch."""
    return ((snowflake >> 22) + discord.utils.DISCORD_EPOCH) / 1000


class DiscordTime:
    """The time of Discord's servers: a monotonic clock, and what has to be added to it.

    An answer was written after its request left and before it came. The offset stays within those bounds, and moves
    only if an answer contradicts it: at the first answer, if the monotonic clock drifts, or after the machine slept.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        read_host_clock: Callable[[], datetime] = _read_host_clock,
    ) -> None:
        self.monotonic = monotonic
        self._read_host_clock = read_host_clock
        self._offset: float | None = None
        self._learned_at: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether an answer told the time within the last minute, and nothing has suggested since that it is wrong."""
        # Even a monotonic clock goes back where a machine's state is restored.
        return self._learned_at is not None and 0 <= self.monotonic() - self._learned_at <= FRESH_FOR

    @property
    def skew(self) -> timedelta | None:
        """How far the host's clock is ahead of Discord's time; None if Discord has not answered yet."""
        return None if self._offset is None else self._read_host_clock() - self.now()

    def now(self) -> datetime:
        """Return the time, aware, in UTC: the host's until Discord has answered."""
        if self._offset is None:
            return self._read_host_clock()
        return datetime.fromtimestamp(self.monotonic() + self._offset, UTC)

    def expire(self) -> None:
        """Trust the time no longer than until the next answer, because the host's clock was set or the host slept."""
        self._learned_at = None

    def learn_date(self, header: str | None, sent: float) -> None:
        """Learn from the `Date` header of an answer that has just come. `sent`: when its request left, monotonic."""
        try:
            written = _parse_date(header or "")
        except ValueError:
            return
        received = self.monotonic()
        self._narrow(written - received, written + _STEP - sent)
        self._learned_at = received

    def learn_snowflake(self, snowflake: int) -> None:
        """Learn from the id of something that Discord has told us: it is no later than now."""
        self._narrow(_read_timestamp(snowflake) - self.monotonic())

    def measure_age(self, snowflake: int) -> float:
        """Return how many seconds ago, at least, Discord made what has this id; 0 if the time is not certain."""
        created, now = _read_timestamp(snowflake), self.monotonic()
        offset = self._narrow(created - now)
        if self._learned_at is None:
            return 0.0
        return max(0.0, now + offset - created - _MAX_DRIFT * abs(now - self._learned_at))

    def _narrow(self, lowest: float, highest: float = float("inf")) -> float:
        """Move the offset into these bounds, and return it."""
        # At first the lowest: an edition may be a second late, and none is early.
        offset = lowest if self._offset is None else self._offset
        self._offset = min(max(offset, lowest), highest)
        return self._offset
