"""The dates of items: every form that feeds use, and none that must be guessed."""

import re
from datetime import datetime

from bot.coverage.article import Moment
from bot.coverage.dates import MONTH_NUMBERS, DateError, parse_moment

_ZONES = {
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200",
    "EET": "+0200", "SAST": "+0200", "EEST": "+0300", "MSK": "+0300", "PKT": "+0500", "HKT": "+0800", "SGT": "+0800",
    "AWST": "+0800", "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
    "AKST": "-0900", "AKDT": "-0800", "HST": "-1000", "UT": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600",
    "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
"""Zones that feeds name and that mean one thing in a feed (`IST` does not). RFC 822 has those of America."""

_ZONE = re.compile(r"(?P<time>\d(?i:\s?[ap]\.?m\.?)?)\s*\(?\b(?P<zone>[A-Z]{2,4})\)?$")
_WEEKDAY = re.compile(r"^[^\W\d]{2,12}\.?,\s*(?=\d)")
_TWO_DIGIT_YEAR = re.compile(r"^(\d{1,2}[ -][A-Za-z]{3,9}[ -])(\d\d)(?= \d{1,2}:)")
_SHORT_HOUR = re.compile(r"(?<= )(\d:\d\d)")
_DAYLESS = re.compile(r"\d{4}(?:[-/]?\d\d)?|\d{1,2}[-/.]\d{4}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMED_MONTH = re.compile(r"[^\W\d]{3,}")
_WORD = re.compile(r"[^\W\d]+")
_ENGLISH = MONTH_NUMBERS.keys() | {"at", "of", "on", "st", "nd", "rd", "th", "a", "p", "m", "am", "pm", "gmt", "utc"}
"""The words of an English date without a weekday."""
_MAX_LENGTH = 64


def read_date(text: str, *, now: datetime) -> Moment:
    """Read the date of an item. Raises `DateError` if it names no day, is ambiguous, before 1990, or in the future."""
    cleaned = " ".join(text.split())
    if _DAYLESS.fullmatch(cleaned):
        raise DateError("it does not name a day")
    cleaned = _WEEKDAY.sub("", cleaned)
    zone = _ZONE.search(cleaned)
    if zone is not None and zone["zone"] in _ZONES:
        cleaned = f"{cleaned[: zone.end('time')]} {_ZONES[zone['zone']]}"
    cleaned = _SHORT_HOUR.sub(r"0\1", _TWO_DIGIT_YEAR.sub(_complete_year, cleaned))
    try:
        return parse_moment(cleaned, now=now)
    except DateError:
        date = _read_worded_date(cleaned)
        if date is None:
            raise
    return parse_moment(date, now=now)


def _complete_year(match: re.Match[str]) -> str:
    # As RFC 2822 (4.3) says.
    year = int(match[2])
    return f"{match[1]}{year + (2000 if year < 50 else 1900)}"  # noqa: PLR2004


def _read_worded_date(text: str) -> datetime | None:
    """Read a date with a month's name in any language; None if it has none, or leaves out day, month or year."""
    if len(text) > _MAX_LENGTH or not _YEAR.search(text) or not _NAMED_MONTH.search(text):
        return None
    # Imported here because it takes half a second, and few feeds need it.
    import dateparser  # noqa: PLC0415

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "TIMEZONE": "UTC"}
    # Loading all its languages takes some 5 s. What is no date in English, such as "31 Feb 2025", is none in others.
    languages = ["en"] if _ENGLISH.issuperset(_WORD.findall(text.lower())) else None
    return dateparser.parse(text, languages=languages, settings=settings)  # pyright: ignore[reportArgumentType]
