"""How fast one person may ask. Each has a bucket of turns that refills with time; only theirs runs dry.

A turn is one question; smaller requests (a page turned) cost a part of one. The rules are a pure function over
`TokenBucket`; `PersonalLimiter` keeps the buckets, at most `PEOPLE` of them, the longest unseen forgotten first.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from msgspec import Struct

# Ten at once is more than a person types; one in two seconds is faster than one reads.
BURST = 10.0
SECONDS_A_TURN = 2.0
# About 200 bytes each. Who is forgotten starts with a full bucket, which is what they would have by then.
PEOPLE = 10_000


class TokenBucket(Struct, frozen=True):
    """What one person has left: `turns`, as of `at` (aware). `told`: they know that they are being slowed."""

    turns: float
    at: datetime
    told: bool = False


class RateDecision(Struct, frozen=True):
    """Whether a request may go ahead. `wait`: else, in how many whole seconds. `first`: the first refusal in a row."""

    granted: bool
    wait: int = 0
    first: bool = False


def take_token(bucket: TokenBucket, now: datetime, cost: float = 1.0) -> tuple[TokenBucket, RateDecision]:
    """One request of `cost` turns: what is left of the bucket, and the verdict. A clock set back refills nothing."""
    passed = max(0.0, (now - bucket.at).total_seconds())
    turns = min(BURST, bucket.turns + passed / SECONDS_A_TURN)
    if turns >= cost:
        return TokenBucket(turns - cost, now), RateDecision(granted=True)
    wait = max(1, ceil((cost - turns) * SECONDS_A_TURN))
    return TokenBucket(turns, now, told=True), RateDecision(granted=False, wait=wait, first=not bucket.told)


@dataclass(frozen=True, slots=True)
class PersonalLimiter:
    """Everybody's buckets, by the person's Discord id."""

    buckets: OrderedDict[int, TokenBucket] = field(default_factory=OrderedDict[int, TokenBucket])

    def take(self, person: int, now: datetime, cost: float = 1.0) -> RateDecision:
        """One request by `person`."""
        bucket, turn = take_token(self.buckets.pop(person, TokenBucket(BURST, now)), now, cost)
        self.buckets[person] = bucket
        while len(self.buckets) > PEOPLE:
            self.buckets.popitem(last=False)
        return turn
