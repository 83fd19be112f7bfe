"""Parse a question: its kind, its limits (outlets, dates, topics), and its subject, which is the rest."""

import re
from datetime import datetime
from functools import cached_property
from typing import Literal

from msgspec import Struct

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import Token, tokenize
from bot.answers.dates.ranges import DateRange, merge_ranges
from bot.answers.entities.names import NamedEntity, Names
from bot.answers.query.aspects import (
    asks_for_advice,
    asks_for_task,
    find_focus,
    is_future,
    is_hedged,
    is_negated,
    is_past,
    is_personal,
    wants_latest,
)
from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.languages import Language
from bot.answers.query.limits import find_limits
from bot.answers.query.requests import strip_request
from bot.answers.query.subject import extract_subject
from bot.answers.query.typed_text import TypedText, read_typed_text

__all__ = ["DateRange", "Kind", "NamedEntity", "Question", "parse_question"]

# "What is this?" with a URL asks about the URL alone.
_POINTER = re.compile(
    r"(?:this|that|it|these|those|here)(?: (?:articles?|stor(?:y|ies)|links?|pieces?))?", re.IGNORECASE
)
_HOW_MANY_ARTICLES = re.compile(
    r"\bhow (?:many|much)\s+(?:\w+\s+){0,3}?"
    r"(?:articles?|stor(?:y|ies)|pieces?|reports?|items?|coverage|records?|headlines?)\b",
    re.IGNORECASE,
)
_MAX_PHRASES = 8
"""Quoted phrases of a question that are matched word for word."""

_LIST_KINDS = ("latest", "oldest", "list", "outlets")


class Question(Struct, frozen=True, dict=True):
    """A parsed question.

    `text`: as typed, cleaned, without politeness and in English (`languages`), at most 6,000 characters. `subject`: the
    text without the words that only set limits or tell the kind, for retrieval; empty if nothing else was asked
    ("latest from Reuters"). `phrases`: what was typed in quotation marks. `kind`: what sort of answer it wants.
    `outlets`, `topics`: those that it names; each is a limit or only a boost (`NamedEntity.explicit`).
    `excluded_outlets`, `excluded_words`: those that the reader does not want. `date_ranges`: every range that it names;
    `dates` merges them. `dates_explicit`: the dates are a limit, not only mentioned. `urls`: those that were pasted.

    For `bot.answers.query.relaxation`: `dates_strict`: the limit holds even if it leaves no answer ("since", news of a
    time). `dates_bare`: no preposition stands before the dates. `dates_yearless`: they name no year.
    `subject_with_dates`: the subject, if the dates are words of it.

    `focus`: the noun that the answer counts or names ("people" in "how many people"); empty if there is none.
    `negated`: it asks about what is not so. `wants_latest`: it asks how things are now. `future`: it asks about what is
    to come.

    `language`: the language that `text` was translated from; empty for English. `originals`: see `Translation`.
    """

    text: str
    subject: str
    phrases: tuple[str, ...]
    kind: Kind
    outlets: tuple[NamedEntity, ...]
    excluded_outlets: tuple[NamedEntity, ...]
    topics: tuple[NamedEntity, ...]
    dates: DateRange | None
    dates_explicit: bool
    date_ranges: tuple[DateRange, ...] = ()
    urls: tuple[str, ...] = ()
    dates_strict: bool = True
    dates_bare: bool = False
    dates_yearless: bool = False
    subject_with_dates: str = ""
    excluded_words: tuple[str, ...] = ()
    focus: str = ""
    negated: bool = False
    wants_latest: bool = False
    future: bool = False
    language: Language | Literal[""] = ""
    originals: tuple[tuple[str, str], ...] = ()

    # Follow-ups edit the text; these follow it. Each is read once.

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the text."""
        return tuple(tokenize(self.text))

    @cached_property
    def focus_stems(self) -> frozenset[str]:
        """The stems of the focus."""
        return frozenset(_stem_words(self.focus))

    @cached_property
    def phrase_stems(self) -> tuple[tuple[str, ...], ...]:
        """The stems of each of the first eight phrases."""
        return tuple(filter(None, map(_stem_words, self.phrases[:_MAX_PHRASES])))

    @cached_property
    def excluded_stems(self) -> tuple[tuple[str, ...], ...]:
        """The stems of each excluded word or name."""
        return tuple(filter(None, map(_stem_words, self.excluded_words)))

    @property
    def past(self) -> bool:
        """Whether it asks about what happened."""
        return is_past(self.text)

    @property
    def hedged(self) -> bool:
        """Whether it asks about plans or possibilities."""
        return is_hedged(self.text)

    @property
    def is_personal(self) -> bool:
        """Whether a reader asks for himself or herself."""
        return is_personal(self.text)

    @property
    def asks_for_list(self) -> bool:
        """Whether it asks for a list of articles. Such a question needs no subject ("latest news")."""
        return self.kind in _LIST_KINDS

    @property
    def may_count(self) -> bool:
        """Whether it may be answered by a number of articles, or by a list of them."""
        return self.asks_for_list or self.kind == "how_many"

    @property
    def counts_articles(self) -> bool:
        """Whether it asks how many articles there are."""
        return self.kind == "how_many" and _HOW_MANY_ARTICLES.search(self.text) is not None

    @property
    def unknown_names(self) -> tuple[NamedEntity, ...]:
        """The outlets and topics that it is limited to and the archive doesn't have."""
        return tuple(entity for entity in (*self.outlets, *self.topics) if entity.explicit and not entity.keys)

    @property
    def lacks_names(self) -> bool:
        """Whether the archive has none of the outlets that it is limited to, or lacks a topic."""
        unknown = self.unknown_names
        # Of several outlets, those that the archive has can answer.
        has_outlets = any(outlet.explicit and outlet.keys for outlet in self.outlets)
        return bool(unknown) and not (has_outlets and all(name in self.outlets for name in unknown))

    @property
    def names_limits(self) -> bool:
        """Whether it names anything that could limit it."""
        return any((self.dates, self.outlets, self.excluded_outlets, self.excluded_words, self.topics))

    @property
    def has_limits(self) -> bool:
        """Whether the reader set limits that the archive can apply."""
        entities = (*self.outlets, *self.topics)
        return (
            self.dates_explicit
            or bool(self.excluded_outlets)
            or bool(self.excluded_words)
            or any(entity.explicit and entity.keys for entity in entities)
        )

    @property
    def for_advice(self) -> bool:
        """Whether it asks for advice or instructions."""
        return asks_for_advice(self.text)

    @property
    def for_task(self) -> bool:
        """Whether it asks the bot to compute, write or do something."""
        return asks_for_task(self.text)


