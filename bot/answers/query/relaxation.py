"""Query relaxation: read the dates of a question less strictly, where as limits they leave no answer.

What happened in March may be reported in April; "June 11" may be of any year; "September 11" may be a name.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from dateutil.relativedelta import relativedelta
from msgspec.structs import replace

from bot.answers.dates.lexicon import extract_time_words
from bot.answers.dates.ranges import DateRange
from bot.answers.query.question import Question
from bot.coverage.text import fold

_AROUND_DAY = timedelta(days=1), timedelta(days=3)
_AROUND_PERIOD = timedelta(weeks=1), timedelta(weeks=6)
"""The slack before and after a day, and a longer time. Plans are reported before it, figures and verdicts after it."""

_MAX_OTHER_YEARS = 4
_CENTURY = 2000
_PERIOD = re.compile(r"q[1-4]|\w+ (?:quarter|half)")
_TODAY = re.compile(r"(?:today|tonight|yesterday)", re.IGNORECASE)


def relax_dates(question: Question, days: frozenset[date]) -> Iterator[Question]:
    """Yield a question with its dates read less strictly, the likeliest reading first; nothing if they are strict.

    `days`: the days with coverage.
    """
    dates = question.dates
    if not question.dates_explicit or question.dates_strict or dates is None or not (dates.first and dates.last):
        return
    as_words = replace(question, subject=question.subject_with_dates, dates=None, dates_explicit=False, date_ranges=())
    if question.dates_bare:
        yield as_words
    if not _TODAY.fullmatch(dates.typed):
        yield from (_limit(question, first, last) for first, last in _widen(question, dates.first, dates.last, days))
    if not question.dates_bare:
        yield as_words


def names_time(text: str, typed: str, asked: str) -> bool:
    """Tell whether a text names the time that a reader typed: its day, month and year, or "Today" as a name.

    A year alone must stand beside the same word as in the question, which was `asked`: "World Cup 2022".
    """
    if _TODAY.fullmatch(typed):
        return re.search(rf"\w {typed.capitalize()}\b", text) is not None
    text, typed = fold(text), fold(typed)
    if typed.isdigit():
        neighbors = re.findall(rf"\w+ {typed}\b|\b{typed} \w+", fold(asked))
        return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in neighbors)
    words, periods = extract_time_words(typed), _PERIOD.findall(typed)
    return bool(words) and words <= extract_time_words(text) and all(period in text for period in periods)


def _widen(question: Question, first: date, last: date, days: frozenset[date]) -> Iterator[tuple[date, date]]:
    """Yield wider ranges: some time around the date; for a date without a year, also in other years."""
    earlier, later = _AROUND_DAY if first == last else _AROUND_PERIOD
    yield first - earlier, last + later
    if not question.dates_yearless:
        return
    # "April 23" may be April 2023.
    if first == last and question.dates is not None and re.search(rf"\b{first.day}\W*$", question.dates.typed):
        month = first.replace(year=_CENTURY + first.day, day=1)
        if any((day.year, day.month) == (month.year, month.month) for day in days):
            yield month, month + relativedelta(months=1, days=-1)
    years = sorted({day.year for day in days} - {first.year}, reverse=True)
    moved = ((_move(first, year - first.year), _move(last, year - first.year)) for year in years)
    wider = ((start - earlier, end + later) for start, end in moved)
    yield from islice((ends for ends in wider if any(ends[0] <= day <= ends[1] for day in days)), _MAX_OTHER_YEARS)


def _move(day: date, years: int) -> date:
    return day + relativedelta(years=years)


def _limit(question: Question, first: date, last: date) -> Question:
    dates = DateRange(first, last, question.dates.typed if question.dates else "")
    return replace(question, dates=dates, date_ranges=(dates,))
