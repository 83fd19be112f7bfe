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
from bot.answers.query.outlet_cues import NO_CUE, Cue, CueFinder
from bot.answers.query.outlet_unknown import find_unknown_outlet
from bot.answers.query.tokens import QuestionTokens, tokenize_question

_MAX_NAME_WORDS = 6
_MAX_COMPARED = 6
_VERSUS_WORDS = frozenset({"vs", "versus"})
_CONJUNCTIONS = frozenset({"and", "or", "nor", *_VERSUS_WORDS})
# How strongly a candidate is taken for an outlet.
_LIMIT, _MENTION, _NONE = 2, 1, 0
_QUOTES = "'\"\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_COMPARED = r"vs\.?|versus|compared (?:to|with)"
_VERSUS = re.compile(rf"\b(?:{_COMPARED})(?!\w)", re.IGNORECASE)
_CONJUNCTION = re.compile(
    rf"[{_QUOTES}\s]*(?:,|&|/|(?:,\s*)?\b(?:and|or|nor|{_COMPARED})(?!\w))\s*(?:the\s+)?[{_QUOTES}]?",
    re.IGNORECASE,
)
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


class _Candidate(NamedTuple):
    """Words that may name an outlet: the tokens from `first` up to, but not including, `end`.

    `typed`: the name without its `the`. `keys`: the outlets of that name in the archive. `strength`: `_LIMIT`,
    `_MENTION` or `_NONE`. `before`, `after`: the cues beside the name.
    """

    first: int
    end: int
    typed: str
    keys: tuple[str, ...]
    strength: int
    before: Cue
    after: Cue


def find_outlet_mentions(
    text: str, names: Names, *, limiting: bool, taken: Sequence[tuple[int, int]] = ()
) -> list[OutletMention]:
    """Return every outlet that a question names, in order of appearance.

    `limiting`: a clear cue makes an outlet a limit (for short questions). Otherwise all outlets are mere mentions, and
    outlets that the archive lacks are not looked for. `taken`: the places of dates, where only an exact name counts.
    """
    question = tokenize_question(text)
    cues = CueFinder(question.words)
    candidates: list[_Candidate] = []
    at = 0
    while at < len(question.tokens):
        candidate = _find_known(question, cues, at, names, candidates[-1] if candidates else None, in_lists=limiting)
        if candidate is None and limiting and not _is_within(question.tokens[at].start, taken):
            candidate = _find_unknown(question, cues, at, names, candidates[-1] if candidates else None)
        if candidate:
            since = candidates[-1].end if candidates else 0
            candidates += [*_find_listed_before(question, cues, candidate, names, since), candidate]
        at = candidate.end if candidate else at + 1
    shared = _share_strength(candidates, question)
    mentions = [_build_mention(candidate, question, names, limiting=limiting) for candidate in shared]
    # What joins two limits belongs to them: "Reuters vs ZDNet".
    for at, (left, right) in enumerate(pairwise(shared)):
        if mentions[at].outlet.explicit and mentions[at + 1].outlet.explicit and _are_joined(question, left, right):
            mentions[at] = mentions[at]._replace(end=max(mentions[at].end, mentions[at + 1].start))
    return mentions


def _is_within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _find_known(
    question: QuestionTokens, cues: CueFinder, at: int, names: Names, previous: _Candidate | None, *, in_lists: bool
) -> _Candidate | None:
    """Return the outlet of the archive whose name begins at this token, or after a `the` here.

    `in_lists`: a cue after a list of outlets counts for each of them.
    """
    body = _skip_article(question, at)
    for end in range(min(body + _MAX_NAME_WORDS, len(question.tokens)), body, -1):
        keys = _find_keys(question, body, end, names)
        if not keys:
            continue
        before = cues.before(at)
        after = cues.after(end)
        candidate = _Candidate(at, end, question.join(body, end), keys, _NONE, before, after)
        # "What did Reuters, BBC and ZDNet say": the cue after a list is the cue of each name in it.
        list_end = _skip_list(question, end, names) if in_lists else end
        after_list = cues.after(list_end) if list_end > end else after
        strength = _rate(question, candidate._replace(after=after_list), names)
        if in_lists and not question.cased and _is_versus(question, at, end, names):
            strength = _LIMIT
        if (
            not strength
            and previous
            and _are_joined(question, previous, candidate)
            and _is_clear_in_list(question, body, end, names, previous)
        ):
            strength = _MENTION
        if strength:
            return candidate._replace(strength=strength)
    return None


def _find_listed_before(
    question: QuestionTokens, cues: CueFinder, last: _Candidate, names: Names, since: int
) -> list[_Candidate]:
    """Return the names of a list that ends with `last`: they stand before it, and have no cue themselves."""
    end = last.first - (last.first > 0 and question.words[last.first - 1] in _CONJUNCTIONS)
    for first in range(max(since, end - _MAX_NAME_WORDS), end):
        keys = _find_keys(question, first, end, names)
        if keys and _is_clear_in_list(question, first, end, names, last):
            begin = first - (first > since and question.words[first - 1] == "the")
            before = cues.before(begin)
            candidate = _Candidate(begin, end, question.join(first, end), keys, _MENTION, before, NO_CUE)
            if _are_joined(question, candidate, last):
                return [*_find_listed_before(question, cues, candidate, names, since), candidate]
    return []


