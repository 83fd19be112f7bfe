"""Checks a clause that says how often, such as `twice a day`: it must name that many times or days."""

from bot.digests.schedules.clause import Clause
from bot.digests.schedules.errors import ScheduleError

_TIMES_PER_DAY = {2: "09:00 and 18:00", 3: "08:00, 13:00 and 18:00", 4: "every 6 hours", 5: "every 4 hours"}
_DAYS_PER_WEEK = {
    2: "Mondays and Thursdays",
    3: "Mondays, Wednesdays and Fridays",
    4: "Mondays, Tuesdays, Thursdays and Fridays",
    5: "weekdays",
    6: "daily except Sundays",
}
_DAYS_PER_MONTH = {2: "1st and 15th of the month", 3: "1st, 11th and 21st of the month"}
# From this many times a day on, the example is the nearest number of hours that divides a day evenly.
_HOURS_BY_COUNT = ((24, 1), (12, 2), (8, 3), (6, 4))


def check_frequency(clause: Clause, times: int) -> None:
    """Fail if the clause says how often, but names another number of times (`times`) or days. Prepare an example."""
    frequency = clause.frequency
    if frequency is None or frequency.name == "hour":
        return
    count = frequency.value
    if frequency.name == "day":
        if times != count or clause.hours:
            clause.example_times = _find_times(count)
            clause.fail(ScheduleError("bad-number" if times > count else "no-time", word=frequency.raw))
    elif frequency.name == "week":
        if len(clause.days) != count or clause.stride > 1:
            clause.example_days = _DAYS_PER_WEEK.get(count, "daily")
            clause.fail(ScheduleError("no-day", word=frequency.raw))
    elif len(clause.month_days) + len(clause.nth_days) != count:
        clause.example_days = _DAYS_PER_MONTH.get(count, "Mondays")
        clause.fail(ScheduleError("no-day", word=frequency.raw))


def _find_times(count: int) -> str:
    hours = next((hours for least, hours in _HOURS_BY_COUNT if count >= least), 6)
    return _TIMES_PER_DAY.get(count) or ("hourly" if hours == 1 else f"every {hours} hours")
