"""Turns the text of a schedule into tokens, and misspelt words into the words that were meant."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.digests.schedules.vocabulary import VOCABULARY, ScheduleToken

_TIME = (
    r"(?P<hours>[0-9]+)(?:[:.h](?P<minutes>[0-9]+)|(?P<h>h))?(?:\s?(?P<half>am|pm|[ap](?=\s|$)))?"
    r"(?:\s?o[' ]?clock)?(?![^\W_])"
)
_TOKENS = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![^\W_])"
    r"|(?P<nonstop>24/7)(?![^\W_])"
    r"|(?<!\S)(?P<negative>-[0-9]+)"
    r"|(?P<ordinal>[0-9]+)(?:st|nd|rd|th)(?![^\W_])"
    rf"|{_TIME}"
    r"|(?P<hours_open>(?:business|office|working|work)\s+hours)(?![^\W_])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<dash>-)"
    r"|(?P<comma>,)"
    r"|(?P<rest>[^\W_]+)",
    re.IGNORECASE,
)
_NUMBER = r"(?:[0-9]+|one|two|three|four|five|six|eight|twelve|half)"
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        ("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]", "-"),
        # a.m. and p.m.; "12 noon" is one time; Monday's.
        (r"\b([ap])\.\s?m\b\.?", r"\1m"),
        (r"\b12\s+(?=noon|midday|midnight)", ""),
        (r"(?<=[^\W\d_])['\u2019]s\b", "s"),
        # "9:30:00"; "0900 hours"; "9ish", "nine-ish", "noonish"; "9-30".
        (r"(:[0-9]{2}):00\b", r"\1"),
        (r"\b([0-9]{4})\s*(?:hours|hrs|hr|h)\b", r"\1"),
        (r"(?<=[0-9])-?ish\b|(?<=[a-z])-ish\b|(?<=noon)ish\b|(?<=night)ish\b", ""),
        (r"(?<![-0-9])([0-9]{1,2})-(00|30|45)\b", r"\1:\2"),
        # "9,30" is one time, because 30 is not an hour.
        (r"(?<![0-9,])([0-9]{1,2}),(2[4-9]|[345][0-9])\b", r"\1:\2"),
        # "6hrs", "2w", "2x"; "2-hourly"; "1.5 hours".
        (r"([0-9])(?=(?:hr|hour|day|week|month|min|minute)s?\b)", r"\1 "),
        (r"([0-9])m\b", r"\1 minutes"),
        (r"([0-9])d\b", r"\1 days"),
        (r"([0-9])w\b", r"\1 weeks"),
        (r"([0-9])x(?![^\W_])", r"\1 times"),
        (rf"\b({_NUMBER})-(?=(?:hour|day|week)(?:ly|s)?\b)", r"\1 "),
        (r"\b([0-9]+)[.,]5(?=\s*h)", r"\1 and a half "),
        # "Mon..Fri", "Mon ~ Fri", "Mon -> Fri".
        (r"(?<=[a-z])\s*(?:\.\.+|~|->|\N{RIGHTWARDS ARROW})\s*(?=[a-z])", "-"),
        # Compound words.
        (r"\b(?:business|working|work|week)[ -]+days?\b", "weekdays"),
        (r"\bweek[ -]ends\b", "weekends"),
        (r"\ball week\b", "daily"),
        (r"\bbi-week", "biweek"),
        (r"\bmid-day\b", "midday"),
        (r"\b(mid|half|quarter|twenty|thirty|forty|fifty)-(?=[a-z])", r"\1 "),
        (r"\b(?:except|apart|aside|other) (?:for|from|than|on)\b", "except"),
        (r"\bfirst thing\b(?=.*\bmorning)|\bon the hour\b|\b(?<=local )time\b|\bhigh (?=noon)", ""),
    )
)
# A shorter word is close to too many others: "man", "sin".
_MIN_CORRECTED = 4
_CORRECTABLE = tuple(
    word
    for word, token in VOCABULARY.items()
    if len(word) >= _MIN_CORRECTED and word != "last"
    if token.kind not in {"filler", "loose", "edge", "vague", "times", "past", "before", "except"}
    or word in {"clock", "sharp", "except", "excluding", "without"}
)
_ONE_EDIT_BELOW = 6
"""Letters. A shorter word is corrected by one edit, a longer one by two."""
_DAY_LETTERS = re.compile(r"(?:Tu|Th|Sa|Su|Mo|We|Fr|[MTWF])+")
_DAY_PART = re.compile(r"[A-Z][a-z]?")
_LOWER_CASE_DAYS = {"mwf": "MWF", "tth": "TTh", "tuth": "TuTh", "mtwtf": "MTWTF", "mtwthf": "MTWThF"}


def tokenize_schedule(text: str) -> Iterator[ScheduleToken]:
    """Yield the words, numbers and commas of `text` in order. Other characters are skipped."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    for match in _TOKENS.finditer(text):
        raw = match.group()
        if match["word"]:
            yield _read_word(raw)
        elif match["dash"]:
            yield ScheduleToken("range", raw)
        elif match["comma"]:
            yield ScheduleToken("filler", raw)
        elif match["date"]:
            yield _read_date(raw)
        elif match["ordinal"]:
            yield ScheduleToken("ordinal", raw, int(match["ordinal"]))
        elif match["hours"]:
            yield _read_number(match, raw)
        elif match["nonstop"] or match["hours_open"]:
            yield ScheduleToken("loose", raw, name="nonstop" if match["nonstop"] else "hours")
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
        half = f"{half[0]}m"
        # "18:30pm" is redundant, not wrong; "18:30am" is wrong.
        if hour == 0 or (half == "am" and hour > 12):  # noqa: PLR2004
            return ScheduleToken("bad-time", raw)
        hour = hour % 12 + 12 * (half == "pm") if hour <= 12 else hour  # noqa: PLR2004
    return _build_time(raw, hour, minute, half)


