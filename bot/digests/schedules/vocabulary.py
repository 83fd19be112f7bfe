"""The words of schedules, and what each means."""

import calendar
from typing import Literal, NamedTuple

TokenKind = Literal[
    "day", "group", "unit", "interval", "ordinal", "other", "number", "time", "part", "date",
    "every", "range", "from", "except", "filler", "fraction", "past", "before", "count", "times", "frequency",
    "edge", "vague", "loose", "bad-time", "unknown",
]  # fmt: skip
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
WEEKDAYS, WEEKEND, ALL_DAYS = frozenset(range(5)), frozenset((5, 6)), frozenset(range(7))
LAST = -1
"""The ordinal of the last day in a month."""


class ScheduleToken(NamedTuple):
    """A word or number of a phrase, and what it means."""

    kind: TokenKind
    raw: str
    """The word as it was typed."""
    value: int = 0
    """day: 0 is Monday; number, ordinal, interval, vague: the number, or `LAST`; count, frequency: how often; fraction:
    minutes of an hour; time: minutes since midnight; date: its proleptic ordinal."""
    name: str = ""
    """unit, interval, frequency: minute, hour, day, week or month; part: am, pm or night; time: am, pm, or "" if
    neither was typed; edge: start, middle or end, and the unit after it; loose: a key of `LOOSE`."""
    days: frozenset[int] = frozenset()
    """group: its days."""


LOOSE = {
    "lunch": ("", "12:00"),
    "dawn": ("", "06:00"),
    "close": ("", "18:00"),
    "tonight": ("", "21:00"),
    "hours": ("weekdays", "hourly from 09:00 to 17:00"),
    "nonstop": ("", "hourly"),
    "rarely": ("1st of the month", ""),
}
"""Vague words, which do not name one schedule, and the days and times of the example to suggest for each."""


def _build_vocabulary() -> dict[str, ScheduleToken]:
    vocabulary: dict[str, ScheduleToken] = {}

    def add(kind: TokenKind, words: str, value: int = 0, name: str = "", days: frozenset[int] = frozenset()) -> None:
        vocabulary.update((word, ScheduleToken(kind, word, value, name, days)) for word in words.split())

    # S alone could be Saturday or Sunday.
    short_names = ("mon mo m", "tue tues tu t", "wed weds we w", "thu thur thurs th", "fri fr f", "sat sa", "sun su")
    for number, (day, short) in enumerate(zip(calendar.day_name, short_names, strict=True)):
        add("day", f"{day.lower()} {day.lower()}s {short}", number)
    add("group", "weekday weekdays workday workdays", days=WEEKDAYS)
    add("group", "weekend weekends", days=WEEKEND)
    add("group", "daily everyday", days=ALL_DAYS)
    for name, words in (
        ("minute", "min mins minute minutes seconds sec secs"),
        *(("hour", "hr hrs hour hours"), ("day", "day days"), ("week", "week weeks"), ("month", "month months")),
    ):
        add("unit", words, name=name)
    add("interval", "hourly", 1, "hour")
    add("interval", "weekly", 1, "week")
    add("interval", "monthly", 1, "month")
    add("interval", "fortnight fortnightly biweekly", 2, "week")
    for number, word in enumerate(_ORDINALS, 1):
        add("ordinal", word, number)
    add("ordinal", "fifteenth", 15)
    add("ordinal", "twentieth", 20)
    add("ordinal", "thirtieth", 30)
    add("ordinal", "last", LAST)
    add("other", "other alternate alternating")
    for number, word in enumerate((*_ONES, *_TEENS), 1):
        add("number", word, number)
    for number, word in enumerate(_TENS, 2):
        add("number", word, number * 10)
    add("number", "couple", 2)
    add("vague", "few several", 3)
    for number, word in enumerate(("once", "twice", "thrice"), 1):
        add("count", word, number)
    add("times", "times time")
    add("time", "noon midday", 12 * 60, "pm")
    add("time", "midnight", 0, "am")
    add("fraction", "half", 30)
    add("fraction", "quarter", 15)
    add("past", "past after")
    add("before", "before")
    add("part", "am morning mornings", name="am")
    add("part", "pm afternoon afternoons evening evenings", name="pm")
    add("part", "night nights nightly", name="night")
    add("every", "every each per all any")
    add("range", "to through thru until till")
    add("from", "from starting since between")
    add("except", "except excluding excludes excl without minus but not no never besides save bar skip skipping")
    add("edge", "start beginning", name="start")
    add("edge", "middle mid", name="middle")
    add("edge", "end ends", name="end")
    add("loose", "lunch lunchtime lunchtimes", name="lunch")
    add("loose", "dawn sunrise", name="dawn")
    add("loose", "eod cob", name="close")
    add("loose", "tonight", name="tonight")
    add("loose", "quarterly yearly annually", name="rarely")
    add("filler", "a an and at by in of on the o clock oclock sharp also then plus")
    add("filler", "about approx approximately around circa roughly exactly precisely local only just single")
    add("filler", "please send post run remind give show us me it i want digest can you could d like")
    return vocabulary


VOCABULARY = _build_vocabulary()