def _skip_list(question: QuestionTokens, end: int, names: Names) -> int:
    """Return where a list of outlets ends, of which the first name ends before token `end`."""
    while end < len(question.tokens):
        first = end + (question.words[end] in _CONJUNCTIONS)
        if first >= len(question.tokens):
            return end
        between = question.text[question.tokens[end - 1].end : question.tokens[first].start]
        next_end = _end_of_name(question, _skip_article(question, first), names)
        if not next_end or not _CONJUNCTION.fullmatch(between):
            return end
        end = next_end
    return end


def _is_versus(question: QuestionTokens, first: int, end: int, names: Names) -> bool:
    """Tell whether the outlet in these tokens is compared to another one: "forbes vs polygon"."""
    words = question.words
    if words[end : end + 1] and words[end] in _VERSUS_WORDS and end + 1 < len(words):
        return bool(_end_of_name(question, _skip_article(question, end + 1), names))
    if first > 1 and words[first - 1] in _VERSUS_WORDS:
        starts = range(max(0, first - 1 - _MAX_NAME_WORDS), first - 1)
        return any(_find_keys(question, start, first - 1, names) for start in starts)
    return False


def _end_of_name(question: QuestionTokens, first: int, names: Names) -> int:
    """Return where the name of an outlet ends that begins at this token; 0 if none does."""
    for end in range(min(first + _MAX_NAME_WORDS, len(question.tokens)), first, -1):
        if _find_keys(question, first, end, names) or "".join(question.words[first:end]) in names.known_outlets.by_form:
            return end
    return 0


def _find_unknown(
    question: QuestionTokens, cues: CueFinder, at: int, names: Names, previous: _Candidate | None
) -> _Candidate | None:
    """Return a misspelt name at this token, or the name of an outlet that the archive lacks."""
    body = _skip_article(question, at)
    before = cues.before(at)
    unknown = find_unknown_outlet(question, cues, body, before, names)
    if unknown is None and previous and previous.strength == _LIMIT and (end := _end_of_name(question, body, names)):
        joined = _Candidate(at, end, question.join(body, end), (), _LIMIT, NO_CUE, NO_CUE)
        if _are_joined(question, previous, joined) and _is_clear_in_list(question, body, end, names, previous):
            return joined._replace(after=cues.after(end))
    if not unknown or (before.kind == "excluded" and not unknown.keys):
        return None
    after = cues.after(unknown.end)
    return _Candidate(at, unknown.end, question.join(body, unknown.end), unknown.keys, _LIMIT, before, after)


def _skip_article(question: QuestionTokens, at: int) -> int:
    return at + 1 if question.words[at] == "the" and at + 1 < len(question.tokens) else at


def _find_keys(question: QuestionTokens, first: int, end: int, names: Names) -> tuple[str, ...]:
    if end - first == 1 and is_domain(host := question.tokens[first].typed):
        return names.find_outlet_keys(host)
    return names.find_outlet_keys_by_form("".join(question.words[first:end]))


def _rate(question: QuestionTokens, candidate: _Candidate, names: Names) -> int:  # noqa: C901, PLR0911 - a line for each rule
    """Return how strongly these words are taken for an outlet."""
    body, end, before, after = (
        _skip_article(question, candidate.first),
        candidate.end,
        candidate.before,
        candidate.after,
    )
    form = "".join(question.words[body:end])
    if is_domain(question.join(body, end)):
        return _LIMIT
    ordinary, clear = _is_ordinary(form, names), _is_clear(question, body, end, names)
    if form in names.known_outlets.generic or (ordinary and question.cased and not clear):
        return _NONE
    # The words after an everyday word may show that it is no name: "on the verge of", "from time to time".
    continuations = {("of",)} if question.cased else {("of",), ("to",)}
    if (
        ordinary
        and question.words[end : end + 1] in continuations
        and not (clear and before.kind in {"pieces", "attribution"})
    ):
        return _NONE
    if before.kind in {"pieces", "outlet"}:
        return _LIMIT
    asked = before.kind == "question" and after.kind in {"verb", "noun"}
    if form in names.title_usage.subjects:
        cued = (
            asked or before.kind in {"attribution", "from", "by"} or (question.cased and clear and after.kind == "noun")
        )
        return _MENTION if cued else _NONE
    if asked or before.kind in {"attribution", "from", "excluded"}:
        return _LIMIT
    if after.kind == "noun" and (clear or body > candidate.first or question.is_possessive(end - 1)):
        return _LIMIT
    if clear and after.kind == "verb":
        return _LIMIT
    if (
        clear
        and candidate.first == 0
        and (after.kind == "about" or question.text[question.tokens[end - 1].end :][:1] == ":")
    ):
        return _LIMIT
    if (
        clear
        and end == len(question.tokens)
        and (candidate.first == 0 or _SET_OFF.search(question.text[: question.tokens[candidate.first].start]))
    ):
        return _LIMIT
    if clear and before.kind in {"by", "in"}:
        return _LIMIT if end - body > 1 or form in names.known_outlets.by_form else _MENTION
    return _MENTION if _is_unmistakable(question, body, end, candidate.keys, names) else _NONE


