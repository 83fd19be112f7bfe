"""When events were reported: their days by period, the silences between them, and the days of many at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import lgamma, log
from typing import Literal, get_args

from dateutil.relativedelta import relativedelta
from msgspec import Struct

Step = Literal["day", "week", "month", "year"]
STEPS: tuple[Step, ...] = get_args(Step)

# A page of a timeline holds some ten to twenty periods: a month and a half of days, half a year of weeks, three years
# of months.
DAYS_UP_TO = timedelta(days=45)
WEEKS_UP_TO = timedelta(days=184)
MONTHS_UP_TO = timedelta(days=3 * 366)
# A silence is worth a word when it is long against the whole (a tenth), and several of the steps shown.
SHARE = 0.1
LEAST_SILENCE: dict[Step, timedelta] = {
    "day": timedelta(days=4),
    "week": timedelta(days=15),
    "month": timedelta(days=62),
    "year": timedelta(days=366),
}

_FACTOR = 3.0
_AROUND = 45
_LEAST = 3
_SHORTEST = 14
"""How many times its usual rate a burst has; over how many days on either side that rate is taken; events of a day
that may be called one; days below which nothing tells what is usual."""


class Silence(Struct, frozen=True):
    """Days without a report, from the day after `last` to the day before `first`; as long as `length` says best.

    `count` of `unit`: "14 months"; `days`: exactly.
    """

    last: date
    first: date
    days: int
    count: int
    unit: Literal["day", "month", "year"]


class PeriodSpan(Struct, frozen=True):
    """A day, week, month or year with events; `first` and `last` bound it. `start`, `end`: its events among all, by
    place. `silence`: what came before it."""

    first: date
    last: date
    start: int
    end: int
    silence: Silence | None


def choose_step(first: date, last: date) -> Step:
    """The period that a range is best told in."""
    if last - first <= DAYS_UP_TO:
        return "day"
    if last - first <= WEEKS_UP_TO:
        return "week"
    return "month" if last - first <= MONTHS_UP_TO else "year"


def split_periods(days: Sequence[date], by: Step | None = None) -> tuple[PeriodSpan, ...]:
    """The periods of events, oldest first. `days`: of each event, in order. `by`: None chooses by their range."""
    if not days:
        return ()
    step = by or choose_step(days[0], days[-1])
    least = max(LEAST_SILENCE[step], (days[-1] - days[0]) * SHARE)
    made: list[PeriodSpan] = []
    first_of = period_start(days[0], step)
    begun, silence = 0, None
    for place, day in enumerate((*days, None)):
        begins = period_start(day, step) if day else None
        if begins != first_of:
            made.append(PeriodSpan(first_of, _last(first_of, step), begun, place, silence))
            if day is not None and begins is not None:
                before = days[place - 1]
                silence = _silence(before, day) if day - before > least else None
                first_of, begun = begins, place
    return tuple(made)


def period_start(day: date, step: Step) -> date:
    """The first day of the period that a day is in; weeks begin on Monday (ISO 8601)."""
    if step == "year":
        return day.replace(month=1, day=1)
    if step == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if step == "month" else day


def find_bursts(days: Sequence[date]) -> dict[date, int]:
    """The days on which far more was reported than around them, with how many events each.

    The two-state automaton of Kleinberg (Bursty and Hierarchical Structure in Streams, 2002) over the counts of days,
    with Poisson emissions: a burst is where three times the usual rate, plus the price of leaving it, explains the
    counts better. The usual rate is that of the 45 days on either side, so that an archive that grows is no burst.
    """
    if not days or (days[-1] - days[0]).days < _SHORTEST:
        return {}
    counts = Counter(day.toordinal() for day in days)
    first, last = min(counts), max(counts)
    series = [counts.get(day, 0) for day in range(first, last + 1)]
    price = log(len(series) + 1)
    cost = (0.0, price)
    back: list[tuple[int, int]] = []
    for count, rate in zip(series, _rates(series), strict=True):
        stay, leave = cost[0], cost[1]
        calm = (0, stay) if stay <= leave else (1, leave)
        wild = (1, leave) if leave <= stay + price else (0, stay + price)
        back.append((calm[0], wild[0]))
        cost = (calm[1] - _poisson(count, rate), wild[1] - _poisson(count, rate * _FACTOR))
    state = 0 if cost[0] <= cost[1] else 1
    found: dict[date, int] = {}
    for place in range(len(series) - 1, -1, -1):
        if state and series[place] >= _LEAST:
            found[date.fromordinal(first + place)] = series[place]
        state = back[place][state]
    return dict(sorted(found.items()))


def _rates(series: Sequence[int]) -> list[float]:
    """The mean of the days around each, itself left out; never nothing, or a second event would be a burst."""
    sums = [0]
    for count in series:
        sums.append(sums[-1] + count)
    rates: list[float] = []
    for place, count in enumerate(series):
        start, end = max(0, place - _AROUND), min(len(series), place + _AROUND + 1)
        rates.append((sums[end] - sums[start] - count + 0.5) / (end - start))
    return rates


def _poisson(count: int, rate: float) -> float:
    """The logarithm of how likely so many events are at a rate."""
    return count * log(rate) - rate - lgamma(count + 1)


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


def next_period(start: date, step: Step) -> date:
    """The first day of the period after the one that begins so. Raises OverflowError at the calendar's end."""
    return _last(start, step) + timedelta(days=1)


def _last(start: date, step: Step) -> date:
    """The last day of a period; that of the calendar where it ends within."""
    try:
        if step == "year":
            return start.replace(month=12, day=31)
        return start + (relativedelta(day=31) if step == "month" else timedelta(days=6 if step == "week" else 0))
    except OverflowError:
        return date.max
