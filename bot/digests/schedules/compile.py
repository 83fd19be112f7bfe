"""Compiles a clause to its usual form in words, and to the cron lines that compute its times."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.digests.schedules.clause import Clause, list_minutes
from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.frequency import check_frequency
from bot.digests.schedules.schedule import DAY
from bot.digests.schedules.vocabulary import ALL_DAYS, LAST, WEEKDAYS, WEEKEND

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}
# The time in an example for a phrase that names only a part of the day.
_EXAMPLE_TIMES = {"am": "08:00", "pm": "18:00", "night": "21:00"}
_HOURS_PER_DAY = 24


@dataclass(frozen=True)
class CompiledClause:
    """A compiled clause. If `error` is set, the other fields have the part that was understood.

    `example`: a phrase to suggest if the clause has more than one meaning, or "". `hints`: similar phrases that may be
    schedules, best first. `hours`, `stride`, `period`, `since`: as in `Schedule`.
    """

    text: str
    error: ScheduleError | None
    example: str
    hints: tuple[str, ...]
    crons: tuple[str, ...]
    hours: int
    stride: int
    period: int
    since: date | None

    @property
    def is_exclusive(self) -> bool:
        """Whether it counts hours or periods, so that it can't be combined with other clauses."""
        return bool(self.hours) or self.stride > 1


def compile_clause(clause: Clause) -> CompiledClause:
    """Compile a clause. Does not raise; see `CompiledClause.error`."""
    days, day_fields = _compile_days(clause)
    since = _compile_since(clause)
    minutes, hours, rate = _compile_times(clause, is_any_day=not days)
    check_frequency(clause, len(set(minutes)))
    if not clause.hours and not minutes:
        clause.fail(ScheduleError("no-time"))
    default = clause.example_times or _EXAMPLE_TIMES.get(clause.part, "09:00")
    times = rate or join_list([_format_time(minute) for minute in minutes])
    if not clause.error and not days and not clause.hours:
        days = "daily"
    tail = f" from {since}" if since else ""
    return CompiledClause(
        text=" ".join(part for part in (days, times) if part) + (tail if days or times else ""),
        error=clause.error,
        example=_build_example(clause, days, times, default),
        hints=(
            f"{days} {times}{tail}",
            f"{days or 'daily'} {_format_time(minutes[0]) if minutes else default}{tail}",
            f"{days or 'daily'} {default}",
        ),
        crons=() if hours else _build_crons(minutes, *day_fields),
        hours=hours,
        stride=clause.stride,
        period=clause.period,
        since=since,
    )


def _build_example(clause: Clause, days: str, times: str, default: str) -> str:
    """Build the phrase to suggest for a clause with more than one meaning; "" for any other clause."""
    if not clause.example_days and not clause.example_times:
        return ""
    # The times of "lunch at 12:30" were typed; those of "twice a day at 9" are too few.
    is_typed = not (clause.frequency or clause.window or clause.hours)
    times = (times if is_typed else clause.example_times or times) or default
    days = clause.example_days or days
    return f"{days} {times}" if days else times


def _compile_since(clause: Clause) -> date | None:
    if clause.since is None:
        return None
    if clause.stride == 1:
        clause.reject(clause.since)
        return None
    return date.fromordinal(clause.since.value)


def _compile_days(clause: Clause) -> tuple[str, tuple[str, str]]:
    """Return the days in their usual form ("" if the clause names none), and the day fields of a cron line."""
    if clause.is_excluding:
        clause.days = (clause.days or set(ALL_DAYS)) - clause.excluded
        if not clause.days and not clause.nth_days:
            clause.fail(ScheduleError("never"))
    month_days = _list_month_days(clause)
    if month_days and (clause.days or clause.nth_days or clause.stride > 1):
        clause.fail(ScheduleError("unknown-word", word=month_days[0][0]))
    if beyond := [number for number, _ in clause.nth_days if number not in _ORDINALS]:
        clause.fail(ScheduleError("unknown-word", word=_format_ordinal(beyond[0])))
        clause.nth_days = {pair for pair in clause.nth_days if pair[0] in _ORDINALS}
    # Nobody means "every third day, but only if it's a Monday".
    has_days_and_stride = clause.stride > 1 and clause.period == DAY and clause.days not in (set(), set(ALL_DAYS))
    if has_days_and_stride or (clause.nth_days and clause.stride > 1):
        clause.fail(ScheduleError("bad-number"))
    if month_days:
        fields = ",".join(field for _, field in month_days), "*"
        return f"{join_list([name for name, _ in month_days])} of the month", fields
    if clause.month and not clause.nth_days and not clause.days:
        _fail_without_day(clause, clause.month, "1st of the month")
    if clause.week and not clause.days:
        _fail_without_day(clause, clause.week, "every other Monday" if clause.stride > 1 else "Mondays")
        return "", ("*", "*")
    nth_days = _sort_nth_days(clause.nth_days)
    nth_names = [f"{_ORDINALS[number]} {_DAY_NAMES[day]}" for number, day in nth_days]
    fields = [str(day + 1) for day in sorted(clause.days)]
    fields += [f"{day + 1}{'L' if number == LAST else f'#{number}'}" for number, day in nth_days]
    names = [_format_week(clause), f"{join_list(nth_names)} of the month" if nth_names else ""]
    weekdays = "*" if len(clause.days) == len(ALL_DAYS) else ",".join(fields) or "*"
    return " and ".join(name for name in names if name), ("*", weekdays)


