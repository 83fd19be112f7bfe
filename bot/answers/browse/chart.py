"""Chart data of coverage over time: counts by period, busy days, silences. `bot.charts.render` draws it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from bot.answers.answer import Remark
from bot.coverage.periods import PeriodSpan, Silence, Step, find_next_period, find_period_start

_MAX_COLUMNS = 130
"""Columns that can be told apart on a phone."""

_MAX_NAMED = 3
"""Busy days and silences that the description names."""


class ChartPeriod(Struct, frozen=True):
    """A column of a chart. `first`: the first day of its period. `count`: what was reported in it.

    `archive_count`: what the whole archive reported in it; 0 if the chart shows no share. `busy`: at least half of
    `count` fell on busy days.
    """

    first: date
    count: int
    archive_count: int = 0
    busy: bool = False


class Chart(Struct, frozen=True):
    """Coverage over time. `columns`: every period from the first to the last, empty ones too. `busy`: days with far
    more reports than usual. `silences`: notable spells without any report."""

    columns: tuple[ChartPeriod, ...]
    step: Step
    busy: tuple[date, ...] = ()
    silences: tuple[Silence, ...] = ()


def build_chart(
    days: Sequence[date],
    *,
    busy: Mapping[date, int] | None = None,
    periods: Sequence[PeriodSpan] = (),
    archive_days: Sequence[date] = (),
) -> Chart | None:
    """Build the chart of events on these days, in order. None for fewer than two different days: nothing to show.

    `busy`: the busy days and how many events each has. `archive_days`: the days of all reports, for a share.
    """
    if not days or days[0] == days[-1]:
        return None
    step = _choose_step(days[0], days[-1])
    counts = Counter(find_period_start(day, step) for day in days)
    archive_counts = Counter(find_period_start(day, step) for day in archive_days)
    busy_counts: Counter[date] = Counter()
    for day, count in (busy or {}).items():
        busy_counts[find_period_start(day, step)] += count
    columns: list[ChartPeriod] = []
    start, last = find_period_start(days[0], step), find_period_start(days[-1], step)
    while start <= last:
        is_busy = 0 < counts[start] <= 2 * busy_counts[start]
        columns.append(ChartPeriod(start, counts[start], archive_counts[start], busy=is_busy))
        start = find_next_period(start, step)
    silences = tuple(span.silence for span in periods if span.silence is not None)
    return Chart(tuple(columns), step, tuple(busy or ()), silences)


def describe_chart(chart: Chart) -> Iterator[Remark]:
    """Describe a chart for people who can't see it."""
    first, last = chart.columns[0].first, chart.columns[-1].first
    total = sum(column.count for column in chart.columns)
    archive_total = sum(column.archive_count for column in chart.columns)
    # An outlet's profile counts articles and shows their share of the archive; a timeline counts stories.
    unit = "articles" if archive_total else "stories"
    yield Remark(
        f"chart-{chart.step}s",
        {
            "count": total,
            "what": unit,
            "first": label_period(first, chart.step),
            "last": label_period(last, chart.step),
        },
    )
    highest = max(chart.columns, key=lambda column: (column.count, -column.first.toordinal()))
    yield Remark("chart-most", {"count": highest.count, "period": label_period(highest.first, chart.step)})
    if archive_total:
        yield Remark("chart-share", {"percent": round(100 * total / archive_total), "count": archive_total})
    for day in chart.busy[:_MAX_NAMED]:
        yield Remark("chart-busy", {"day": day.isoformat()})
    for silence in sorted(chart.silences, key=lambda silence: -silence.days)[:_MAX_NAMED]:
        yield Remark("chart-silence", {"first": silence.last.isoformat(), "last": silence.first.isoformat()})


def label_period(first: date, step: Step) -> str:
    """Return the label of a period by its first day: `2020-06-11` for a day or week, `2020-06`, `2020`."""
    return first.isoformat()[: {"day": 10, "week": 10, "month": 7, "year": 4}[step]]


def _choose_step(first: date, last: date) -> Step:
    """Choose the shortest period that doesn't make too many columns."""
    days = (last - first).days + 1
    sizes: tuple[tuple[Step, int], ...] = (("day", 1), ("week", 7), ("month", 30))
    for step, size in sizes:
        if days / size <= _MAX_COLUMNS:
            return step
    return "year"
