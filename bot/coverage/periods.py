"""Groups days into periods, and finds silences and bursts, so that a timeline can show many events."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import lgamma, log
from typing import Literal, get_args

from dateutil.relativedelta import relativedelta
from msgspec import Struct

Step = Literal["day", "week", "month", "year"]
STEPS: tuple[Step, ...] = get_args(Step)

# A page of a timeline has about ten to twenty periods: a month and a half in days, half a year in weeks, three years in
# months.
_DAYS_UP_TO = timedelta(days=45)
_WEEKS_UP_TO = timedelta(days=184)
_MONTHS_UP_TO = timedelta(days=3 * 366)
# A silence is worth a mention if it is a tenth of the whole range, and as long as several of the periods shown.
_SILENCE_SHARE = 0.1
_MIN_SILENCE: dict[Step, timedelta] = {
    "day": timedelta(days=4),
    "week": timedelta(days=15),
    "month": timedelta(days=62),
    "year": timedelta(days=366),
}

_BURST_FACTOR = 3.0
"""A burst has this many times the usual rate."""
_WINDOW = 45
"""Days on either side of a day from which its usual rate is taken."""
_MIN_EVENTS = 3
"""A day in a burst has at least this many events."""
_MIN_RANGE = 14
"""The shortest range, in days, that has a usual rate."""


class Silence(Struct, frozen=True):
    """A time without reports, between a report on `last` and the next one on `first`.

    `days` is its exact length. `count` and `unit` are the length as a person would say it: 14 months.
    """

    last: date
    first: date
    days: int
    count: int
    unit: Literal["day", "month", "year"]


class PeriodSpan(Struct, frozen=True):
    """A day, week, month or year with events, from `first` to `last`.

    Its events are those at the indexes `start` to `end - 1`. `silence` is the silence before it, if any.
    """

    first: date
    last: date
    start: int
    end: int
    silence: Silence | None


def choose_step(first: date, last: date) -> Step:
    """Return the kind of period that suits a range of days."""
    if last - first <= _DAYS_UP_TO:
        return "day"
    if last - first <= _WEEKS_UP_TO:
        return "week"
    return "month" if last - first <= _MONTHS_UP_TO else "year"


def split_periods(days: Sequence[date], by: Step | None = None) -> tuple[PeriodSpan, ...]:
    """Return the periods that have events, oldest first.

    `days` has the day of each event, in order. If `by` is None, the range of the days decides.
    """
    if not days:
        return ()
    step = by or choose_step(days[0], days[-1])
    min_silence = max(_MIN_SILENCE[step], (days[-1] - days[0]) * _SILENCE_SHARE)
    spans: list[PeriodSpan] = []
    current = find_period_start(days[0], step)
    start, silence = 0, None
    for index, day in enumerate((*days, None)):
        period = find_period_start(day, step) if day else None
        if period != current:
            spans.append(PeriodSpan(current, _find_period_end(current, step), start, index, silence))
            if day is not None and period is not None:
                previous = days[index - 1]
                silence = _make_silence(previous, day) if day - previous > min_silence else None
                current, start = period, index
    return tuple(spans)


def find_period_start(day: date, step: Step) -> date:
    """Return the first day of the period that contains a day. Weeks start on Monday (ISO 8601)."""
    if step == "year":
        return day.replace(month=1, day=1)
    if step == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if step == "month" else day


def find_bursts(days: Sequence[date]) -> dict[date, int]:
    """Return the days with far more events than the days around them, with their number of events.

    `days` has the day of each event, in order. This is the two-state automaton of Kleinberg (Bursty and Hierarchical
    Structure in Streams, 2002) over the counts of days, with Poisson emissions. A day is in a burst if three times the
    usual rate explains the counts better, although entering a burst has a price. The usual rate is that of the 45
    days on either side, so that the growth of an archive is not a burst.
    """
    if not days or (days[-1] - days[0]).days < _MIN_RANGE:
        return {}
    counts = Counter(day.toordinal() for day in days)
    first, last = min(counts), max(counts)
    series = [counts.get(day, 0) for day in range(first, last + 1)]
    price = log(len(series) + 1)
    # The Viterbi algorithm. State 0 is usual, 1 is a burst; `came_from` has the best previous state of each.
    cost = (0.0, price)
    came_from: list[tuple[int, int]] = []
    for count, rate in zip(series, _compute_usual_rates(series), strict=True):
        usual_cost, burst_cost = cost
        to_usual = (0, usual_cost) if usual_cost <= burst_cost else (1, burst_cost)
        to_burst = (1, burst_cost) if burst_cost <= usual_cost + price else (0, usual_cost + price)
        came_from.append((to_usual[0], to_burst[0]))
        cost = (to_usual[1] - _log_poisson(count, rate), to_burst[1] - _log_poisson(count, rate * _BURST_FACTOR))
    state = 0 if cost[0] <= cost[1] else 1
    bursts: dict[date, int] = {}
    for index in range(len(series) - 1, -1, -1):
        if state and series[index] >= _MIN_EVENTS:
            bursts[date.fromordinal(first + index)] = series[index]
        state = came_from[index][state]
    return dict(sorted(bursts.items()))


def _compute_usual_rates(series: Sequence[int]) -> list[float]:
    """Return, for each day, the mean of the days around it, without itself.

    Half an event is added, because after a rate of zero any second event would be a burst.
    """
    sums = [0]
    for count in series:
        sums.append(sums[-1] + count)
    rates: list[float] = []
    for index, count in enumerate(series):
        start, end = max(0, index - _WINDOW), min(len(series), index + _WINDOW + 1)
        rates.append((sums[end] - sums[start] - count + 0.5) / (end - start))
    return rates


def _log_poisson(count: int, rate: float) -> float:
    """Return the logarithm of the probability of this many events at this rate."""
    return count * log(rate) - rate - lgamma(count + 1)


def _make_silence(last: date, first: date) -> Silence:
    """Return the silence between two reports, in the largest unit that says its length well."""
    gap = relativedelta(first, last)
    months = gap.years * 12 + gap.months
    days = (first - last).days - 1
    if gap.years >= 3:  # noqa: PLR2004 - "14 months" and "26 months" say more than "1 year" and "2 years"
        return Silence(last, first, days, gap.years, "year")
    if months >= 2:  # noqa: PLR2004
        return Silence(last, first, days, months, "month")
    return Silence(last, first, days, days, "day")


def find_next_period(start: date, step: Step) -> date:
    """Return the first day of the next period. Raises OverflowError at the end of the calendar."""
    return _find_period_end(start, step) + timedelta(days=1)


def _find_period_end(start: date, step: Step) -> date:
    """Return the last day of a period, or of the calendar if that comes first."""
    try:
        if step == "year":
            return start.replace(month=12, day=31)
        return start + (relativedelta(day=31) if step == "month" else timedelta(days=6 if step == "week" else 0))
    except OverflowError:
        return date.max
