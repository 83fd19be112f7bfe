"""Limits how fast each person may ask, with a token bucket for each.

A question takes one token; smaller requests, such as turning a page, take a part of one. The rules are a pure function
over `TokenBucket`. `PersonalLimiter` keeps the buckets of at most `PEOPLE` people.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from msgspec import Struct

# Nobody types ten questions at once, or reads an answer in two seconds.
BURST = 10.0
SECONDS_PER_TOKEN = 2.0
# About 200 bytes each. A person who is forgotten gets a full bucket, which by then they would have anyway.
PEOPLE = 10_000


class TokenBucket(Struct, frozen=True):
    """What one person has left: `tokens`, as of `at` (aware). `warned`: the last request was refused."""

    tokens: float
    at: datetime
    warned: bool = False


class RateDecision(Struct, frozen=True):
    """Whether a request may go ahead. If not, `wait` is in whole seconds; `first`: it is the first refusal in a row."""

    granted: bool
    wait: int = 0
    first: bool = False


def take_token(bucket: TokenBucket, now: datetime, cost: float = 1.0) -> tuple[TokenBucket, RateDecision]:
    """Decide about a request of `cost` tokens, and return the bucket after it.

    The bucket refills with time; a clock that was set back refills nothing.
    """
    passed = max(0.0, (now - bucket.at).total_seconds())
    tokens = min(BURST, bucket.tokens + passed / SECONDS_PER_TOKEN)
    if tokens >= cost:
        return TokenBucket(tokens - cost, now), RateDecision(granted=True)
    wait = max(1, ceil((cost - tokens) * SECONDS_PER_TOKEN))
    return TokenBucket(tokens, now, warned=True), RateDecision(granted=False, wait=wait, first=not bucket.warned)


@dataclass(frozen=True, slots=True)
class PersonalLimiter:
    """The buckets of all people, by Discord id. Those who were quiet the longest are forgotten first."""

    buckets: OrderedDict[int, TokenBucket] = field(default_factory=OrderedDict[int, TokenBucket])

    def take(self, person: int, now: datetime, cost: float = 1.0) -> RateDecision:
        """Decide about a request of `cost` tokens by a person."""
        bucket, decision = take_token(self.buckets.pop(person, TokenBucket(BURST, now)), now, cost)
        self.buckets[person] = bucket
        while len(self.buckets) > PEOPLE:
            self.buckets.popitem(last=False)
        return decision
