"""Rate limits as Discord counts them: a bucket for each route and its major parameter, and one over everything."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limit:
    """So many requests in so many seconds."""

    count: int
    per: float


# Discord documents no route's limit and tells it with its answers. These are what operators of bots report; they may
# change any day, so that a client is to read the headers and not this table.
DISCORD = {
    "POST /channels/{channel_id}/messages": Limit(5, 5.0),
    "GET /channels/{channel_id}/messages": Limit(5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": Limit(5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": Limit(10, 3600.0),
}
EVERYWHERE = Limit(50, 1.0)  # documented: 50 requests a second, interactions not counted


@dataclass
class _Bucket:
    left: int
    resets: float


@dataclass
class Buckets:
    """Counts requests by route. Routes without a limit of their own share a generous default each, or have none."""

    limits: dict[str, Limit] = field(default_factory=dict)
    default: Limit | None = Limit(50, 1.0)
    clock: Callable[[], float] = time.monotonic
    everywhere: Limit | None = None
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def as_discord(self) -> None:
        """From now on the limits are those of Discord."""
        self.limits, self.default, self.everywhere = dict(DISCORD), Limit(50, 1.0), EVERYWHERE
        self._buckets.clear()

    def off(self) -> None:
        """From now on there are none."""
        self.limits, self.default, self.everywhere = {}, None, None
        self._buckets.clear()

    def enter(self) -> float:
        """Counts one on everything: the seconds for which nothing passes any more, 0.0 where this one does."""
        if self.everywhere is None:
            return 0.0
        bucket = self._of("", "", self.everywhere)
        bucket.left -= 1
        return 0.0 if bucket.left >= 0 else bucket.resets - self.clock()

    def take(self, route: str, major: str) -> tuple[bool, Mapping[str, str]]:
        """Counts one on `route` ("POST /channels/{channel_id}/messages"): whether it may pass, and the headers."""
        limit = self.limits.get(route, self.default)
        if limit is None:
            return True, {}
        bucket = self._of(route, major, limit)
        passes = bucket.left > 0
        bucket.left -= passes
        left = bucket.resets - self.clock()
        return passes, {
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }

    def _of(self, route: str, major: str, limit: Limit) -> _Bucket:
        now, bucket = self.clock(), self._buckets.get((route, major))
        if bucket is None or bucket.resets <= now:
            bucket = self._buckets[route, major] = _Bucket(limit.count, now + limit.per)
        return bucket
