"""Publication dates: parses them as records write them, finds one in a URL, chooses one, and sorts by date.

The names of the months are here too, for every module that reads dates in text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from dateutil import parser

from bot.coverage.article import Article, Moment

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""The English months in lower case, in order."""

MONTH_NUMBERS: Mapping[str, int] = MappingProxyType(
    {form: number for number, month in enumerate(MONTHS, 1) for form in (month, month[:3])} | {"sept": 9}
)
"""1 to 12, by every form of a month's name in lower case: `september`, `sept`, `sep`."""

MONTH_PATTERN = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
"""A regular expression for the keys of `MONTH_NUMBERS`. It needs a word boundary after it."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks and time zones differ by up to a day; a date further ahead is wrong.
LEEWAY = timedelta(days=1)
# A record and a URL may differ by a time zone or an evening's work. If they differ by more, the URL is right.
_URL_LEAD = timedelta(days=2)

_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_COMPACT = re.compile(r"(?:19|20)\d{6}(?:T\d{6}Z?)?")
_SLASHED = re.compile(r"(\d{4})/(\d\d?)/(\d\d?)")
# A word that starts like a month may be one; the parser decides.
_MONTH_LIKE = re.compile(rf"\b(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\b", re.IGNORECASE)
_YEAR = re.compile(r"\b[1-9]\d{3}\b")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+[1-9]\d{3}\s+\d\d:\d\d")
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""Hours from UTC, by the names of zones that RFC 822 (5.1) defines."""
_MAX_LENGTH = 64
"""The most characters of a date in words. Longer texts are not tried."""

_URL_DAY = re.compile(
    r"/((?:19|20)\d\d)/(\d\d?|[a-z]{3,9})/(\d\d?)(?=/|$|\.[a-z]+$)"
    r"|/((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_-]|$)"
    r"|/((?:19|20)\d\d)(\d\d)(\d\d)(?=/|$)"
    r"|-((?:19|20)\d\d)-(\d\d)-(\d\d)(?=/?$|\.[a-z]+$)",
    re.IGNORECASE,
)


