"""When a feed is fetched next: as often as it changes, and no more often than its server allows."""

import math
from datetime import timedelta

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=1)
FIRST = timedelta(minutes=30)
"""The interval of a feed about which nothing is known yet."""

_FASTER, _SLOWER = 0.5, 1.5
_MAX_BACKOFF_STEPS = 10


def adapt_interval(interval: timedelta, *, has_new: bool) -> timedelta:
    """Return the next interval: half as long after news, half as long again after none."""
    return clamp(interval * (_FASTER if has_new else _SLOWER))


def clamp(interval: timedelta) -> timedelta:
    """Return the interval within five minutes and a day."""
    return min(max(interval, SHORTEST), LONGEST)


def choose_delay(
    interval: timedelta,
    *,
    every: timedelta | None,
    lifetime: int,
    max_age: int,
    retry_after: int,
    failures: int,
    chance: float,
) -> timedelta:
    """Return how long to wait until a feed is fetched again.

    `every`: what the operator wants, which wins over what the feed says (`lifetime`, from its `ttl`) and the server
    (`max_age`), but not over `retry_after`; all in seconds. `failures`: how many in a row. `chance`: from 0 to 1, so
    that feeds which were added together don't stay together.
    """
    delay = every or clamp(max(interval, timedelta(seconds=min(max(lifetime, max_age), LONGEST.total_seconds()))))
    if failures:
        delay = max(delay, min(SHORTEST * math.pow(2, min(failures, _MAX_BACKOFF_STEPS)), LONGEST))
    return max(delay * (0.95 + 0.1 * chance), timedelta(seconds=retry_after))