def _stem_words(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, with stop words, as the index has them."""
    return tuple(stem(token.word) for token in tokenize(text))


NO_QUESTION = Question("", "", (), "what", (), (), (), None, dates_explicit=False)
"""Stands in where nothing was asked: small talk, an ordinal without a list."""


def parse_question(text: str, names: Names, *, now: datetime) -> Question:
    """Parse a question. Any text can be parsed."""
    return parse_typed_text(read_typed_text(text), names, now=now)


def parse_typed_text(typed: TypedText, names: Names, *, now: datetime) -> Question:
    """Parse a question that is read already."""
    limits = find_limits(typed, names, now=now)
    plain, unlimited, undated = map(strip_request, (typed.text, limits.unlimited, limits.undated))
    subject = extract_subject(unlimited, short=typed.is_short)
    if typed.urls and _POINTER.fullmatch(subject):
        subject = ""
    explicit_outlets = sum(outlet.explicit for outlet in limits.wanted_outlets)
    kind = classify_kind(typed.text, plain, unlimited, has_subject=bool(subject), outlets=explicit_outlets)
    # "Ferries from Reuters in 2020" asks for articles of that year.
    for_news = limits.for_news or kind in _LIST_KINDS or limits.has_explicit_outlets or bool(limits.topics)
    date_ranges = tuple([date.range for date in limits.dates])
    bare = all(date.bare for date in limits.dates)
    return Question(
        text=typed.asked,
        subject=subject,
        phrases=limits.phrases,
        kind=kind,
        outlets=limits.wanted_outlets,
        excluded_outlets=limits.excluded_outlets,
        topics=limits.topics,
        excluded_words=limits.excluded_words,
        dates=merge_ranges(date_ranges),
        dates_explicit=limits.dates_explicit,
        dates_strict=any(date.strict for date in limits.dates) or (not bare and for_news),
        dates_bare=bare,
        dates_yearless=all(date.yearless for date in limits.dates),
        subject_with_dates=extract_subject(undated, short=typed.is_short) if limits.dates_explicit else subject,
        date_ranges=date_ranges,
        urls=typed.urls,
        focus=find_focus(limits.unlimited, kind),
        negated=is_negated(limits.unlimited),
        wants_latest=kind == "latest" or wants_latest(limits.unlimited),
        future=is_future(typed.text),
        language=typed.language,
        originals=typed.originals,
    )
