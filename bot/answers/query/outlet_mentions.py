"""The outlets that a free question names, and whether it sets them off as a limit.

Many outlets are called by ordinary words (Time, The Verge) or are themselves reported on (companies with a newsroom),
so a name alone is not enough: it takes a sign beside it ("from", "according to", "what did … say"), or a name that
can be nothing else.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.entities.forms import is_domain
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query import outlet_unknown
from bot.answers.query.outlet_cues import LOOK, NOTHING, Cue, cue_after, cue_before
from bot.answers.query.tokens import QuestionTokens, tokenize_question

_LONGEST_NAME = 6
_LIMIT, _MENTION, _NONE = 2, 1, 0
_QUOTES = "'\"\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_JOINS = re.compile(rf"[{_QUOTES}\s]*(?:,|&|/|(?:,\s*)?\b(?:and|or|nor)\b)\s*(?:the\s+)?[{_QUOTES}]?", re.IGNORECASE)


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


class _Found(NamedTuple):
    """A name in the tokens from `first` to `end` (not included), how sure it is, and the cues beside it."""

    first: int
    end: int
    said: str
    keys: tuple[str, ...]
    strength: int
    ahead: Cue
    behind: Cue


def find_outlet_mentions(
    text: str, names: Names, *, limiting: bool, taken: Sequence[tuple[int, int]] = ()
) -> list[OutletMention]:
    """Every outlet that the question names, in its order. `limiting`: a clear sign makes a limit of it (short
    questions); else all are mere mentions, and outlets that the archive hasn't are not looked for. `taken`: places of
    dates, in which only the exact name of an outlet is one."""
    question = tokenize_question(text)
    found: list[_Found] = []
    at = 0
    while at < len(question.tokens):
        one = _read(question, at, names, found[-1] if found else None)
        if one is None and not any(start <= question.tokens[at].start < end for start, end in taken) and limiting:
            one = _missed(question, at, names)
        if one:
            found += [*_before_it(question, one, names, found[-1].end if found else 0), one]
        at = one.end if one else at + 1
    return [_mention(one, question, names, limiting=limiting) for one in _levelled(found, question)]


def _read(question: QuestionTokens, at: int, names: Names, last: _Found | None) -> _Found | None:
    """The outlet whose name begins with this token, or after `the` here."""
    body = _body(question, at)
    for end in range(min(body + _LONGEST_NAME, len(question.tokens)), body, -1):
        keys = _keys(question, body, end, names)
        if not keys:
            continue
        ahead = cue_before(question.words[max(0, at - LOOK) : at])
        behind = cue_after(question.words[end : end + LOOK])
        one = _Found(at, end, question.join(body, end), keys, _NONE, ahead, behind)
        strength = _strength(question, one, names)
        if not strength and last and _joined(question, last, one) and _is_clear(question, body, end, names):
            strength = _MENTION
        if strength:
            return one._replace(strength=strength)
    return None


def _before_it(question: QuestionTokens, one: _Found, names: Names, since: int) -> list[_Found]:
    """The names of which this one is the last in a list: those before it had no sign of their own."""
    end = one.first - (one.first > 0 and question.words[one.first - 1] in {"and", "or", "nor"})
    for first in range(max(since, end - _LONGEST_NAME), end):
        keys = _keys(question, first, end, names)
        if keys and _is_clear(question, first, end, names):
            begin = first - (first > since and question.words[first - 1] == "the")
            other = _Found(
                begin, end, question.join(first, end), keys, _MENTION, cue_before(question.words[:begin]), NOTHING
            )
            if _joined(question, other, one):
                return [*_before_it(question, other, names, since), other]
    return []


def _missed(question: QuestionTokens, at: int, names: Names) -> _Found | None:
    """A name here that is misspelt, or an outlet's that the archive hasn't."""
    body = _body(question, at)
    ahead = cue_before(question.words[max(0, at - LOOK) : at])
    missed = outlet_unknown.find_unknown_outlet(question, body, ahead, names)
    if not missed or (ahead.kind == "denied" and not missed.keys):
        return None
    behind = cue_after(question.words[missed.end : missed.end + LOOK])
    return _Found(at, missed.end, question.join(body, missed.end), missed.keys, _LIMIT, ahead, behind)


def _body(question: QuestionTokens, at: int) -> int:
    return at + 1 if question.words[at] == "the" and at + 1 < len(question.tokens) else at


def _keys(question: QuestionTokens, first: int, end: int, names: Names) -> tuple[str, ...]:
    if end - first == 1 and is_domain(said := question.tokens[first].typed):
        return names.outlet_keys(said)
    return names.outlet_keys_of_form("".join(question.words[first:end]))


def _strength(question: QuestionTokens, one: _Found, names: Names) -> int:  # noqa: C901, PLR0911 - a line for each rule
    """How sure it is that these words name an outlet, and as a limit."""
    body, end, ahead, behind = _body(question, one.first), one.end, one.ahead, one.behind
    form = "".join(question.words[body:end])
    if is_domain(question.join(body, end)):
        return _LIMIT
    ordinary, clear = _is_ordinary(form, names), _is_clear(question, body, end, names)
    if form in names.known_outlets.empty or (ordinary and question.cased and not clear):
        return _NONE
    # An everyday word must not run on as one: "on the verge of", "from time to time".
    runs_on = {("of",)} if question.cased else {("of",), ("to",)}
    if ordinary and question.words[end : end + 1] in runs_on and not (clear and ahead.kind in {"articles", "told"}):
        return _NONE
    if ahead.kind in {"articles", "outlet"}:
        return _LIMIT
    asks = ahead.kind == "ask" and behind.kind in {"verb", "noun"}
    if form in names.title_usage.subjects:
        sign = asks or ahead.kind in {"told", "from", "by"} or (question.cased and clear and behind.kind == "noun")
        return _MENTION if sign else _NONE
    if asks or ahead.kind in {"told", "from", "denied"}:
        return _LIMIT
    if behind.kind == "noun" and (clear or body > one.first or question.is_possessive(end - 1)):
        return _LIMIT
    if clear and behind.kind == "verb":
        return _LIMIT
    if (
        clear
        and one.first == 0
        and (behind.kind == "about" or question.text[question.tokens[end - 1].end :][:1] == ":")
    ):
        return _LIMIT
    if clear and ahead.kind in {"by", "in"}:
        return _LIMIT if end - body > 1 or form in names.known_outlets.by_form else _MENTION
    return _MENTION if _stands_alone(question, body, end, one.keys, names) else _NONE


def _is_ordinary(form: str, names: Names) -> bool:
    return form in names.title_usage.ordinary or form in names.known_outlets.ordinary


def _is_clear(question: QuestionTokens, first: int, end: int, names: Names) -> bool:
    """Whether the words are written as a name, or at least are no everyday word."""
    if question.cased:
        return question.is_proper_name(first, end)
    return not _is_ordinary("".join(question.words[first:end]), names)


def _stands_alone(question: QuestionTokens, first: int, end: int, keys: Sequence[str], names: Names) -> bool:
    """Whether a name can be nothing else, even with no sign beside it."""
    if not _is_clear(question, first, end, names):
        return False
    ahead = question.text[: question.tokens[first].start].removesuffix("The ").removesuffix("the ")
    behind = question.text[question.tokens[end - 1].end :]
    if ahead and behind and ahead[-1] in _QUOTES and behind[0] in _QUOTES:
        return True
    words = question.words[first:end]
    if not question.cased:
        return any(word not in names.title_usage.words and len(word) > 3 for word in words)  # noqa: PLR2004
    said = re.sub(r"\W", "", question.join(first, end))
    every = {re.sub(r"\W", "", name).removeprefix("The") for key in keys for name in names.outlets[key].names}
    inner = any(letter.isupper() or letter.isdigit() for letter in said[1:])
    return said in every and not _is_ordinary("".join(words), names) and (len(words) > 1 or inner)


def _levelled(found: Sequence[_Found], question: QuestionTokens) -> list[_Found]:
    """Names joined by "and", "or" or a comma share the surest sign, and a "not from" before the first."""
    levelled: list[_Found] = []
    for at, one in enumerate(found):
        start, end = at, at + 1
        while start and _joined(question, found[start - 1], found[start]):
            start -= 1
        while end < len(found) and _joined(question, found[end - 1], found[end]):
            end += 1
        strength = max(member.strength for member in found[start:end])
        if found[start].first == 0 and found[end - 1].behind.kind == "about":
            strength = _LIMIT
        kind = "denied" if found[start].ahead.kind == "denied" else one.ahead.kind
        levelled.append(one._replace(strength=strength, ahead=Cue(kind, one.ahead.length)))
    return levelled


def _joined(question: QuestionTokens, one: _Found, other: _Found) -> bool:
    between = question.text[question.tokens[one.end - 1].end : question.tokens[other.first].start]
    return bool(_JOINS.fullmatch(between))


def _mention(one: _Found, question: QuestionTokens, names: Names, *, limiting: bool) -> OutletMention:
    denied = one.ahead.kind == "denied"
    explicit = limiting and one.strength == _LIMIT
    near = () if one.keys else names.nearest_outlets(one.said)
    named = NamedEntity(one.said, one.keys, explicit, near)
    name = (question.tokens[one.first].start, question.tokens[one.end - 1].end)
    if not explicit:
        return OutletMention(named, *name, name, excluded=False)
    first = one.first - (one.ahead.length if one.ahead.kind not in {"", "by", "in"} or one.strength == _LIMIT else 0)
    # "What did Reuters report on": what follows is the subject, so the verb goes with the name.
    end = one.end + (one.behind.length if one.behind.kind in {"verb", "noun"} else 0)
    return OutletMention(
        named, question.tokens[max(0, first)].start, question.tokens[end - 1].end, name, excluded=denied
    )
