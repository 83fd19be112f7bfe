"""Schedules in zones where clocks change, against an oracle that reads the clock and shares no code with the module.

The oracle reads the local clock at each quarter of an hour, as a person would who stays awake: whenever the clock first
reads a due time, or has just jumped over one, the digest goes out. Every phrase below names quarters of an hour, and
every clock here changes by and at quarters, so no run of a correct schedule falls between two readings.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.digests.schedules.parse import parse_schedule
from bot.digests.schedules.schedule import iterate_runs_between, list_upcoming_runs

pytestmark = pytest.mark.slow

STEP = timedelta(minutes=15)
YEARS = {
    "Europe/Berlin": 2026,
    "Europe/London": 2026,
    "America/New_York": 2026,
    "America/St_Johns": 2026,
    "America/Santiago": 2026,
    "America/Nuuk": 2024,
    "Asia/Kolkata": 2026,
    "Asia/Tehran": 2022,
    "Africa/Casablanca": 2026,
    "Africa/Cairo": 2026,
    "Australia/Sydney": 2026,
    "Australia/Lord_Howe": 2026,
    "Pacific/Auckland": 2026,
    "Pacific/Chatham": 2026,
    "Pacific/Apia": 2011,
    "Antarctica/Troll": 2026,
}


def _weekday_of_month(day: datetime) -> int:
    return (day.day - 1) // 7 + 1


# Whether a time of the wall clock is due: written by hand for each phrase.
DUE: dict[str, Callable[[datetime], bool]] = {
    "daily 00:00": lambda at: (at.hour, at.minute) == (0, 0),
    "daily 00:30, 02:00 and 03:00": lambda at: (at.hour, at.minute) in {(0, 30), (2, 0), (3, 0)},
    "daily 02:30": lambda at: (at.hour, at.minute) == (2, 30),
    "daily 02:15": lambda at: (at.hour, at.minute) == (2, 15),
    "Sundays 01:45 and Fridays 12:15": lambda at: (at.weekday(), at.hour, at.minute) in {(6, 1, 45), (4, 12, 15)},
    "weekdays 18:30": lambda at: at.weekday() < 5 and (at.hour, at.minute) == (18, 30),
    "every 6 hours": lambda at: at.hour % 6 == 0 and at.minute == 0,
    # The hours in which clocks are changed.
    "0 0-4,22,23 * * *": lambda at: at.minute == 0 and at.hour in {0, 1, 2, 3, 4, 22, 23},
    "first Sunday of the month 02:15": lambda at: (
        at.weekday() == 6 and _weekday_of_month(at) == 1 and (at.hour, at.minute) == (2, 15)
    ),
    "last Sunday of the month 02:30": lambda at: (
        at.weekday() == 6 and at.day + 7 > monthrange(at.year, at.month)[1] and (at.hour, at.minute) == (2, 30)
    ),
    "1st and 30th of the month 09:00": lambda at: at.day in {1, 30} and (at.hour, at.minute) == (9, 0),
    "30 1 * * SUN": lambda at: at.weekday() == 6 and (at.hour, at.minute) == (1, 30),
    "every other Sunday 02:30 from 2010-01-03": lambda at: (
        (at.date() - date(2010, 1, 3)).days % 14 == 0 and (at.hour, at.minute) == (2, 30)
    ),
}


@cache
def list_due(wall: datetime) -> list[str]:
    """Return the phrases that are due at this time. Most zones have the same times."""
    return [phrase for phrase, is_due in DUE.items() if is_due(wall)]


@cache
def find_spans(name: str) -> list[tuple[datetime, datetime]]:
    """Return the five weeks before and after each change of the clocks in the year, or ten weeks if there is none.

    Each rule has runs in such a time, and in the rest of a year one day is like another.
    """
    zone, first = ZoneInfo(name), datetime(YEARS[name], 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=count) for count in range(365)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    changes = [day for day, offset, later in zip(days, offsets, offsets[1:], strict=False) if offset != later]
    around = timedelta(weeks=5)
    return [(day - around, day + around) for day in changes] or [(first, first + 2 * around)]


@cache
def read_clock(name: str, instant: datetime, end: datetime) -> list[tuple[datetime, tuple[datetime, ...]]]:
    """Return each instant of a span at which the local clock first reads some times, and those times."""
    zone = ZoneInfo(name)
    highest = (instant - STEP).astimezone(zone).replace(tzinfo=None)
    read: list[tuple[datetime, tuple[datetime, ...]]] = []
    while instant < end:
        now = instant.astimezone(zone).replace(tzinfo=None)
        if now > highest:
            passed = [now]
            while passed[-1] - STEP > highest:
                passed.append(passed[-1] - STEP)
            read.append((instant, tuple(passed)))
            highest = now
        instant += STEP
    return read


@pytest.mark.parametrize("name", YEARS)
def test_runs_are_what_an_observer_of_the_clock_sees_before_and_after_each_change(name: str):
    for start, end in find_spans(name):
        expected: dict[str, list[datetime]] = {phrase: [] for phrase in DUE}
        for instant, walls in read_clock(name, start, end):
            # Several times that the clock skips are one run.
            for phrase in {phrase for wall in walls for phrase in list_due(wall)}:
                expected[phrase].append(instant)
        for phrase, instants in expected.items():
            # What has runs in each week has enough of them in two weeks before and after.
            less = timedelta() if "month" in phrase or "other" in phrase else timedelta(weeks=3)
            runs = iterate_runs_between(parse_schedule(phrase), start + less - STEP, end - less - STEP, ZoneInfo(name))
            assert list(runs) == [instant for instant in instants if start + less <= instant < end - less], phrase


@pytest.mark.parametrize("name", [name for name in YEARS if name != "Australia/Lord_Howe"])
def test_hourly_runs_whenever_the_local_clock_shows_a_full_hour_even_twice(name: str):
    zone = ZoneInfo(name)
    for start, end in find_spans(name):
        instants = (start + count * STEP for count in range((end - start) // STEP))
        expected = [instant for instant in instants if instant.astimezone(zone).minute == 0]
        assert list(iterate_runs_between(parse_schedule("hourly"), start - STEP, end - STEP, zone)) == expected


def test_the_years_have_the_clock_changes_they_were_chosen_for():
    """Without gaps, repeated hours, half an hour and a missing day in the zone data, the other tests prove little."""
    longest = {
        name: max(len(walls) for start, end in find_spans(name) for _, walls in read_clock(name, start, end))
        for name in ("Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe")
    }
    assert longest == {"Europe/Berlin": 4 + 1, "Pacific/Apia": 24 * 4 + 1, "Australia/Lord_Howe": 2 + 1}
    assert {name: len(find_spans(name)) for name in YEARS} == {
        **dict.fromkeys(YEARS, 2),
        "Asia/Kolkata": 1,
        # Besides summer time, Samoa moved across the date line.
        "Pacific/Apia": 3,
    }
    assert list_upcoming_runs(
        parse_schedule("daily 02:30"), datetime(2026, 3, 29, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 1
    ) == (datetime(2026, 3, 29, 1, tzinfo=UTC),)
