"""A question in other words: with other limits, about another name, or another question about the same subject."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Question, parse_question
from bot.coverage.text import fold

_END = " \t\n?!.,;:"
_PRONOUN = re.compile(
    r"\b(?:(?P<owns>his|their|its)|that|this|it|they|them|those|these|he|she|him|her|the same)\b", re.IGNORECASE
)
_HOLDS_LEAD = re.compile(
    r"(?:in|on|since|from|before|after|until|till|between|during|by|within|the|this|last|past|yesterday|today)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b(?:\d{1,2}(?:st|nd|rd|th)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)
_BEFORE_A_LIMIT = r"(?:\b(?:not\s+)?(?:in|on|from|by|since|before|after|until|during|of|at|only|without|except)\s+)?"
_NAME = re.compile(r"\b[A-Z][\w&'\u2019.-]*(?:\s+[A-Z][\w&'\u2019.-]*)*")
# "Who said that the lake rose": what was said is the subject.
_SAYING = re.compile(r"^(?:said|says|say|wrote|writes|claimed|reported|told)\s+(?:that\s+)?", re.IGNORECASE)
_AFTER_AUXILIARY = re.compile(rf"^(?:\w+\s+){{0,3}}?{AUXILIARY}\s+(?P<name>[^\W\d_][\w&.-]+)", re.IGNORECASE)


def bare(text: str) -> str:
    """A question without what stands at its ends: spaces and marks."""
    return text.strip(_END)


def limited(asked: str, own: Question, said: str, names: Names, *, now: datetime) -> str:
    """`asked` within the limits of `own` (which was typed as `said`), in the place of those of their kind."""
    text = bare(asked)
    read = parse_question(text, names, now=now)
    if own.dates:
        phrase = _dated(own, said, read)
        text = _swapped(text, [one.typed for one in read.date_ranges] if read.dates_explicit else [], phrase)
    if own.outlets:
        keys = {key for one in own.outlets for key in one.keys}
        for one in read.excluded_outlets:
            if keys.intersection(one.keys):
                text = without(text, one.typed)
        old = [one.typed for one in read.outlets if one.explicit]
        new = [one.typed for one in own.outlets]
        if len(old) == len(new) == 1:
            text = re.sub(rf"(?:\bthe\s+)?(?<!\w){re.escape(old[0])}(?!\w)", lambda _: new[0], text, count=1)
        else:
            text = f"{without_all(text, old)} from {' and '.join(new)}"
    if own.excluded_outlets:
        text = denied(text, [one.typed for one in own.excluded_outlets], read)
    for one in own.topics:
        text = f"{without_all(text, [old.typed for old in read.topics])} on the topic {one.typed}"
    return " ".join(text.split())


def denied(text: str, outlets: Sequence[str], read: Question) -> str:
    """A question (as `read`) without certain outlets; where it asked for one of them alone, it no longer does."""
    folded = {fold(one) for one in outlets}
    text = without_all(text, [one.typed for one in read.outlets if one.explicit and fold(one.typed) in folded])
    return f"{text} not from {' or '.join(outlets)}"


def undated(asked: str, names: Names, *, now: datetime) -> str:
    """A question without the dates that limit it."""
    text = bare(asked)
    read = parse_question(text, names, now=now)
    return without_all(text, [one.typed for one in read.date_ranges] if read.dates_explicit else [])


def limits(asked: str, names: Names, *, now: datetime, dates: bool = True, outlets: bool = True) -> str:
    """The limits of a question in words ("in 2021 from Reuters"); those of a kind may be left out."""
    read = parse_question(bare(asked), names, now=now)
    parts: list[str] = []
    if read.dates_explicit and dates:
        parts += [one.typed if _HOLDS_LEAD.match(one.typed) else f"in {one.typed}" for one in read.date_ranges]
    if outlets and (only := _said(one for one in read.outlets if one.explicit)):
        parts.append(f"from {' and '.join(only)}")
    if outlets and (unwanted := _said(read.excluded_outlets)):
        parts.append(f"not from {' or '.join(unwanted)}")
    parts += [f"on the topic {one.typed}" for one in read.topics]
    return " ".join(parts)


def pointed(text: str, topic: str) -> str:
    """A text that points at something ("who said that"), with what it points at in its words."""
    found = list(_PRONOUN.finditer(text))
    if not found:
        return f"{text} {topic}"
    last = found[-1]
    put = f"{topic}'s" if last["owns"] else topic
    text = f"{_PRONOUN.sub('', text[: last.start()])} {put} {text[last.end() :]}"
    return bare(" ".join(text.split()))


def anew(words: str, asked: str, subject: str) -> str:
    """ "Why?" of "How long did Amazon ban it?" is "why did Amazon ban it"."""
    at = asked.find(subject)
    ahead = asked[:at].split() if at > 0 else []
    if ahead and re.fullmatch(AUXILIARY, ahead[-1], re.IGNORECASE):
        return f"{words} {ahead[-1]} {subject}"
    return f"{words} {_SAYING.sub('', subject)}"


def renamed(asked: str, other: str, names: Names, *, now: datetime) -> str:
    """A question about another name; where it has none to put this in the place of, the name is said besides."""
    text = bare(asked)
    outlets = {fold(one.typed) for one in parse_question(text, names, now=now).outlets if one.explicit}
    old = next((name for name in names_in(text) if fold(name) not in outlets), "")
    if not old and (match := _AFTER_AUXILIARY.match(text)):
        said = fold(match["name"])
        old = match["name"] if said not in STOPWORDS and not any(one.startswith(said) for one in outlets) else ""
    if old and (names_in(other) or len(other.split()) == 1) and fold(old) != fold(other):
        return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: other, text, count=1)
    return f"{text} {other}"


def names_in(text: str) -> list[str]:
    """Runs of words that are written as names within a text."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        said = match.group()
        # "Did Amazon": a question's first word has a capital, and is no part of the name.
        while said and fold(said.split()[0]) in STOPWORDS:
            said = said.partition(" ")[2].lstrip()
        if said:
            found.append(re.sub(r"['\u2019]s$", "", said))
    return found


