"""What was reported when: articles in order of first publication, by period, with the silences between them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from bot.coverage.article import Article, Moment

Step = Literal["day", "month", "year"]

# A page of a timeline holds some ten to twenty periods: a month and a half of days, three years of months.
DAYS_UP_TO = timedelta(days=45)
MONTHS_UP_TO = timedelta(days=3 * 366)
# A silence is worth a word when it is long against the whole (a tenth), and several of the steps shown.
SHARE = 0.1
LEAST_SILENCE: dict[Step, timedelta] = {
    "day": timedelta(days=4),
    "month": timedelta(days=62),
    "year": timedelta(days=366),
}


class Silence(Struct, frozen=True):
    """Days without a report, from the day after `last` to the day before `first`; as long as `length` says best.

    `count` of `unit`: "14 months"; `days`: exactly.
    """

    last: date
    first: date
    days: int
    count: int
    unit: Step


class Entry(Struct, frozen=True):
    """A report in a timeline. `also`: its copies among the articles given; `redated`: the later day it was given."""

    article: Article
    also: tuple[Article, ...]
    redated: Moment | None


class Span(Struct, frozen=True):
    """A day, month or year with reports, oldest first; `first` and `last` bound it. `silence`: what came before it."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    silence: Silence | None


def step_for(first: date, last: date) -> Step:
    """The period that a range is best told in."""
    if last - first <= DAYS_UP_TO:
        return "day"
    return "month" if last - first <= MONTHS_UP_TO else "year"


def spans(
    articles: Iterable[Article],
    by: Step | None = None,
    *,
    copies: Callable[[Article], tuple[Article, ...]] = lambda _: (),
) -> tuple[Span, ...]:
    """Dated articles by period, oldest first; the undated are left out.

    `by`: None chooses by the range that they cover. `copies`: gives an article's copies (`Archive.copies`); those
    among `articles` are folded into the earliest of them.
    """
    entries = _entries(articles, copies)
    if not entries:
        return ()
    days = [_day(entry.article) for entry in entries]
    step = by or step_for(days[0], days[-1])
    least = max(LEAST_SILENCE[step], (days[-1] - days[0]) * SHARE)
    periods: dict[date, list[Entry]] = {}
    silences: dict[date, Silence] = {}
    before = days[0]
    for entry, day in zip(entries, days, strict=True):
        start = _start(day, step)
        if start not in periods and day - before > least:
            silences[start] = _silence(before, day)
        periods.setdefault(start, []).append(entry)
        before = day
    return tuple(
        Span(start, _next(start, step) - timedelta(days=1), tuple(members), silences.get(start))
        for start, members in periods.items()
    )


def _entries(articles: Iterable[Article], copies: Callable[[Article], tuple[Article, ...]]) -> list[Entry]:
    dated = sorted((article.published, article.key, article) for article in articles if article.published)
    given = {article.id for _, _, article in dated}
    folded: set[str] = set()
    entries: list[Entry] = []
    for _, _, article in dated:
        if article.id in folded:
            continue
        also = tuple(copy for copy in copies(article) if copy.id in given)
        folded.update(copy.id for copy in also)
        entries.append(Entry(article, also, article.redated))
    return entries


def _day(article: Article) -> date:
    # Entries are made of dated articles alone.
    return article.published.day if article.published else date.min


def _silence(last: date, first: date) -> Silence:
    """How long nothing was reported, in the greatest unit of which it has at least two."""
    gap = relativedelta(first, last)
    months = gap.years * 12 + gap.months
    days = (first - last).days - 1
    if gap.years >= 3:  # noqa: PLR2004 - "14 months" and "26 months" say more than "1 year" and "2 years"
        return Silence(last, first, days, gap.years, "year")
    if months >= 2:  # noqa: PLR2004
        return Silence(last, first, days, months, "month")
    return Silence(last, first, days, days, "day")


def _start(day: date, step: Step) -> date:
    if step == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if step == "month" else day


def _next(start: date, step: Step) -> date:
    if step == "year":
        return start.replace(year=start.year + 1)
    return start + (relativedelta(months=1) if step == "month" else timedelta(days=1))