def read_bare_time(token: ScheduleToken) -> ScheduleToken:
    """Turn a number without a unit into a time: 9 is 09:00, 0930 is 09:30."""
    is_clock = token.raw.isdecimal() and len(token.raw) in {3, 4}
    hour, minute = divmod(token.value, 100) if is_clock else (token.value, 0)
    return _build_time(token.raw, hour, minute)


def _build_time(raw: str, hour: int, minute: int, half: str = "") -> ScheduleToken:
    if hour > 23 or minute > 59:  # noqa: PLR2004
        # 24:00 gets the value of a hint at midnight; other bad times have none.
        return ScheduleToken("bad-time", raw, hour * 60 if (hour, minute) == (24, 0) else 0)
    return ScheduleToken("time", raw, hour * 60 + minute, half)


def _read_word(raw: str) -> ScheduleToken:
    """Read a word. If it is unknown, use the closest word in the vocabulary."""
    word = raw.lower()
    if known := VOCABULARY.get(word):
        return known._replace(raw=raw)
    if days := _read_day_letters(raw):
        return ScheduleToken("group", raw, days=days)
    if len(word) < _MIN_CORRECTED:
        return ScheduleToken("unknown", raw)
    edits = 1 if len(word) < _ONE_EDIT_BELOW else 2
    matches = process.extract(word, _CORRECTABLE, scorer=OSA.distance, score_cutoff=edits, limit=None)
    # People rarely mistype both the first letter and another one.
    close = [(distance, name) for name, distance, _ in matches if distance == 1 or name[0] == word[0]]
    if len(word) == _MIN_CORRECTED:
        # In a word of four letters, a different letter makes a different word: "weak" is not "week".
        close = [(distance, name) for distance, name in close if len(name) != len(word) or set(name) == set(word)]
    if not close:
        return ScheduleToken("unknown", raw)
    _, corrected = min(close, key=lambda pair: (pair[0], -JaroWinkler.similarity(word, pair[1])))
    return VOCABULARY[corrected]._replace(raw=raw)


def _read_day_letters(raw: str) -> frozenset[int]:
    """Read days written as one word, such as MWF, TTh or MoWeFr. Return an empty set if it isn't such a word."""
    word = _LOWER_CASE_DAYS.get(raw.lower(), raw)
    if not _DAY_LETTERS.fullmatch(word):
        return frozenset()
    days: list[int] = []
    for part in _DAY_PART.findall(word):
        day = VOCABULARY[part.lower()].value
        # The second T of MTWTF is Thursday.
        day = 3 if part == "T" and days and days[-1] >= 1 else day
        if days and day <= days[-1]:
            return frozenset()
        days.append(day)
    return frozenset(days)
