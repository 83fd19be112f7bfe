"""Rate limits as Discord counts them: a bucket for each route and major parameter, and a global one."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limit:
    """A number of requests in a number of seconds."""

    count: int
    seconds: float


# Discord does not document the limits of routes; it sends them with its answers. These are what operators of bots
# report. They may change any day, so a client must read the headers and not rely on these numbers.
DISCORD_LIMITS = {
    "POST /channels/{channel_id}/messages": Limit(5, 5.0),
    "GET /channels/{channel_id}/messages": Limit(5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": Limit(5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": Limit(10, 3600.0),
}
GLOBAL_LIMIT = Limit(50, 1.0)  # documented: 50 requests a second, not counting interactions


@dataclass
class _Bucket:
    left: int
    resets: float


@dataclass
class Buckets:
    """Counts requests by route. A route without its own limit has the default limit, or none."""

    limits: dict[str, Limit] = field(default_factory=dict)
    default: Limit | None = Limit(50, 1.0)
    clock: Callable[[], float] = time.monotonic
    global_limit: Limit | None = None
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def use_discord_limits(self) -> None:
        """Use Discord's limits from now on."""
        self.limits, self.default, self.global_limit = dict(DISCORD_LIMITS), Limit(50, 1.0), GLOBAL_LIMIT
        self._buckets.clear()

    def disable(self) -> None:
        """Use no limits from now on."""
        self.limits, self.default, self.global_limit = {}, None, None
        self._buckets.clear()

    def take_global(self) -> float:
        """Count a request globally. Return 0.0 if it passes, else the seconds until the limit is over."""
        if self.global_limit is None:
            return 0.0
        bucket = self._find("", "", self.global_limit)
        bucket.left -= 1
        return 0.0 if bucket.left >= 0 else bucket.resets - self.clock()

    def take(self, route: str, major: str) -> tuple[bool, Mapping[str, str]]:
        """Count a request of a route ("POST /channels/{channel_id}/messages"). Return if it passes, and headers."""
        limit = self.limits.get(route, self.default)
        if limit is None:
            return True, {}
        bucket = self._find(route, major, limit)
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

    def _find(self, route: str, major: str, limit: Limit) -> _Bucket:
        now, bucket = self.clock(), self._buckets.get((route, major))
        if bucket is None or bucket.resets <= now:
            bucket = self._buckets[route, major] = _Bucket(limit.count, now + limit.seconds)
        return bucket
