"""The value that makes a digest a follow: it sends alerts when something arrives, instead of editions on a schedule."""

from typing import Literal, NamedTuple

from msgspec import Struct

FollowKind = Literal["topic", "outlet", "words", "story"]

MAX_CAP, DEFAULT_CAP = 50, 10
"""The highest and the default limit on the alerts that one follow sends in a day."""

MAX_BREAKING, MAX_WITHIN, DEFAULT_WITHIN = 20, 168, 24
"""The most outlets and the most hours that a follow of breaking stories may name."""


class QuietHours(NamedTuple):
    """When nothing is sent, in minutes after midnight. The hours may go past midnight; `start` and `end` differ."""

    start: int
    end: int


class FollowRule(Struct, frozen=True, omit_defaults=True):
    """What a follow sends, and when. Its topics, outlets and words are in the digest.

    `articles`, `headline`: if a story is followed, the ids of its articles and its headline at that time. The story
    stays these articles, even if they are grouped differently later. `breaking`: if not 0, a story is sent only once
    this many outlets have reported it within `within` hours. `cap`: the most alerts in a day; anything beyond that is
    sent together later. `quiet`: the quiet hours, in the digest's time zone.

    It is stored. Add a field only with a default, and never rename one, so that older rows stay readable.
    """

    kind: FollowKind
    articles: tuple[str, ...] = ()
    headline: str = ""
    breaking: int = 0
    within: int = DEFAULT_WITHIN
    cap: int = DEFAULT_CAP
    quiet: QuietHours | None = None
