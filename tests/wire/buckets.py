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


@dataclass
class _Bucket:
    left: int
    resets: float


@dataclass
class Buckets:
    """Counts requests by route. Routes without a limit of their own share a generous default each."""

    limits: dict[str, Limit] = field(default_factory=dict)
    default: Limit = Limit(50, 1.0)
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def take(self, route: str, major: str) -> tuple[bool, Mapping[str, str]]:
        """Counts one on `route` ("POST /channels/{channel_id}/messages"): whether it may pass, and the headers."""
        limit, now = self.limits.get(route, self.default), self.clock()
        bucket = self._buckets.get((route, major))
        if bucket is None or bucket.resets <= now:
            bucket = self._buckets[route, major] = _Bucket(limit.count, now + limit.per)
        passes = bucket.left > 0
        bucket.left -= passes
        left = bucket.resets - now
        return passes, {
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }
