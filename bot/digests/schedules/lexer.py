"""The words of schedules: text becomes tokens, and misspelt words become the words they were meant to be."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

TokenKind = Literal[
    "day", "group", "unit", "interval", "ordinal", "other", "number", "time", "part", "date",
    "every", "range", "from", "except", "filler", "bad-time", "unknown",
]  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKDAYS, WEEKEND, ALL_DAYS = frozenset(range(5)), frozenset((5, 6)), frozenset(range(7))
LAST = -1
"""The ordinal of the last day in a month."""


class ScheduleToken(NamedTuple):
    """A word or number of a phrase, and what it means."""

    kind: TokenKind
    raw: str
    """The word as it was typed."""
    value: int = 0
    """day: 0 is Monday; number, ordinal, interval: the number, or `LAST`; time: minutes since midnight; date: its
    proleptic ordinal."""
    name: str = ""
    """unit, interval: minute, hour, day, week or month; part: am, pm or night; time: am, pm, or "" if neither was
    typed."""
    days: frozenset[int] = frozenset()
    """group: its days."""


_TIME = r"(?P<hours>[0-9]+)(?:[:.h](?P<minutes>[0-9]+)|(?P<h>h))?(?:\s?(?P<half>am|pm))?(?:\s?o[' ]?clock)?(?![^\W_])"
_TOKENS = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![^\W_])"
    r"|(?P<ordinal>[0-9]+)(?:st|nd|rd|th)(?![^\W_])"
    rf"|{_TIME}"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<dash>-)"
    r"|(?P<rest>[^\W_]+)",
    re.IGNORECASE,
)
# a.m. and p.m.; "12 noon" is one time; Monday's; "6hrs"; dashes of every length.
_SPELLINGS = (
    (re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE), r"\1m"),
    (re.compile(r"\b12\s+(?=noon|midday|midnight)", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^\W\d_])['\u2019]s\b", re.IGNORECASE), "s"),
    (re.compile(r"([0-9])(?=(?:hr|hour|day|week|month|min|minute)s?\b)", re.IGNORECASE), r"\1 "),
    (re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]"), "-"),
)


def _build_vocabulary() -> dict[str, ScheduleToken]:
    vocabulary: dict[str, ScheduleToken] = {}

    def add(kind: TokenKind, words: str, value: int = 0, name: str = "", days: frozenset[int] = frozenset()) -> None:
        vocabulary.update((word, ScheduleToken(kind, word, value, name, days)) for word in words.split())

    short_names = ("mon mo", "tue tues tu", "wed weds we", "thu thur thurs th", "fri fr", "sat sa", "sun su")
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
    for number, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1):
        add("ordinal", word, number)
    add("ordinal", "last", LAST)
    add("other", "other alternate")
    for number, word in enumerate(_NUMBERS, 1):
        add("number", word, number)
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
    return vocabulary


VOCABULARY = _build_vocabulary()
# A shorter word is close to too many others: "man", "sin".
_MIN_CORRECTED = 4
_CORRECTABLE = tuple(word for word in VOCABULARY if len(word) >= _MIN_CORRECTED)
_ONE_EDIT_BELOW = 6
"""Letters. A shorter word is corrected by one edit, a longer one by two."""


def tokenize_schedule(text: str) -> Iterator[ScheduleToken]:
    """Yield the words and numbers of `text` in order. Other characters are skipped."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    for match in _TOKENS.finditer(text):
        raw = match.group()
        if match["word"]:
            yield _read_word(raw)
        elif match["dash"]:
            yield ScheduleToken("range", raw)
        elif match["date"]:
            yield _read_date(raw)
        elif match["ordinal"]:
            yield ScheduleToken("ordinal", raw, int(match["ordinal"]))
        elif match["hours"]:
            yield _read_number(match, raw)
        else:
            yield ScheduleToken("unknown", raw)


def _read_date(raw: str) -> ScheduleToken:
    try:
        return ScheduleToken("date", raw, date.fromisoformat(raw).toordinal())
    except ValueError:
        return ScheduleToken("unknown", raw)


def _read_number(match: re.Match[str], raw: str) -> ScheduleToken:
    """Read a time or, if there is only a number, a number."""
    hours, minutes, half = match["hours"], match["minutes"], (match["half"] or "").lower()
    if minutes is None and not half and not match["h"] and hours == raw:
        return ScheduleToken("number", raw, int(hours))
    if minutes is None and len(hours) in {3, 4}:  # "0900", "930 pm"
        hours, minutes = hours[:-2], hours[-2:]
    if len(hours) > 2 or len(minutes or "00") != 2:  # noqa: PLR2004 - digits of hours and of minutes
        return ScheduleToken("bad-time", raw)
    hour, minute = int(hours), int(minutes or "0")
    if half:
        # "18:30pm" is redundant, not wrong; "18:30am" is wrong.
        if hour == 0 or (half == "am" and hour > 12):  # noqa: PLR2004
            return ScheduleToken("bad-time", raw)
        hour = hour % 12 + 12 * (half == "pm") if hour <= 12 else hour  # noqa: PLR2004
    return _build_time(raw, hour, minute, half)


def read_bare_time(token: ScheduleToken) -> ScheduleToken:
    """Turn a number that no unit follows into a time: 9 is 09:00, 0930 is 09:30."""
    hour, minute = divmod(token.value, 100) if len(token.raw) in {3, 4} else (token.value, 0)
    return _build_time(token.raw, hour, minute)


def _build_time(raw: str, hour: int, minute: int, half: str = "") -> ScheduleToken:
    if hour > 23 or minute > 59:  # noqa: PLR2004
        return ScheduleToken("bad-time", raw)
    return ScheduleToken("time", raw, hour * 60 + minute, half)


def _read_word(raw: str) -> ScheduleToken:
    """Read a word. If it is unknown, the word of the vocabulary that is closest to it counts."""
    word = raw.lower()
    if known := VOCABULARY.get(word):
        return known._replace(raw=raw)
    if len(word) < _MIN_CORRECTED:
        return ScheduleToken("unknown", raw)
    edits = 1 if len(word) < _ONE_EDIT_BELOW else 2
    matches = process.extract(word, _CORRECTABLE, scorer=OSA.distance, score_cutoff=edits, limit=None)
    # People rarely mistype the first letter and another one.
    close = [(distance, name) for name, distance, _ in matches if distance == 1 or name[0] == word[0]]
    if not close:
        return ScheduleToken("unknown", raw)
    _, corrected = min(close, key=lambda pair: (pair[0], -JaroWinkler.similarity(word, pair[1])))
    return VOCABULARY[corrected]._replace(raw=raw)
