"""Follow-ups ("and in 2021?", "what about IBM?", "who said that?", "more"): they take what is missing from before.

A follow-up edits the parsed question before it. A text that can stand on its own is left alone, whatever was asked
before.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import REPORTING_STEMS, STOPWORDS, is_stopword
from bot.answers.conversation import patterns, rewriting
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.conversation.rewriting import strip_ends
from bot.answers.entities.forms import squash
from bot.answers.entities.names import Names
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Kind, Question, parse_question
from bot.coverage.text import fold

_LONGEST = 300
"""Characters of a text that may be a follow-up."""

_FEW = 3
"""Words that say something, after "and" or "what about": from this many on, the text is a question of its own."""

_SMALL = frozenset({"ones", "one", "only", "just", "please", "instead", "too", "else", "same", "again", "really"})

_LOST = Request("lost")


def interpret_follow_up(text: str, previous: PreviousQuestion | None, names: Names, *, now: datetime) -> Request | None:
    """Return what a text means after `previous`; None if it stands on its own. Never raises, whatever was typed."""
    if len(text) > _LONGEST:
        return None
    before = _Before(previous, names, now) if previous else None
    if (request := _match_whole(fold(text), before)) is not None:
        return request
    cue = patterns.CUE.match(text)
    rest = text[cue.end() :] if cue else text
    if len(_content(rest)) >= 2 * _FEW or (before is None and len(_content(rest)) >= _FEW):
        return None  # saves most questions the parse
    typed = parse_question(rest, names, now=now)
    content = _content(rewriting.remove_all(typed.subject, [outlet.typed for outlet in typed.outlets]))
    points = bool(patterns.POINTING.search(rest)) and not patterns.EXISTING.search(rest)
    if typed.urls or len(content) >= _FEW:
        return None
    if before is None:
        return _LOST if not content and points and not _has_limits(typed) else None
    whole = parse_question(text, names, now=now) if cue else typed
    parsed = _Typed(strip_ends(rest), typed, whole, tuple(content), cue is not None, points)
    return next((request for read in _READINGS if (request := read(parsed, before))), None)


class _Before:
    """The question before, with what its follow-up is read by."""

    def __init__(self, previous: PreviousQuestion, names: Names, now: datetime) -> None:
        self.previous = previous
        self.names = names
        self.now = now
        self.question = previous.question or parse_question(strip_ends(previous.asked), names, now=now)
        # The question's subject; if it had none, the article that was quoted.
        self.topic = strip_ends(previous.topic or previous.title)


class _Typed(NamedTuple):
    """A text that may be a follow-up: without its cue ("and", "what about"); so parsed; parsed as it is; its words that
    say something; whether it had a cue; whether it points at something ("that", "they")."""

    text: str
    question: Question
    whole: Question
    content: tuple[str, ...]
    has_cue: bool
    points: bool


def _match_whole(folded: str, before: _Before | None) -> Request | None:
    """Read what needs no parse: "more", "the second one", "tell me more about it", "what happened next"."""
    if patterns.MORE.fullmatch(folded):
        return Request("more", before.question, topic=before.previous.topic) if before else _LOST
    ordinal = patterns.NTH.fullmatch(folded)
    if ordinal is not None and (ordinal["set"] or ordinal["one"] or ordinal["nth"] != "one"):
        return _open_nth(ordinal["nth"], before.previous if before else None)
    if patterns.IT.fullmatch(folded):
        return Request("open", article=before.previous.best) if before and before.previous.best else _LOST
    for template, kind, pattern in patterns.OF_IT:
        if pattern.fullmatch(folded):
            return _about_topic(template, kind, before, points=patterns.POINTING.search(folded) is not None)
    side = patterns.NEXT.fullmatch(folded)
    return _beside_day(side, before) if side else None


def _about_topic(template: str, kind: Kind, before: _Before | None, *, points: bool) -> Request | None:
    """ "Which outlets?", "how many articles on it?": a question about the whole subject."""
    if before and before.topic:
        return Request("ask", rewriting.ask_about(before.topic, template, kind), topic=before.topic)
    return _LOST if points else None


def _open_nth(ordinal: str, previous: PreviousQuestion | None) -> Request:
    if previous is None or not previous.listed:
        return _LOST
    place = len(previous.listed) if ordinal == "last" else patterns.ORDINALS[ordinal]
    return Request("open", article=previous.listed[place - 1]) if place <= len(previous.listed) else Request("beyond")


def _beside_day(match: re.Match[str], before: _Before | None) -> Request:
    """ "Before that", "and since then", "what happened next": limit by the day of the article that was quoted."""
    if before is None or before.previous.day is None:
        return _LOST
    question = rewriting.remove_dates(before.question)
    # "What happened next" keeps only the subject, not what was asked about it.
    if before.topic and (match["asks"] is not None or match.string in ("then", "and then", "next")):
        question = rewriting.copy_limits(rewriting.ask_about(before.topic, "{}", "what"), before.question, dates=False)
    if match["side"] in ("before", "earlier"):
        question = rewriting.set_open_range(question, until=before.previous.day - timedelta(days=1))
    else:
        question = rewriting.set_open_range(question, since=before.previous.day + timedelta(days=1))
    return Request("ask", question, topic=before.previous.topic)


# Each reading returns what is meant; None if the text is not of its kind.


def _other_limits(typed: _Typed, before: _Before) -> Request | None:
    """ "And in 2021?", "only Reuters", "not from Forbes": the same within other limits."""
    limits = typed.question
    if typed.content or not _has_limits(limits) or (limits.kind in ("latest", "oldest", "list") and not typed.has_cue):
        return None
    if typed.points or not (typed.has_cue or patterns.LIMITING.match(typed.text) or _is_date(typed.text, limits)):
        return None
    question = rewriting.set_limits(before.question, limits, typed.text, before.names, now=before.now)
    return Request("ask", question, topic=before.previous.topic)


def _unknown_exclusion(typed: _Typed, before: _Before) -> Request | None:
    """ "Not from Forbes", if the archive has nothing from Forbes anyway."""
    match = patterns.DENIED.fullmatch(typed.text)
    if match is None or not before.names.known_outlets.by_form.get(squash(match["who"])):
        return None
    outlet = replace(before.names.resolve_outlet(match["who"]), explicit=True)
    return Request("ask", rewriting.exclude_outlets(before.question, [outlet]), topic=before.previous.topic)


def _same_subject(typed: _Typed, before: _Before) -> Request | None:
    """ "Who said that?", "why?", "did they extend it?": another question about the same."""
    asks = not typed.content and not typed.points and _is_bare(typed.text)
    points = typed.points and len(typed.content) <= 1 and not rewriting.names_in(typed.text)
    points = points or (typed.points and not typed.content and bool(typed.question.outlets))
    if not asks and not points:
        return None
    if not before.topic:
        return _LOST if points else None
    if points:
        text = rewriting.resolve_pronoun(typed.text, before.topic)
        question = parse_question(text, before.names, now=before.now)
    else:
        is_why = patterns.WHY.fullmatch(fold(typed.text))
        kind = "why" if is_why else typed.question.kind
        subject = before.question.subject or before.topic
        question = rewriting.ask_again(before.question, "why" if is_why else typed.text, kind, subject)
    # If nothing was found before, the limits may have been too narrow.
    found = bool(before.previous.best)
    question = rewriting.copy_limits(
        question,
        before.question,
        dates=found and not typed.question.dates,
        outlets=found and not typed.question.outlets,
    )
    return Request("ask", question, topic=before.topic)


def _other_name(typed: _Typed, before: _Before) -> Request | None:
    """ "What about IBM?": the same question with the name in the place of its first name, or added to it."""
    if not typed.has_cue or not typed.content:
        return None
    name = strip_ends(re.sub(r"[\s,]*\b(?:instead|rather|then|too|as well)\b", "", typed.text, flags=re.IGNORECASE))
    if re.match(rf"(?:who|what|when|where|why|how|which|{AUXILIARY})\b", name, re.IGNORECASE):
        return None  # "and why was the bridge closed?" is a whole question
    if _is_outlet(name, before):
        limits = replace(rewriting.ask_about("", "", "what"), outlets=(before.names.resolve_outlet(name),))
        question = rewriting.set_limits(before.question, limits, name, before.names, now=before.now)
        return Request("ask", question, topic=before.previous.topic)
    return Request("ask", rewriting.rename(before.question, name), alternative=typed.whole)


_READINGS: tuple[Callable[[_Typed, _Before], Request | None], ...] = (
    _other_limits,
    _unknown_exclusion,
    _same_subject,
    _other_name,
)


def _is_outlet(name: str, before: _Before) -> bool:
    """Whether a name is an outlet's here. After a question about outlets, it may be one that the archive lacks, too."""
    names, form = before.names, squash(name)
    if names.find_outlet_keys(name):
        return form not in names.title_usage.subjects
    about_outlets = any(outlet.explicit for outlet in before.question.outlets)
    return form in names.known_outlets.by_form and (about_outlets or form not in names.known_outlets.ordinary)


def _content(text: str) -> list[str]:
    """Return the words of a text that say something about a subject."""
    return [
        token.word
        for token in tokenize(text)
        if not is_stopword(token.surface, token.word)
        and stem(token.word) not in REPORTING_STEMS
        and token.word not in _SMALL
    ]


def _has_limits(question: Question) -> bool:
    return bool(question.dates or question.outlets or question.excluded_outlets or question.topics)


def _is_date(text: str, question: Question) -> bool:
    return question.dates is not None and fold(text) == fold(question.dates.typed or text) and len(text.split()) <= _FEW


def _is_bare(text: str) -> bool:
    """Whether a text is nothing but question words: "why?", "how long?", "says who?"."""
    if not patterns.BARE.match(text) or patterns.EXISTING.search(text):
        return False
    return all(token.word in STOPWORDS or stem(token.word) in REPORTING_STEMS for token in tokenize(text))
