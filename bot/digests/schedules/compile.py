"""What a clause means: its usual form, and the cron lines that do the counting."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.digests.schedules.clause import Clause, list_minutes
from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.lexer import ALL_DAYS, LAST, WEEKDAYS, WEEKEND
from bot.digests.schedules.schedule import DAY

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}
# In an example for a phrase that names only a part of the day.
_IN_PART = {"am": "08:00", "pm": "18:00", "night": "21:00"}
_DAY_OF_HOURS = 24


@dataclass(frozen=True)
class CompiledClause:
    """A clause that was understood, or as much of one as was."""

    text: str
    wrong: ScheduleError | None
    hints: tuple[str, ...]
    """Phrases near to this clause that may be schedules, best first."""
    crons: tuple[str, ...]
    hours: int
    stride: int
    period: int
    since: date | None

    @property
    def alone(self) -> bool:
        """Whether it counts in a way that the other clauses of a schedule can't share."""
        return bool(self.hours) or self.stride > 1


def compile_clause(said: Clause) -> CompiledClause:
    """What `said` means; `wrong` is set where it means nothing whole."""
    days, day_fields = _days(said)
    since = _since(said)
    minutes, hours, rate = _times(said, anyday=not days)
    if not said.hours and not minutes:
        said.fail(ScheduleError("no-time"))
    default = _IN_PART.get(said.part, "09:00")
    shown = rate or join_list([_clock(minute) for minute in minutes])
    if not said.wrong and not days and not said.hours:
        days = "daily"
    tail = f" from {since}" if since else ""
    return CompiledClause(
        text=" ".join(part for part in (days, shown) if part) + (tail if days or shown else ""),
        wrong=said.wrong,
        hints=(
            f"{days} {shown}{tail}",
            f"{days or 'daily'} {_clock(minutes[0]) if minutes else default}{tail}",
            f"{days or 'daily'} {default}",
        ),
        crons=() if hours else _crons(minutes, *day_fields),
        hours=hours,
        stride=said.stride,
        period=said.period,
        since=since,
    )


def _since(said: Clause) -> date | None:
    if said.since is None:
        return None
    if said.stride == 1:
        said.unknown(said.since)
        return None
    return date.fromordinal(said.since.value)


def _days(said: Clause) -> tuple[str, tuple[str, str]]:
    """The days in their usual form ("" for every day where none was said), and the day fields of a cron line."""
    if said.excluding:
        said.days = (said.days or set(ALL_DAYS)) - said.excluded
        if not said.days and not said.nth_days:
            said.fail(ScheduleError("never"))
    of_month = _of_month(said)
    if of_month and (said.days or said.nth_days or said.stride > 1):
        said.fail(ScheduleError("unknown-word", word=of_month[0][0]))
    if beyond := [number for number, _ in said.nth_days if number not in _ORDINALS]:
        said.fail(ScheduleError("unknown-word", word=_numbered(beyond[0])))
        said.nth_days = {pair for pair in said.nth_days if pair[0] in _ORDINALS}
    # Every third day, but only where it is a Monday, is not what anybody means.
    by_day = said.stride > 1 and said.period == DAY and said.days not in (set(), set(ALL_DAYS))
    if by_day or (said.nth_days and said.stride > 1):
        said.fail(ScheduleError("bad-number"))
    if of_month:
        return f"{join_list([name for name, _ in of_month])} of the month", (
            ",".join(cron for _, cron in of_month),
            "*",
        )
    if said.month and not said.nth_days and not said.days:
        said.fail(ScheduleError("no-day", word=said.month, hints=("1st of the month 09:00",)))
    if said.week and not said.days:
        every = "every other Monday" if said.stride > 1 else "Mondays"
        said.fail(ScheduleError("no-day", word=said.week, hints=(f"{every} 09:00",)))
        return "", ("*", "*")
    nth = [f"{_ORDINALS[number]} {_DAY_NAMES[day]}" for number, day in _in_order(said.nth_days)]
    fields = [str(day + 1) for day in sorted(said.days)]
    fields += [f"{day + 1}{'L' if number == LAST else f'#{number}'}" for number, day in _in_order(said.nth_days)]
    names = [_week(said), f"{join_list(nth)} of the month" if nth else ""]
    weekdays = "*" if len(said.days) == len(ALL_DAYS) else ",".join(fields) or "*"
    return " and ".join(name for name in names if name), ("*", weekdays)


