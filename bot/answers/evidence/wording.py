"""How a sentence is worded: whether it asks, hedges, denies, or isn't prose at all."""

import re

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.query.grammar import HEDGE

_NEGATION = CaselessPattern(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot|except|exclud\w+|unavailable|missing|lacks?"
    r"|(?:is|are|was|were|do|does|did|has|have|had|wo|ca|could|would|should)n['\u2019]?t)\b"
)
_QUESTION = CaselessPattern(
    r"^(?:is|are|was|were|will|can|does|do|did|has|have|should|could|would|what|when|where|who|why|how|which)\b.*\?"
    r"|\?\s*$"
)
_FORMER = CaselessPattern(r"\b(?:former(?:ly)?|ex-|previous(?:ly)?|let go|stepped down|departed|outgoing)\b")
_NO_PROSE = CaselessPattern(
    r"#\w|image credit|photo by|\bopens in new tab\b|click here|subscribe|https?:"
    r"|\b(?:newsletter|affiliate|sign up)\b|\|"
)
_NO_PROSE_SIGNS = (
    *("#", "|", "http", "image credit", "photo by", "new tab", "click here", "subscribe"),
    *("newsletter", "affiliate", "sign up"),
)
"""What `_NO_PROSE` matches has one of these. To look for them is much faster, and few sentences have any."""

_NO_PROSE_START = re.compile(r"\W*(?:by|watch|read more)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """Tell whether a sentence or a headline is a question."""
    return "?" in text and _QUESTION.is_in(text)


def hedges(text: str) -> bool:
    """Tell whether what a text says is not sure: "in talks", "may"."""
    return HEDGE.is_in(text)


def is_about_former(text: str) -> bool:
    """Tell whether a text says how something was before: "the former mayor"."""
    return _FORMER.is_in(text)


def negates(text: str) -> bool:
    """Tell whether a text has a negation."""
    return _NEGATION.is_in(text)


def is_no_prose(text: str) -> bool:
    """Tell whether a text is a caption, tags or an advertisement."""
    if _NO_PROSE_START.match(text) is not None:
        return True
    folded = text.casefold()
    return any(map(folded.__contains__, _NO_PROSE_SIGNS)) and _NO_PROSE.is_in(text)
