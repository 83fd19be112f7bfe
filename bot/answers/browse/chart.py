"""What a picture of coverage over time shows: counts by period, busy days, silences. `bot.charts.render` draws it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from bot.answers.answer import Remark
from bot.coverage.periods import PeriodSpan, Silence, Step, next_period, period_start

_MOST_COLUMNS = 130
"""Columns that can be told apart on a phone."""

_NAMED = 3


class ChartPeriod(Struct, frozen=True):
    """A period by its first day: how much was reported, how much the whole archive reported then (0: not told), and
    whether half of it or more fell on busy days."""

    first: date
    count: int
    beside: int = 0
    busy: bool = False


class Chart(Struct, frozen=True):
    """Coverage over time. `columns`: every period from the first to the last, empty ones too. `busy`: days of far more
    reports than usual. `silences`: spells without any that are worth a word."""

    columns: tuple[ChartPeriod, ...]
    step: Step
    busy: tuple[date, ...] = ()
    silences: tuple[Silence, ...] = ()


def build_chart(
    days: Sequence[date],
    *,
    busy: Mapping[date, int] | None = None,
    periods: Sequence[PeriodSpan] = (),
    beside: Sequence[date] = (),
) -> Chart | None:
    """The picture of events on these days, in order; None where a picture would say nothing: fewer than two days.

    `beside`: the days of all reports, for a share.
    """
    if not days or days[0] == days[-1]:
        return None
    step = _step(days[0], days[-1])
    counts = Counter(period_start(day, step) for day in days)
    whole = Counter(period_start(day, step) for day in beside)
    crowded: Counter[date] = Counter()
    for day, count in (busy or {}).items():
        crowded[period_start(day, step)] += count
    columns: list[ChartPeriod] = []
    at, last = period_start(days[0], step), period_start(days[-1], step)
    while at <= last:
        columns.append(ChartPeriod(at, counts[at], whole[at], busy=0 < counts[at] <= 2 * crowded[at]))
        at = next_period(at, step)
    silences = tuple(span.silence for span in periods if span.silence is not None)
    return Chart(tuple(columns), step, tuple(busy or ()), silences)


def describe_chart(picture: Chart) -> Iterator[Remark]:
    """What a picture shows, for those who can't see it."""
    first, last = picture.columns[0].first, picture.columns[-1].first
    total = sum(column.count for column in picture.columns)
    whole = sum(column.beside for column in picture.columns)
    # A profile counts articles, of all that the archive has; a timeline counts stories.
    span = {"count": total, "what": "articles" if whole else "stories", "first": _named(first, picture.step)}
    yield Remark(f"chart-{picture.step}s", {**span, "last": _named(last, picture.step)})
    most = max(picture.columns, key=lambda column: (column.count, -column.first.toordinal()))
    yield Remark("chart-most", {"count": most.count, "period": _named(most.first, picture.step)})
    if whole:
        yield Remark("chart-share", {"percent": round(100 * total / whole), "count": whole})
    for day in picture.busy[:_NAMED]:
        yield Remark("chart-busy", {"day": day.isoformat()})
    for silence in sorted(picture.silences, key=lambda one: -one.days)[:_NAMED]:
        yield Remark("chart-silence", {"first": silence.last.isoformat(), "last": silence.first.isoformat()})


def _step(first: date, last: date) -> Step:
    """The finest period of which there are not too many."""
    days = (last - first).days + 1
    sizes: tuple[tuple[Step, int], ...] = (("day", 1), ("week", 7), ("month", 30))
    for step, size in sizes:
        if days / size <= _MOST_COLUMNS:
            return step
    return "year"


def _named(first: date, step: Step) -> str:
    """`2020-06-11` of a day or week, `2020-06`, `2020`."""
    return first.isoformat()[: {"day": 10, "week": 10, "month": 7, "year": 4}[step]]