def _fail_without_day(clause: Clause, word: str, example: str) -> None:
    if not clause.error:
        clause.example_days = example
    clause.fail(ScheduleError("no-day", word=word))


def _sort_nth_days(nth_days: set[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(nth_days, key=lambda pair: (pair[0] % 7, pair[1]))  # `LAST` comes last


def _list_month_days(clause: Clause) -> list[tuple[str, str]]:
    """List the days of the month, each with its name and its field of a cron line."""
    days = [(_format_ordinal(day), str(day)) for day in sorted(clause.month_days - {LAST})]
    days += [("last day", "L")] * (LAST in clause.month_days)
    return days + [("last weekday", "LW")] * clause.last_weekday


def _format_ordinal(day: int) -> str:
    ending = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")  # noqa: PLR2004
    return f"{day}{ending}"


def _format_week(clause: Clause) -> str:
    """Format days of the week, with the number of periods between two runs."""
    if clause.stride > 1 and clause.period == DAY:
        return "every other day" if clause.stride == 2 else f"every {clause.stride} days"  # noqa: PLR2004
    days = sorted(clause.days)
    names = join_list([f"{_DAY_NAMES[day]}s" for day in days])
    groups = {ALL_DAYS: "daily", WEEKDAYS: "weekdays", WEEKEND: "weekends"}
    names = groups.get(frozenset(days), names)
    if len(days) == len(ALL_DAYS) - 1 and clause.stride == 1 and not clause.nth_days:
        names = f"daily except {_DAY_NAMES[min(ALL_DAYS - clause.days)]}s"
    if clause.stride == 1:
        return names
    if clause.stride == 2:  # noqa: PLR2004
        return f"every other {_DAY_NAMES[days[0]]}" if len(days) == 1 else f"every other week on {names}"
    return f"every {clause.stride} weeks on {names}"


def _compile_times(clause: Clause, *, is_any_day: bool) -> tuple[list[int], int, str]:
    """Return the minutes of the day, the elapsed hours between runs, and the rate in its usual form.

    The hours are 0 if the schedule follows the clock; the rate is "" if the clause has none.
    """
    minutes = list_minutes(clause)
    if not clause.hours:
        if clause.window and len(minutes) > 1:
            begin, end = _format_time(minutes[0]), _format_time(minutes[1])
            clause.example_times = f"hourly from {begin} to {end}" if begin < end else begin
            clause.fail(ScheduleError("unknown-word", word=clause.window))
            return [], 0, ""
        return sorted(set(minutes)), 0, ""
    rate = "hourly" if clause.hours == 1 else f"every {clause.hours} hours"
    if minutes and (not clause.window or len(minutes) > 2):  # noqa: PLR2004 - a window has two ends
        hint = f"{rate} from {_format_time(minutes[0])}"
        clause.fail(ScheduleError("unknown-word", word=clause.times[-1].raw, hints=(hint,)))
        return [], 0, rate
    if len(minutes) > 1:
        begin, end = minutes
        if end <= begin:
            hint = f"{rate} from {_format_time(end)} to {_format_time(begin)}"
            clause.fail(ScheduleError("bad-time", word=clause.times[1].raw, hints=(hint, rate)))
        window = f"{rate} from {_format_time(begin)} to {_format_time(end)}"
        return list(range(begin, end + 1, clause.hours * 60)), 0, window
    return _compile_rate(clause, rate, minutes[0] if minutes else None, is_any_day=is_any_day)


def _compile_rate(clause: Clause, rate: str, begin: int | None, *, is_any_day: bool) -> tuple[list[int], int, str]:
    """Return what `_compile_times` returns, for runs at all hours.

    They follow the clock if the hours divide a day evenly; otherwise they count elapsed hours.
    """
    step, start = clause.hours * 60, begin or 0
    is_elapsed = (clause.hours == 1 and start % 60 == 0) or (_HOURS_PER_DAY % clause.hours != 0 and begin is None)
    if is_any_day and is_elapsed:
        return [], clause.hours, rate
    if _HOURS_PER_DAY % clause.hours:
        clause.fail(ScheduleError("bad-number", word=clause.times[0].raw if clause.times else rate, hints=(rate,)))
        return [], 0, rate
    if clause.hours == _HOURS_PER_DAY:
        return [start], 0, f"{'daily ' if is_any_day else ''}{_format_time(start)}"
    minutes = list(range(start % step, 24 * 60, step))
    return minutes, 0, f"{rate} from {_format_time(start)}" if start % step else rate


def _build_crons(minutes: list[int], day: str, weekday: str) -> tuple[str, ...]:
    """Build a cron line for each minute of the hour, with its hours and the days."""
    by_minute = groupby(sorted(minutes, key=lambda minute: minute % 60), key=lambda minute: minute % 60)
    return tuple(
        f"{minute} {','.join(str(hour) for hour in sorted(time // 60 for time in times))} {day} * {weekday}"
        for minute, times in by_minute
    )


def _format_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def join_list(parts: list[str]) -> str:
    """Join parts as in `a, b and c`. `parse_schedule` can read this form."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
