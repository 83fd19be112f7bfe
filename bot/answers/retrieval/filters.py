"""What a question says of outlets and dates: limits where the reader set them, weights where they are mentioned."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.answers.index.reader import Filters
from bot.answers.query.question import DateRange, NamedEntity, Question

_LONG = 25
"""Words from which a question's outlets and dates are weighed on their own and not looked for as words too."""

_SHORT_WORDS, _LONG_WORDS = 12, 20
"""Words up to which a question is short, and from which it is long."""

_A_DAY = 3
_A_MONTH = 31
"""Days that a range may have to count as a day, and as a month."""


def limits(question: Question) -> Filters:
    """What the reader set explicitly. A named outlet or topic that the archive has not sets no limit here."""
    dates = question.dates if question.dates_explicit else None
    return Filters(
        outlets=_keys(question.outlets),
        excluded_outlets=frozenset(key for named in question.excluded_outlets for key in named.keys),
        topics=_keys(question.topics),
        first_day=dates.first.toordinal() if dates and dates.first else None,
        last_day=dates.last.toordinal() if dates and dates.last else None,
    )


def subject(question: Question) -> str:
    """What is looked for as words."""
    text = question.subject
    if len(text.split()) <= _LONG:
        return text
    mentioned = [one.typed for one in question.outlets if one.keys and not one.explicit]
    if not question.dates_explicit:
        mentioned += [one.typed for one in question.date_ranges]
    for said in sorted(filter(None, mentioned), key=len, reverse=True):
        text = text.replace(said, " ")
    return text


def length(question: Question) -> float:
    """How long a question is: 0 where one article should say all of it, 1 where it has clauses of which an article
    may answer one. By the words typed, since outlets and dates that are named are not among the terms."""
    words = len(question.text.split())
    return min(1.0, max(0.0, (words - _SHORT_WORDS) / (_LONG_WORDS - _SHORT_WORDS)))


def favoured(question: Question) -> frozenset[str]:
    """The outlets that the question mentions without setting a limit."""
    return frozenset(key for one in question.outlets if not one.explicit for key in one.keys)


def by_date(question: Question, days: Mapping[int, date | None]) -> dict[int, float] | None:
    """How well each article's day, by its number, fits those that the question only mentions, 0..1; None where it
    mentions none."""
    ranges = () if question.dates_explicit else question.date_ranges
    if not ranges:
        return None
    return {doc: max(_nearness(one, day) for one in ranges) for doc, day in days.items() if day is not None}


def _nearness(span: DateRange, day: date) -> float:
    """The narrower the range, the more it says; an open end ("before 2 October") often means the day itself."""
    gaps = [abs((day - end).days) for end in (span.first, span.last) if end is not None]
    inside = (span.first is None or span.first <= day) and (span.last is None or day <= span.last)
    if span.first is None or span.last is None:
        return 0.7 if min(gaps, default=_A_MONTH) <= 1 else 0.2 * inside
    days = (span.last - span.first).days + 1
    if inside:
        return 1.0 if days <= _A_DAY else 0.6 if days <= _A_MONTH else 0.4
    return 0.7 if days <= _A_DAY and min(gaps) <= 1 else 0.0


def _keys(named: Sequence[NamedEntity]) -> frozenset[str] | None:
    return frozenset(key for one in named if one.explicit for key in one.keys) or None