def _is_ordinary(form: str, names: Names) -> bool:
    return form in names.title_usage.ordinary or form in names.known_outlets.ordinary


def _is_clear(question: QuestionTokens, first: int, end: int, names: Names) -> bool:
    """Tell whether the words are written as a name or, in a text without capitals, are no everyday word."""
    form = "".join(question.words[first:end])
    if not question.cased:
        return not _is_ordinary(form, names)
    if question.is_proper_name(first, end):
        return True
    # Readers who write other names with capitals still write "reuters".
    return form in names.known_outlets.by_form and not _is_ordinary(form, names)


def _is_clear_in_list(question: QuestionTokens, first: int, end: int, names: Names, neighbor: _Candidate) -> bool:
    """Tell whether words are a name, given their neighbour in a list: "IGN and Polygon" in small letters, too."""
    return _is_clear(question, first, end, names) or (not question.cased and neighbor.strength == _LIMIT)


def _is_unmistakable(question: QuestionTokens, first: int, end: int, keys: Sequence[str], names: Names) -> bool:
    """Tell whether a name can only be an outlet's, even without a cue."""
    if not _is_clear(question, first, end, names):
        return False
    before = question.text[: question.tokens[first].start].removesuffix("The ").removesuffix("the ")
    after = question.text[question.tokens[end - 1].end :]
    if before and after and before[-1] in _QUOTES and after[0] in _QUOTES:
        return True
    words = question.words[first:end]
    if not question.cased:
        return any(word not in names.title_usage.words and len(word) > 3 for word in words)  # noqa: PLR2004
    typed = re.sub(r"\W", "", question.join(first, end))
    official = {re.sub(r"\W", "", name).removeprefix("The") for key in keys for name in names.outlets[key].names}
    capitals_inside = any(letter.isupper() or letter.isdigit() for letter in typed[1:])
    return typed in official and not _is_ordinary("".join(words), names) and (len(words) > 1 or capitals_inside)


def _share_strength(candidates: Sequence[_Candidate], question: QuestionTokens) -> list[_Candidate]:
    """Give names joined by "and", "or" or a comma the best strength among them, and a "not from" before the first."""
    shared: list[_Candidate] = []
    for at, candidate in enumerate(candidates):
        start, end = at, at + 1
        while start and _are_joined(question, candidates[start - 1], candidates[start]):
            start -= 1
        while end < len(candidates) and _are_joined(question, candidates[end - 1], candidates[end]):
            end += 1
        strength = max(member.strength for member in candidates[start:end])
        is_compared = any(
            _VERSUS.search(_read_between(question, left, right))
            for left, right in pairwise(candidates[start : min(end, start + _MAX_COMPARED)])
        )
        if is_compared or (candidates[start].first == 0 and candidates[end - 1].after.kind == "about"):
            strength = _LIMIT
        kind = "excluded" if candidates[start].before.kind == "excluded" else candidate.before.kind
        shared.append(candidate._replace(strength=strength, before=Cue(kind, candidate.before.length)))
    return shared


def _are_joined(question: QuestionTokens, left: _Candidate, right: _Candidate) -> bool:
    return bool(_CONJUNCTION.fullmatch(_read_between(question, left, right)))


def _read_between(question: QuestionTokens, left: _Candidate, right: _Candidate) -> str:
    return question.text[question.tokens[left.end - 1].end : question.tokens[right.first].start]


def _build_mention(candidate: _Candidate, question: QuestionTokens, names: Names, *, limiting: bool) -> OutletMention:
    before, after = candidate.before, candidate.after
    explicit = limiting and candidate.strength == _LIMIT
    nearest = () if candidate.keys else names.find_nearest_outlets(candidate.typed)
    outlet = NamedEntity(candidate.typed, candidate.keys, explicit, nearest)
    name_span = (question.tokens[candidate.first].start, question.tokens[candidate.end - 1].end)
    if not explicit:
        return OutletMention(outlet, *name_span, name_span, excluded=False)
    cut_before = before.kind not in {"", "by", "in"} or candidate.strength == _LIMIT
    first = candidate.first - (before.length if cut_before else 0)
    # The verb of "what did Reuters report on" belongs to the name; what follows it is the subject.
    end = candidate.end + (after.length if after.kind in {"verb", "noun"} else 0)
    return OutletMention(
        outlet,
        question.tokens[max(0, first)].start,
        question.tokens[end - 1].end,
        name_span,
        excluded=before.kind == "excluded",
    )
