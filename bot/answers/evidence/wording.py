"""How a sentence is worded: whether it asks instead of telling, hedges, denies, or is no prose at all."""

import re

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
_FORMER = re.compile(r"\b(?:former(?:ly)?|ex-|previous(?:ly)?|let go|stepped down|departed|outgoing)\b", re.IGNORECASE)
_NO_PROSE = re.compile(
    r"#\w|image credit|photo by|\bopens in new tab\b|click here|subscribe|https?:"
    r"|\b(?:newsletter|affiliate|sign up)\b|\|",
    re.IGNORECASE,
)
_NO_PROSE_SIGNS = (
    *("#", "|", "http", "image credit", "photo by", "new tab", "click here", "subscribe"),
    *("newsletter", "affiliate", "sign up"),
)
"""What `_NO_PROSE` matches has one of these. To look for them is much faster, and few sentences have any."""

_NO_PROSE_START = re.compile(r"\W*(?:by|watch|read more)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """Tell whether a sentence or a headline is a question."""
    return _QUESTION.search(text) is not None


def hedges(text: str) -> bool:
    """Tell whether what a text says is not sure: "in talks", "may"."""
    return HEDGE.search(text) is not None


def is_about_former(text: str) -> bool:
    """Tell whether a text says how something was before: "the former mayor"."""
    return _FORMER.search(text) is not None


def negates(text: str) -> bool:
    """Tell whether a text has a negation."""
    return _NEGATION.search(text) is not None


def is_no_prose(text: str) -> bool:
    """Tell whether a text is a caption, tags or an advertisement."""
    if _NO_PROSE_START.match(text):
        return True
    folded = text.casefold()
    return any(sign in folded for sign in _NO_PROSE_SIGNS) and _NO_PROSE.search(text) is not None
