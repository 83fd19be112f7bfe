"""Find the outlets that a question names, and tell whether the reader means each as a limit.

Many outlets have names that are ordinary words (Time, The Verge), and many are themselves in the news (companies with
a newsroom). So a name alone is not enough: there must be a cue beside it ("from", "according to", "what did … say"), or
the name must be one that can't mean anything else.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.answers.entities.forms import is_domain
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.outlet_cues import NO_CUE, Cue
from bot.answers.query.outlet_lists import (
    LIMIT,
    MENTION,
    NONE,
    QUOTES,
    OutletCandidate,
    are_joined,
    find_any_outlet,
    find_end_of_list,
    find_listed_before,
    is_clear_in_list,
    is_compared,
    share_strength,
)
from bot.answers.query.outlet_spans import NameSpan, OutletQuestion, read_outlet_question
from bot.answers.query.outlet_unknown import find_unknown_outlet

# A name in brackets or after a dash or comma at the end of a text tells where its news is from.
_SET_OFF = re.compile(r"(?:[(\[]|\s[-\u2013\u2014]|,)\s*(?:the\s+)?$", re.IGNORECASE)


class OutletMention(NamedTuple):
    """An outlet that a text names.

    `text[start:end]` is the name, together with the words that make it a limit. `name_span` is the place of the name
    alone. `excluded`: the reader wants none of its articles ("not from").
    """

    outlet: NamedEntity
    start: int
    end: int
    name_span: tuple[int, int]
    excluded: bool


def find_outlet_mentions(
    text: str, names: Names, *, limiting: bool, taken: Sequence[tuple[int, int]] = ()
) -> list[OutletMention]:
    """Return every outlet that a question names, in order of appearance.

    `limiting`: a clear cue makes an outlet a limit (for short questions). Otherwise all outlets are mere mentions, and
    outlets that the archive lacks are not looked for. `taken`: the places of dates, where only an exact name counts.
    """
    question = read_outlet_question(text, names)
    candidates = share_strength(_find_candidates(question, taken, limiting=limiting))
    mentions = [_build_mention(candidate, names, limiting=limiting) for candidate in candidates]
    # What joins two limits belongs to them: "Reuters vs ZDNet".
    for at, (left, right) in enumerate(pairwise(candidates)):
        if mentions[at].outlet.explicit and mentions[at + 1].outlet.explicit and are_joined(left.span, right.span):
            mentions[at] = mentions[at]._replace(end=max(mentions[at].end, mentions[at + 1].start))
    return mentions


def _find_candidates(
    question: OutletQuestion, taken: Sequence[tuple[int, int]], *, limiting: bool
) -> list[OutletCandidate]:
    candidates: list[OutletCandidate] = []
    at = 0
    while at < len(question):
        previous = candidates[-1] if candidates else None
        candidate = _find_known(question, at, previous, in_lists=limiting)
        if candidate is None and limiting and not _is_within(question.tokens.tokens[at].start, taken):
            candidate = _find_unknown(question, at, previous)
        if candidate:
            candidates += [*find_listed_before(candidate, previous.end if previous else 0), candidate]
        at = candidate.end if candidate else at + 1
    return candidates


def _is_within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _find_known(
    question: OutletQuestion, at: int, previous: OutletCandidate | None, *, in_lists: bool
) -> OutletCandidate | None:
    """Return the outlet of the archive whose name begins at this token, or after a `the` here.

    `in_lists`: a cue after a list of outlets counts for each of them.
    """
    for span in question.list_spans(at):
        if not span.keys:
            continue
        # "What did Reuters, BBC and ZDNet say": the cue after a list is the cue of each name in it.
        list_end = find_end_of_list(span) if in_lists else span.end
        strength = _rate(span, question.cues.after(list_end))
        if in_lists and not span.is_cased and is_compared(span):
            strength = LIMIT
        if not strength and previous and are_joined(previous.span, span) and is_clear_in_list(span, previous):
            strength = MENTION
        if strength:
            return OutletCandidate(span, span.keys, strength, span.before, span.after)
    return None


def _find_unknown(question: OutletQuestion, at: int, previous: OutletCandidate | None) -> OutletCandidate | None:
    """Return a misspelt name at this token, or the name of an outlet that the archive lacks."""
    unknown = find_unknown_outlet(question, at)
    if unknown is None and previous and previous.strength == LIMIT:
        joined = find_any_outlet(question, at)
        if joined and are_joined(previous.span, joined) and is_clear_in_list(joined, previous):
            return OutletCandidate(joined, (), LIMIT, NO_CUE, joined.after)
    if not unknown or (unknown.span.before.kind == "excluded" and not unknown.keys):
        return None
    return OutletCandidate(unknown.span, unknown.keys, LIMIT, unknown.span.before, unknown.span.after)


def _rate(span: NameSpan, after: Cue) -> int:  # noqa: C901, PLR0911 - a line for each rule
    """Return how strongly these words are taken for an outlet. `after`: the cue after them, or after their list."""
    if is_domain(span.typed):
        return LIMIT
    before, clear = span.before, span.is_clear
    if span.is_generic or (span.is_ordinary and span.is_cased and not clear):
        return NONE
    # The words after an everyday word may show that it is no name: "on the verge of", "from time to time".
    following = span.question.tokens.words[span.end : span.end + 1]
    continuations = {("of",)} if span.is_cased else {("of",), ("to",)}
    if span.is_ordinary and following in continuations and not (clear and before.kind in {"pieces", "attribution"}):
        return NONE
    if before.kind in {"pieces", "outlet"}:
        return LIMIT
    asked = before.kind == "question" and after.kind in {"verb", "noun"}
    if span.is_subject:
        cued = (
            asked or before.kind in {"attribution", "from", "by"} or (span.is_cased and clear and after.kind == "noun")
        )
        return MENTION if cued else NONE
    if asked or before.kind in {"attribution", "from", "excluded"}:
        return LIMIT
    if after.kind == "noun" and (clear or span.body > span.first or span.is_possessive):
        return LIMIT
    if clear and after.kind == "verb":
        return LIMIT
    if clear and span.first == 0 and (after.kind == "about" or span.text_after[:1] == ":"):
        return LIMIT
    if clear and span.is_last and (span.first == 0 or _SET_OFF.search(span.text_before)):
        return LIMIT
    if clear and before.kind in {"by", "in"}:
        return LIMIT if len(span.words) > 1 or span.is_widely_known else MENTION
    return MENTION if _is_unmistakable(span) else NONE


def _is_unmistakable(span: NameSpan) -> bool:
    """Tell whether a name can only be an outlet's, even without a cue."""
    if not span.is_clear:
        return False
    names = span.question.names
    before = NameSpan(span.question, span.body, span.body, span.end).text_before
    before, after = before.removesuffix("The ").removesuffix("the "), span.text_after
    if before and after and before[-1] in QUOTES and after[0] in QUOTES:
        return True
    if not span.is_cased:
        return any(word not in names.title_usage.words and len(word) > 3 for word in span.words)  # noqa: PLR2004
    typed = re.sub(r"\W", "", span.typed)
    official = {re.sub(r"\W", "", name).removeprefix("The") for key in span.keys for name in names.outlets[key].names}
    capitals_inside = any(letter.isupper() or letter.isdigit() for letter in typed[1:])
    return typed in official and not span.is_ordinary and (len(span.words) > 1 or capitals_inside)


def _build_mention(candidate: OutletCandidate, names: Names, *, limiting: bool) -> OutletMention:
    span, before, after = candidate.span, candidate.before, candidate.after
    tokens = span.question.tokens.tokens
    explicit = limiting and candidate.strength == LIMIT
    nearest = () if candidate.keys else names.find_nearest_outlets(span.typed)
    outlet = NamedEntity(span.typed, candidate.keys, explicit, nearest)
    name_span = (tokens[span.first].start, tokens[span.end - 1].end)
    if not explicit:
        return OutletMention(outlet, *name_span, name_span, excluded=False)
    cut_before = before.kind not in {"", "by", "in"} or candidate.strength == LIMIT
    first = span.first - (before.length if cut_before else 0)
    # The verb of "what did Reuters report on" belongs to the name; what follows it is the subject.
    end = span.end + (after.length if after.kind in {"verb", "noun"} else 0)
    return OutletMention(
        outlet,
        tokens[max(0, first)].start,
        tokens[end - 1].end,
        name_span,
        excluded=before.kind == "excluded",
    )