def without(text: str, said: str) -> str:
    """A text without a limit, and without the words before it that made it one."""
    if not said:
        return text
    pattern = rf"{_BEFORE_A_LIMIT}(?:\bthe\s+)?(?<!\w){re.escape(said)}(?!\w)[\s,]*"
    return " ".join(re.sub(pattern, " ", text, flags=re.IGNORECASE).split())


def without_all(text: str, said: Sequence[str]) -> str:
    """A text without any of these limits."""
    for one in said:
        text = without(text, one)
    return text


def _swapped(text: str, old: Sequence[str], new: str) -> str:
    """A text with another date: in the place of the one that it had, else at its end."""
    if len(old) == 1 and _HOLDS_LEAD.match(old[0]):
        return re.sub(rf"(?<!\w){re.escape(old[0])}(?!\w)", lambda _: new, text, count=1)
    return f"{without_all(text, old)} {new}"


def _dated(own: Question, said: str, before: Question) -> str:
    """The dates that were typed, in words that read as a limit; a month alone is of the year that was spoken of."""
    phrase = " and ".join(one.typed for one in own.date_ranges) or said
    if not _HOLDS_LEAD.match(phrase):
        phrase = f"{'on' if _DAY.search(phrase) and not _YEAR.fullmatch(phrase) else 'in'} {phrase}"
    spoken = before.dates if before.dates_explicit else None
    if spoken and spoken.first and spoken.last and _MONTH.search(phrase) and not _YEAR.search(phrase):
        return f"{phrase} {spoken.last.year}" if spoken.first.year == spoken.last.year else phrase
    return phrase


def _said(named: Iterable[NamedEntity]) -> list[str]:
    return list(dict.fromkeys(one.typed for one in named))
