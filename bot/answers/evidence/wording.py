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
    r"#\w|image credit|photo by|\bopens in new tab\b|click here|subscribe|https?:|^\W*(?:by|watch|read more)\b"
    r"|\b(?:newsletter|affiliate|sign up)\b|\|",
    re.IGNORECASE,
)


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
    return _NO_PROSE.search(text) is not None