class DateError(ValueError):
    """The date can't be used. `reason` is a clause that says why, without repeating the date."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PublicationDate(NamedTuple):
    """When an article was first published.

    `redated` is the latest date that a record gives, if that is a later day. `dated_by_url` is true if `published`
    comes from the URL.
    """

    published: Moment | None
    redated: Moment | None
    dated_by_url: bool


def parse_moment(value: object, *, now: datetime) -> Moment:
    """Parse a date or time as a Moment in UTC. Without a time zone it counts as UTC; exact midnight means the day.

    Raises DateError if it is not a date, is ambiguous, is before 1990, or is more than a day after `now`.
    """
    at = _to_datetime(value)
    is_midnight = at.time() == time()
    # Midnight in the writer's time zone means a day, too. Converted to UTC, it could become the day before or after.
    at = at.replace(tzinfo=UTC) if is_midnight else _to_utc(at)
    moment = Moment(at, "day" if is_midnight or at.time() == time() else "second")
    if at < EARLIEST:
        raise DateError("it is before 1990")
    if at > now + LEEWAY:
        raise DateError("it is more than a day in the future")
    return moment


def _to_utc(at: datetime) -> datetime:
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise DateError("there is no such day") from error


def _to_datetime(value: object) -> datetime:
    if isinstance(value, str):
        return _parse_text(value.strip())
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    raise DateError("it is not a date")


def _parse_text(text: str) -> datetime:
    if iso := _ISO.fullmatch(text):
        return _from_iso(iso)
    if _EPOCH.fullmatch(text):
        return _from_epoch(int(text))
    try:
        if _COMPACT.fullmatch(text):
            return datetime.fromisoformat(text)
        if slashed := _SLASHED.fullmatch(text):
            return datetime(*map(int, slashed.groups()), tzinfo=UTC)  # pyright: ignore[reportArgumentType]
        if _RFC_2822.match(text):
            return parsedate_to_datetime(text)
        if len(text) <= _MAX_LENGTH and _MONTH_LIKE.search(text) and _YEAR.search(text):
            return _parse_words(text)
    except (ValueError, OverflowError, TypeError) as error:
        raise DateError("there is no such day") from error
    raise DateError("its format is unknown" if text else "it is empty")


def _from_iso(iso: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, zone = iso.groups(default="0")
    try:
        # Python doesn't support leap seconds; a leap second counts as the second before it.
        seconds = min(int(second), 59) if second == "60" else int(second)
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), seconds, tzinfo=UTC)
        return at.replace(tzinfo=_parse_offset(zone)) if zone[0] in "+-" else at
    except ValueError as error:
        raise DateError("there is no such day") from error


def _parse_offset(offset: str) -> timezone:
    """Parse `+02`, `+0200` or `+02:00`. Raises ValueError for a day or more."""
    digits = offset[1:].replace(":", "")
    east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-east if offset[0] == "-" else east)


def _from_epoch(number: float) -> datetime:
    """Convert seconds since 1970, or milliseconds if there are too many of them for seconds."""
    seconds = number / 1000 if abs(number) >= 1e11 else number  # noqa: PLR2004
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise DateError("there is no such day") from error


def _parse_words(text: str) -> datetime:
    """Parse `June 11, 2020 5:52 PM`. Parsing it twice with different defaults shows whether a part is missing."""
    first = parser.parse(text, default=datetime(2000, 1, 1), tzinfos=_read_zone)  # noqa: DTZ001
    second = parser.parse(text, default=datetime(2001, 2, 2), tzinfos=_read_zone)  # noqa: DTZ001
    if first != second:
        raise DateError("it does not name a day")
    return first.replace(microsecond=0)


def _read_zone(name: str | None, offset: int | None) -> timezone | None:
    """Return the zone of a date in words. `offset`: in seconds, if the text has one. None if it is not known."""
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    return None if offset is None else timezone(timedelta(seconds=offset))


def find_date_in_url(url: str) -> date | None:
    """Find the day in a URL's path: `/2020/06/11/`, `/2020/jun/10/`, `/2020-06-11`. None if not exactly one."""
    path = url.partition("?")[0].partition("#")[0]
    days = {day for match in _URL_DAY.finditer(path) if (day := _build_day(match))}
    return days.pop() if len(days) == 1 else None


def _build_day(match: re.Match[str]) -> date | None:
    year, month, day = (part for part in match.groups() if part is not None)
    number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month.lower(), 0)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found if found.year >= EARLIEST.year else None


def reconcile_dates(moments: Sequence[Moment], url: str | None) -> PublicationDate:
    """Choose the date that counts: the earliest, unless the URL names a day more than two days before it.

    Of two moments on one day, the more precise one is chosen.
    """
    if not moments:
        return PublicationDate(None, None, dated_by_url=False)
    earliest = latest = moments[0]
    if len(moments) > 1:
        earliest = min(moments, key=lambda moment: (moment.day, moment.precision == "day", moment.at))
        latest = min(moments, key=lambda moment: (-moment.day.toordinal(), moment.precision == "day", moment.at))
    url_day = find_date_in_url(url) if url else None
    dated_by_url = url_day is not None and earliest.day - url_day > _URL_LEAD
    if url_day is not None and dated_by_url:
        earliest = Moment(datetime.combine(url_day, time(), UTC), "day")
    return PublicationDate(earliest, latest if latest.day > earliest.day else None, dated_by_url=dated_by_url)


def get_publication_timestamp(article: Article) -> float:
    """Return the date of an article in seconds since 1970, to order by; 0 if it has none."""
    return article.published.at.timestamp() if article.published else 0.0


def compute_age(published: Moment | None) -> float:
    """Return a number that sorts newest first, undated last."""
    return -published.at.timestamp() if published else inf


def get_newest_first_key(article: Article) -> tuple[float, str]:
    """Return a key that sorts articles newest first, undated last."""
    return compute_age(article.published), article.id


def get_oldest_first_key(article: Article) -> tuple[float, str]:
    """Return a key that sorts articles oldest first, undated last."""
    return article.published.at.timestamp() if article.published else inf, article.id
