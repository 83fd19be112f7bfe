"""Outlets that a question lists or compares: "Reuters, BBC and ZDNet", "forbes vs polygon". A cue beside one of them
counts for each."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.answers.query.outlet_cues import NO_CUE, Cue
from bot.answers.query.outlet_spans import MAX_NAME_WORDS, NameSpan, OutletQuestion

_MAX_COMPARED = 6
_VERSUS_WORDS = frozenset({"vs", "versus"})
_CONJUNCTIONS = frozenset({"and", "or", "nor", *_VERSUS_WORDS})
LIMIT, MENTION, NONE = 2, 1, 0
"""How strongly a candidate is taken for an outlet."""

QUOTES = "'\"\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_COMPARED = r"vs\.?|versus|compared (?:to|with)"
_VERSUS = re.compile(rf"\b(?:{_COMPARED})(?!\w)", re.IGNORECASE)
_CONJUNCTION = re.compile(
    rf"[{QUOTES}\s]*(?:,|&|/|(?:,\s*)?\b(?:and|or|nor|{_COMPARED})(?!\w))\s*(?:the\s+)?[{QUOTES}]?",
    re.IGNORECASE,
)


class OutletCandidate(NamedTuple):
    """Words that may name an outlet.

    `keys`: the outlets of that name in the archive. `strength`: `LIMIT`, `MENTION` or `NONE`. `before`, `after`: the
    cues that count for it.
    """

    span: NameSpan
    keys: tuple[str, ...]
    strength: int
    before: Cue
    after: Cue

    @property
    def end(self) -> int:
        """The token before which it ends."""
        return self.span.end


def find_end_of_list(span: NameSpan) -> int:
    """Return where a list of outlets ends that begins with this name."""
    question, end = span.question, span.end
    while end < len(question):
        first = end + (question.tokens.words[end] in _CONJUNCTIONS)
        if first >= len(question) or not _CONJUNCTION.fullmatch(_read_gap(question, end, first)):
            return end
        following = find_any_outlet(question, first)
        if following is None:
            return end
        end = following.end
    return end


def find_any_outlet(question: OutletQuestion, first: int) -> NameSpan | None:
    """Return the longest name of an outlet that begins at this token, whether the archive has it or not."""
    return next((span for span in question.list_spans(first) if span.keys or span.is_widely_known), None)


def is_compared(span: NameSpan) -> bool:
    """Tell whether an outlet is compared to another one: "forbes vs polygon"."""
    question, words, first = span.question, span.question.tokens.words, span.first
    if words[span.end : span.end + 1] and words[span.end] in _VERSUS_WORDS and span.end + 1 < len(words):
        return find_any_outlet(question, span.end + 1) is not None
    if first > 1 and words[first - 1] in _VERSUS_WORDS:
        starts = range(max(0, first - 1 - MAX_NAME_WORDS), first - 1)
        return any(NameSpan(question, start, start, first - 1).keys for start in starts)
    return False


def find_listed_before(last: OutletCandidate, since: int) -> list[OutletCandidate]:
    """Return the names of a list that ends with `last`: they stand before it, and have no cue themselves.

    `since`: the token from which they may stand.
    """
    question, words, first = last.span.question, last.span.question.tokens.words, last.span.first
    end = first - (first > 0 and words[first - 1] in _CONJUNCTIONS)
    for body in range(max(since, end - MAX_NAME_WORDS), end):
        begin = body - (body > since and words[body - 1] == "the")
        span = NameSpan(question, begin, body, end)
        if span.keys and is_clear_in_list(span, last):
            candidate = OutletCandidate(span, span.keys, MENTION, span.before, NO_CUE)
            if are_joined(span, last.span):
                return [*find_listed_before(candidate, since), candidate]
    return []


def is_clear_in_list(span: NameSpan, neighbor: OutletCandidate) -> bool:
    """Tell whether words are a name, given their neighbour in a list: "IGN and Polygon" in small letters, too."""
    return span.is_clear or (not span.is_cased and neighbor.strength == LIMIT)


def share_strength(candidates: Sequence[OutletCandidate]) -> list[OutletCandidate]:
    """Give names joined by "and", "or" or a comma the best strength among them, and a "not from" before the first."""
    shared: list[OutletCandidate] = []
    for at, candidate in enumerate(candidates):
        start, end = at, at + 1
        while start and are_joined(candidates[start - 1].span, candidates[start].span):
            start -= 1
        while end < len(candidates) and are_joined(candidates[end - 1].span, candidates[end].span):
            end += 1
        strength = max(member.strength for member in candidates[start:end])
        compared = any(
            _VERSUS.search(_read_between(left.span, right.span))
            for left, right in pairwise(candidates[start : min(end, start + _MAX_COMPARED)])
        )
        if compared or (candidates[start].span.first == 0 and candidates[end - 1].after.kind == "about"):
            strength = LIMIT
        kind = "excluded" if candidates[start].before.kind == "excluded" else candidate.before.kind
        shared.append(candidate._replace(strength=strength, before=Cue(kind, candidate.before.length)))
    return shared


def are_joined(left: NameSpan, right: NameSpan) -> bool:
    """Tell whether nothing but a comma, "and", "or" or "vs" stands between two names."""
    return _CONJUNCTION.fullmatch(_read_between(left, right)) is not None


def _read_between(left: NameSpan, right: NameSpan) -> str:
    return _read_gap(left.question, left.end, right.first)


def _read_gap(question: OutletQuestion, end: int, first: int) -> str:
    tokens = question.tokens
    return tokens.text[tokens.tokens[end - 1].end : tokens.tokens[first].start]
