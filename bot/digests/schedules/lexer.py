"""The words that schedules are said in: phrases become tokens, words misspelt become the ones that were meant."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

Kind = Literal[
    "day", "group", "unit", "each", "nth", "other", "number", "time", "part", "date",
    "every", "range", "from", "except", "filler", "bad-time", "unknown",
]  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKDAYS, WEEKEND, ALL_DAYS = frozenset(range(5)), frozenset((5, 6)), frozenset(range(7))
LAST = -1
"""The ordinal of what comes last in a month."""


class ScheduleToken(NamedTuple):
    """A word or figure of a phrase, and what it stands for."""

    kind: Kind
    raw: str
    """As it was typed."""
    value: int = 0
    """day: 0 is Monday; number, nth: itself, `LAST` is the last; time: minutes since midnight; date: its ordinal."""
    name: str = ""
    """unit, each: minute, hour, day, week or month; part: am, pm or night; time: am, pm, or "" where it isn't said."""
    days: frozenset[int] = frozenset()
    """group: its days."""


_TIME = r"(?P<hours>[0-9]+)(?:[:.h](?P<minutes>[0-9]+)|(?P<h>h))?(?:\s?(?P<half>am|pm))?(?:\s?o[' ]?clock)?(?![^\W_])"
_TOKENS = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![^\W_])"
    r"|(?P<nth>[0-9]+)(?:st|nd|rd|th)(?![^\W_])"
    rf"|{_TIME}"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<dash>-)"
    r"|(?P<rest>[^\W_]+)",
    re.IGNORECASE,
)
# a.m. and p.m.; "12 noon" is one time; Monday's; "6hrs"; dashes of every length.
_SAME = (
    (re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE), r"\1m"),
    (re.compile(r"\b12\s+(?=noon|midday|midnight)", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^\W\d_])['\u2019]s\b", re.IGNORECASE), "s"),
    (re.compile(r"([0-9])(?=(?:hr|hour|day|week|month|min|minute)s?\b)", re.IGNORECASE), r"\1 "),
    (re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]"), "-"),
)


def _vocabulary() -> dict[str, ScheduleToken]:
    words: dict[str, ScheduleToken] = {}

    def add(kind: Kind, names: str, value: int = 0, name: str = "", days: frozenset[int] = frozenset()) -> None:
        words.update((word, ScheduleToken(kind, word, value, name, days)) for word in names.split())

    shorter = ("mon mo", "tue tues tu", "wed weds we", "thu thur thurs th", "fri fr", "sat sa", "sun su")
    for number, (day, short) in enumerate(zip(calendar.day_name, shorter, strict=True)):
        add("day", f"{day.lower()} {day.lower()}s {short}", number)
    add("group", "weekday weekdays workday workdays", days=WEEKDAYS)
    add("group", "weekend weekends", days=WEEKEND)
    add("group", "daily everyday", days=ALL_DAYS)
    for name, names in (
        ("minute", "min mins minute minutes seconds sec secs"),
        *(("hour", "hr hrs hour hours"), ("day", "day days"), ("week", "week weeks"), ("month", "month months")),
    ):
        add("unit", names, name=name)
    add("each", "hourly", 1, "hour")
    add("each", "weekly", 1, "week")
    add("each", "monthly", 1, "month")
    add("each", "fortnight fortnightly biweekly", 2, "week")
    for number, names in enumerate(("first", "second", "third", "fourth", "fifth"), 1):
        add("nth", names, number)
    add("nth", "last", LAST)
    add("other", "other alternate")
    for number, name in enumerate(_NUMBERS, 1):
        add("number", name, number)
    add("time", "noon midday", 12 * 60, "pm")
    add("time", "midnight", 0, "am")
    add("part", "morning mornings", name="am")
    add("part", "afternoon afternoons evening evenings", name="pm")
    add("part", "night nights nightly", name="night")
    add("every", "every each per")
    add("range", "to through thru until till")
    add("from", "from starting since between")
    add("except", "except excluding")
    add("filler", "a an and at by in of on the o clock oclock sharp also then plus")
    return words


VOCABULARY = _vocabulary()
# A shorter word is near to too many others: "man", "sin".
_CORRECTED_FROM = 4
_CORRECTABLE = tuple(word for word in VOCABULARY if len(word) >= _CORRECTED_FROM)
_ONE_SLIP_BELOW = 6


def tokenize_schedule(text: str) -> Iterator[ScheduleToken]:
    """The words and figures of `text`, in order; other signs are passed over."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    for found in _TOKENS.finditer(text):
        raw = found.group()
        if found["word"]:
            yield _word(raw)
        elif found["dash"]:
            yield ScheduleToken("range", raw)
        elif found["date"]:
            yield _date(raw)
        elif found["nth"]:
            yield ScheduleToken("nth", raw, int(found["nth"]))
        elif found["hours"]:
            yield _figure(found, raw)
        else:
            yield ScheduleToken("unknown", raw)


def _date(raw: str) -> ScheduleToken:
    try:
        return ScheduleToken("date", raw, date.fromisoformat(raw).toordinal())
    except ValueError:
        return ScheduleToken("unknown", raw)


def _figure(found: re.Match[str], raw: str) -> ScheduleToken:
    """A time, or, where only a number stands there, a number."""
    hours, minutes, half = found["hours"], found["minutes"], (found["half"] or "").lower()
    if minutes is None and not half and not found["h"] and hours == raw:
        return ScheduleToken("number", raw, int(hours))
    if minutes is None and len(hours) in {3, 4}:  # "0900", "930 pm"
        hours, minutes = hours[:-2], hours[-2:]
    if len(hours) > 2 or len(minutes or "00") != 2:  # noqa: PLR2004 - digits of hours and of minutes
        return ScheduleToken("bad-time", raw)
    hour, minute = int(hours), int(minutes or "0")
    if half:
        # "18:30pm" is said twice, not wrong; "18:30am" is wrong.
        if hour == 0 or (half == "am" and hour > 12):  # noqa: PLR2004
            return ScheduleToken("bad-time", raw)
        hour = hour % 12 + 12 * (half == "pm") if hour <= 12 else hour  # noqa: PLR2004
    return _time(raw, hour, minute, half)


def read_bare_time(token: ScheduleToken) -> ScheduleToken:
    """A number as the time that it is where no unit follows it: 9 is 09:00, 0930 is 09:30."""
    hour, minute = divmod(token.value, 100) if len(token.raw) in {3, 4} else (token.value, 0)
    return _time(token.raw, hour, minute)


def _time(raw: str, hour: int, minute: int, half: str = "") -> ScheduleToken:
    if hour > 23 or minute > 59:  # noqa: PLR2004
        return ScheduleToken("bad-time", raw)
    return ScheduleToken("time", raw, hour * 60 + minute, half)


def _word(raw: str) -> ScheduleToken:
    """The token of a word, corrected where another is near to it."""
    word = raw.lower()
    if known := VOCABULARY.get(word):
        return known._replace(raw=raw)
    if len(word) < _CORRECTED_FROM:
        return ScheduleToken("unknown", raw)
    slips = 1 if len(word) < _ONE_SLIP_BELOW else 2
    near = process.extract(word, _CORRECTABLE, scorer=OSA.distance, score_cutoff=slips, limit=None)
    # People rarely get a first letter wrong and another one too.
    near = [(slip, name) for name, slip, _ in near if slip == 1 or name[0] == word[0]]
    if not near:
        return ScheduleToken("unknown", raw)
    _, meant = min(near, key=lambda pair: (pair[0], -JaroWinkler.similarity(word, pair[1])))
    return VOCABULARY[meant]._replace(raw=raw)
