"""The value that makes a digest a follow: it sends alerts when something arrives, instead of editions on a schedule."""

from typing import Literal, NamedTuple

from msgspec import Struct

FollowKind = Literal["topic", "outlet", "words", "story"]

MAX_CAP, DEFAULT_CAP = 50, 10
"""How many alerts of one follow may be sent in a day, at most and by default."""

MAX_BREAKING, MAX_WITHIN, DEFAULT_WITHIN = 20, 168, 24
"""How many outlets, and how many hours, a follow of breaking stories may name."""


class QuietHours(NamedTuple):
    """When nothing is sent, in minutes after midnight. It may pass midnight; `start` and `end` differ."""

    start: int
    end: int


class FollowRule(Struct, frozen=True, omit_defaults=True):
    """What a follow sends, and when. The digest has its topics, outlets and words.

    `articles`, `headline`: of a followed story, the ids of its articles and the headline when it was followed. The
    story is these articles, whatever groups they are in later. `breaking`: if not 0, a story is sent only when this
    many outlets reported it within `within` hours. `cap`: how many alerts are sent in a day; the rest goes in one.
    `quiet`: in the digest's time zone.

    It is stored. Add a field only with a default, and never rename one, so that older rows stay readable.
    """

    kind: FollowKind
    articles: tuple[str, ...] = ()
    headline: str = ""
    breaking: int = 0
    within: int = DEFAULT_WITHIN
    cap: int = DEFAULT_CAP
    quiet: QuietHours | None = None
