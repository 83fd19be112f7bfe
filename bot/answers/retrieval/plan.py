"""The query plan: what a question means for retrieval, worked out once and read by everything after it."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters
from bot.answers.query.question import DateRange, NamedEntity, Question
from bot.answers.retrieval.terms import Correction, Term, build_terms, list_corrections, split_clauses

_LONG_SUBJECT = 25
"""Words of a subject above which its outlets and dates only boost articles and are no search terms as well."""

_SHORT_WORDS, _LONG_WORDS = 12, 20
"""A question up to the first number of words is short; from the second on it is long."""

_MOST_PHRASES = 8
"""Quoted phrases of a question that are matched word for word."""

_A_DAY = 3
_A_MONTH = 31
"""The most days that a range can have and still count as a day, or as a month."""


class QueryPlan(Struct, frozen=True):
    """What retrieval does for one question.

    `terms`: what to search for, in the order of the question; empty if the question only sets limits. `filters`: the
    limits that the reader set. `boosted_outlets`: keys of outlets that the question mentions without setting a limit.
    `boosted_dates`: the same for dates. `length`: 0 for a short question, which one article should answer whole, to 1
    for a long one, whose clauses different articles may answer. `clauses`: positions of terms, clause by clause; empty
    for short questions. `phrases`: the stems of each quoted phrase. `corrections`: words that were taken for misspelt.
    """

    question: Question
    terms: tuple[Term, ...]
    filters: Filters
    boosted_outlets: frozenset[str]
    boosted_dates: tuple[DateRange, ...]
    length: float
    clauses: tuple[frozenset[int], ...]
    phrases: tuple[tuple[str, ...], ...]
    corrections: tuple[Correction, ...]

    def date_fits(self, days: Mapping[int, date | None]) -> dict[int, float] | None:
        """Return how well each article's day fits the mentioned dates, 0..1, by article number; None without dates."""
        if not self.boosted_dates:
            return None
        return {
            number: max(_date_fit(dates, day) for dates in self.boosted_dates)
            for number, day in days.items()
            if day is not None
        }


def plan_query(question: Question, desk: Desk) -> QueryPlan:
    """Plan the search for a question over a desk's archive."""
    terms = build_terms(_searched_text(question), desk.index.vocabulary, desk.speller, desk.synonyms)
    length = _measure_length(question)
    phrases = (tuple(desk.analyze(phrase)) for phrase in question.phrases[:_MOST_PHRASES])
    return QueryPlan(
        question=question,
        terms=terms,
        filters=_build_filters(question),
        boosted_outlets=frozenset(key for outlet in question.outlets if not outlet.explicit for key in outlet.keys),
        boosted_dates=() if question.dates_explicit else question.date_ranges,
        length=length,
        clauses=split_clauses(question.text, terms) if length else (),
        phrases=tuple(phrase for phrase in phrases if phrase),
        corrections=list_corrections(terms),
    )


def _build_filters(question: Question) -> Filters:
    """Collect the limits that the reader set. A name that the archive doesn't have sets none."""
    dates = question.dates if question.dates_explicit else None
    return Filters(
        outlets=_explicit_keys(question.outlets),
        excluded_outlets=frozenset(key for outlet in question.excluded_outlets for key in outlet.keys),
        topics=_explicit_keys(question.topics),
        first_day=dates.first.toordinal() if dates and dates.first else None,
        last_day=dates.last.toordinal() if dates and dates.last else None,
    )


def _explicit_keys(entities: Sequence[NamedEntity]) -> frozenset[str] | None:
    return frozenset(key for entity in entities if entity.explicit for key in entity.keys) or None


def _searched_text(question: Question) -> str:
    """Return the text to search for: the subject; if that is long, without the outlets and dates that it mentions."""
    text = question.subject
    if len(text.split()) <= _LONG_SUBJECT:
        return text
    mentions = [outlet.typed for outlet in question.outlets if outlet.keys and not outlet.explicit]
    if not question.dates_explicit:
        mentions += [dates.typed for dates in question.date_ranges]
    for mention in sorted(filter(None, mentions), key=len, reverse=True):
        text = text.replace(mention, " ")
    return text


def _measure_length(question: Question) -> float:
    """Return 0 (short) to 1 (long), by the words as typed: limits are not among the terms."""
    words = len(question.text.split())
    return min(1.0, max(0.0, (words - _SHORT_WORDS) / (_LONG_WORDS - _SHORT_WORDS)))


def _date_fit(dates: DateRange, day: date) -> float:
    """Return how well a day fits a mentioned range, 0..1.

    The narrower the range, the more a match says. A range with an open end ("before 2 October") often means the day
    that it names.
    """
    gaps = [abs((day - end).days) for end in (dates.first, dates.last) if end is not None]
    inside = (dates.first is None or dates.first <= day) and (dates.last is None or day <= dates.last)
    if dates.first is None or dates.last is None:
        return 0.7 if min(gaps, default=_A_MONTH) <= 1 else 0.2 * inside
    days = (dates.last - dates.first).days + 1
    if inside:
        return 1.0 if days <= _A_DAY else 0.6 if days <= _A_MONTH else 0.4
    return 0.7 if days <= _A_DAY and min(gaps) <= 1 else 0.0
