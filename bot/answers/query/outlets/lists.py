"""Outlets that a question lists or compares: "Reuters, BBC and ZDNet", "forbes vs polygon". A cue beside one of them
counts for each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answers.query.outlets.candidates import LIMIT, MENTION, OutletCandidate, is_clear_in_list
from bot.answers.query.outlets.cues import NO_CUE, Cue
from bot.answers.query.outlets.spans import CONJUNCTIONS, MAX_NAME_WORDS, VERSUS, build_span

_MAX_COMPARED = 6
_VERSUS = re.compile(rf"\b(?:{VERSUS})(?!\w)", re.IGNORECASE)


def complete_lists(candidates: Sequence[OutletCandidate]) -> list[OutletCandidate]:
    """Add the names of lists that have no cue themselves, and let all names of a list share what is known of one."""
    complete: list[OutletCandidate] = []
    end = 0
    for candidate in candidates:
        complete += [*_find_listed_before(candidate, end), candidate]
        end = candidate.end
    return share_strength(complete)


def _find_listed_before(last: OutletCandidate, since: int) -> list[OutletCandidate]:
    """Return the names of a list that ends with `last`: they stand before it, and have no cue themselves.

    `since`: the token from which they may stand.
    """
    question, words, first = last.span.question, last.span.question.tokens.words, last.span.first
    end = first - (first > 0 and words[first - 1] in CONJUNCTIONS)
    for body in range(max(since, end - MAX_NAME_WORDS), end):
        begin = body - (body > since and words[body - 1] == "the")
        span = build_span(question, begin, body, end)
        if span.keys and is_clear_in_list(span, last) and span.end in last.span.joined_ends:
            candidate = OutletCandidate(span, span.keys, MENTION, span.before, NO_CUE)
            return [*_find_listed_before(candidate, since), candidate]
    return []


def share_strength(candidates: Sequence[OutletCandidate]) -> list[OutletCandidate]:
    """Give names joined by "and", "or" or a comma the best strength among them, and a "not from" before the first."""
    shared: list[OutletCandidate] = []
    for at, candidate in enumerate(candidates):
        start, end = at, at + 1
        while start and candidates[start - 1].end in candidates[start].span.joined_ends:
            start -= 1
        while end < len(candidates) and candidates[end - 1].end in candidates[end].span.joined_ends:
            end += 1
        strength = max(member.strength for member in candidates[start:end])
        compared = any(
            _VERSUS.search(left.span.question.tokens.between(left.end, right.span.first))
            for left, right in pairwise(candidates[start : min(end, start + _MAX_COMPARED)])
        )
        if compared or (candidates[start].span.first == 0 and candidates[end - 1].after.kind == "about"):
            strength = LIMIT
        kind = "excluded" if candidates[start].before.kind == "excluded" else candidate.before.kind
        shared.append(candidate._replace(strength=strength, before=Cue(kind, candidate.before.length)))
    return shared
