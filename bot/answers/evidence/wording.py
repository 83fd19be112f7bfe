"""How a sentence is worded: whether it asks instead of telling, hedges, denies, or is no prose at all."""

import re

from msgspec import Struct

from bot.answers.query.grammar import HEDGE

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot|except|exclud\w+|unavailable|missing|lacks?"
    r"|(?:is|are|was|were|do|does|did|has|have|had|wo|ca|could|would|should)n['\u2019]?t)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:is|are|was|were|will|can|does|do|did|has|have|should|could|would|what|when|where|who|why|how|which)\b.*\?"
    r"|\?\s*$",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"^(?:(?:how|where|what|when|why|who)(?: \w+)? to|here(?:['\u2019]s| is| are)|everything (?:you|we)|all you"
    r"|\d+ (?:things|ways|reasons|tips))\b",
    re.IGNORECASE,
)
_TEASING_HEADLINE = re.compile(r"^(?:what|when|where|why|how|who)\b[^,;:]*$", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former(?:ly)?|ex-|previous(?:ly)?|let go|stepped down|departed|outgoing)\b", re.IGNORECASE)
_NO_PROSE = re.compile(
    r"#\w|image credit|photo by|\bopens in new tab\b|click here|subscribe|https?:|^\W*(?:by|watch|read more)\b"
    r"|\b(?:newsletter|affiliate|sign up)\b|\|",
    re.IGNORECASE,
)


class Wording(Struct, frozen=True):
    """How a sentence is worded, each as 0 or 1.

    `asks`: it is a question. `teases`: it promises an answer without giving one ("Everything you need to know").
    `hedges`: what it tells is not sure ("in talks", "may"). `former`: it tells how something was before. `negates`: it
    has a negation. `no_prose`: it is a caption, tags or an advertisement.
    """

    asks: float = 0.0
    teases: float = 0.0
    hedges: float = 0.0
    former: float = 0.0
    negates: float = 0.0
    no_prose: float = 0.0


def read_wording(text: str, *, is_headline: bool) -> Wording:
    """Read how a sentence or a headline is worded."""
    teases = _TEASER.search(text) is not None or (is_headline and _TEASING_HEADLINE.search(text) is not None)
    return Wording(
        asks=float(asks(text)),
        teases=float(teases),
        hedges=float(HEDGE.search(text) is not None),
        former=float(_FORMER.search(text) is not None),
        negates=float(_NEGATION.search(text) is not None),
        no_prose=float(_NO_PROSE.search(text) is not None),
    )


def asks(text: str) -> bool:
    """Tell whether a sentence or a headline is a question."""
    return _QUESTION.search(text) is not None