def _in_order(nth_days: set[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(nth_days, key=lambda pair: (pair[0] % 7, pair[1]))  # the last comes last


def _of_month(said: Clause) -> list[tuple[str, str]]:
    """Days of the month, each with its name and its field of a cron line."""
    found = [(_numbered(day), str(day)) for day in sorted(said.month_days - {LAST})]
    found += [("last day", "L")] * (LAST in said.month_days)
    return found + [("last weekday", "LW")] * said.last_weekday


def _numbered(day: int) -> str:
    ending = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")  # noqa: PLR2004
    return f"{day}{ending}"


def _week(said: Clause) -> str:
    """Days of the week, with how many periods pass from one time to the next."""
    if said.stride > 1 and said.period == DAY:
        return "every other day" if said.stride == 2 else f"every {said.stride} days"  # noqa: PLR2004
    days = sorted(said.days)
    names = join_list([f"{_DAY_NAMES[day]}s" for day in days])
    groups = {ALL_DAYS: "daily", WEEKDAYS: "weekdays", WEEKEND: "weekends"}
    names = groups.get(frozenset(days), names)
    if len(days) == len(ALL_DAYS) - 1 and said.stride == 1 and not said.nth_days:
        names = f"daily except {_DAY_NAMES[min(ALL_DAYS - said.days)]}s"
    if said.stride == 1:
        return names
    if said.stride == 2:  # noqa: PLR2004
        return f"every other {_DAY_NAMES[days[0]]}" if len(days) == 1 else f"every other week on {names}"
    return f"every {said.stride} weeks on {names}"


def _times(said: Clause, *, anyday: bool) -> tuple[list[int], int, str]:
    """Minutes of the day; hours between runs, where those that elapse are counted; and the rate in its usual form."""
    minutes = list_minutes(said)
    if not said.hours:
        if said.window and len(minutes) > 1:
            said.fail(ScheduleError("unknown-word", word=said.window))
        return sorted(set(minutes)), 0, ""
    rate = "hourly" if said.hours == 1 else f"every {said.hours} hours"
    if minutes and (not said.window or len(minutes) > 2):  # noqa: PLR2004 - a span has two ends
        said.fail(ScheduleError("unknown-word", word=said.times[-1].raw, hints=(f"{rate} from {_clock(minutes[0])}",)))
        return [], 0, rate
    if len(minutes) > 1:
        begin, end = minutes
        if end <= begin:
            within = f"{rate} from {_clock(end)} to {_clock(begin)}"
            said.fail(ScheduleError("bad-time", word=said.times[1].raw, hints=(within, rate)))
        return list(range(begin, end + 1, said.hours * 60)), 0, f"{rate} from {_clock(begin)} to {_clock(end)}"
    return _round_the_clock(said, rate, minutes[0] if minutes else None, anyday=anyday)


def _round_the_clock(said: Clause, rate: str, begin: int | None, *, anyday: bool) -> tuple[list[int], int, str]:
    """As `_times`: by the clock where a day is so many times the hours, and else by the hours that elapse."""
    step, start = said.hours * 60, begin or 0
    elapse = (said.hours == 1 and start % 60 == 0) or (_DAY_OF_HOURS % said.hours != 0 and begin is None)
    if anyday and elapse:
        return [], said.hours, rate
    if _DAY_OF_HOURS % said.hours:
        said.fail(ScheduleError("bad-number", word=said.times[0].raw if said.times else rate, hints=(rate,)))
        return [], 0, rate
    if said.hours == _DAY_OF_HOURS:
        return [start], 0, f"{'daily ' if anyday else ''}{_clock(start)}"
    times = list(range(start % step, 24 * 60, step))
    return times, 0, f"{rate} from {_clock(start)}" if start % step else rate


def _crons(minutes: list[int], day: str, weekday: str) -> tuple[str, ...]:
    """A line for each minute of the hour: its hours and the days."""
    by_minute = groupby(sorted(minutes, key=lambda minute: minute % 60), key=lambda minute: minute % 60)
    return tuple(
        f"{minute} {','.join(str(hour) for hour in sorted(time // 60 for time in times))} {day} * {weekday}"
        for minute, times in by_minute
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def join_list(parts: list[str]) -> str:
    """`a, b and c`: the usual form of a list in a phrase; `parse` reads it again."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
