"""When a piece was first published: the dates that records give, what an address tells, and which of them counts."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from dateutil import parser as written

from bot.coverage.article import Moment

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks and zones differ by up to a day; a date beyond that is wrong.
LEEWAY = timedelta(days=1)
# Records and addresses may differ by a zone or an evening's work; further apart, the address knows better.
_URL_LEAD = timedelta(days=2)

_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_COMPACT = re.compile(r"(?:19|20)\d{6}(?:T\d{6}Z?)?")
_SLASHED = re.compile(r"(\d{4})/(\d\d?)/(\d\d?)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})[a-z]*\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d")

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {
    m: n
    for names in (_MONTHS, _MONTH_NAMES, ("", "", "", "", "", "", "", "", "sept"))
    for n, m in enumerate(names, 1)
    if m
}
_URL_DAY = re.compile(
    r"/((?:19|20)\d\d)/(\d\d?|[a-z]{3,9})/(\d\d?)(?=/|$|\.[a-z]+$)"
    r"|/((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_-]|$)"
    r"|/((?:19|20)\d\d)(\d\d)(\d\d)(?=/|$)"
    r"|-((?:19|20)\d\d)-(\d\d)-(\d\d)(?=/?$|\.[a-z]+$)",
    re.IGNORECASE,
)


class DateError(ValueError):
    """A date that can't be used; `reason` says why, without repeating what was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PublicationDate(NamedTuple):
    """When a piece was first published; the latest day that a record gives, where later; whether an address told."""

    published: Moment | None
    redated: Moment | None
    dated_by_url: bool


def parse_moment(value: object, *, now: datetime) -> Moment:
    """A written time as a Moment in UTC; without a zone it counts as UTC, and exact midnight means the day.

    Raises BadDate for what is no date, is ambiguous, or lies before 1990 or more than a day after `now`.
    """
    at = _datetime(value)
    midnight = at.time() == time()
    # Midnight in the writer's own zone is that day, too; shifting it to UTC would show the day before or after.
    at = at.replace(tzinfo=UTC) if midnight else _utc(at)
    moment = Moment(at, "day" if midnight or at.time() == time() else "second")
    if at < EARLIEST:
        raise DateError("lies before 1990")
    if at > now + LEEWAY:
        raise DateError("lies more than a day ahead")
    return moment


def _utc(at: datetime) -> datetime:
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise DateError("is no date that the calendar has") from error


def _datetime(value: object) -> datetime:
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    raise DateError("is no date")


def _from_text(said: str) -> datetime:
    if iso := _ISO.fullmatch(said):
        return _from_iso(iso)
    if _EPOCH.fullmatch(said):
        return _from_epoch(int(said))
    try:
        if _COMPACT.fullmatch(said):
            return datetime.fromisoformat(said)
        if slashed := _SLASHED.fullmatch(said):
            return datetime(*map(int, slashed.groups()), tzinfo=UTC)  # pyright: ignore[reportArgumentType]
        if _RFC_2822.match(said):
            return parsedate_to_datetime(said)
        if len(said) <= 64 and _NAMED_MONTH.search(said) and _YEAR.search(said):  # noqa: PLR2004
            return _from_words(said)
    except (ValueError, OverflowError, TypeError) as error:
        raise DateError("is no date that the calendar has") from error
    raise DateError("is in no form that is known" if said else "is empty")


def _from_iso(iso: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, zone = iso.groups(default="0")
    try:
        # A leap second is the second before it: clocks here don't count it.
        seconds = min(int(second), 59) if second == "60" else int(second)
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), seconds, tzinfo=UTC)
        return at.replace(tzinfo=_zone(zone)) if zone[0] in "+-" else at
    except ValueError as error:
        raise DateError("is no date that the calendar has") from error


def _zone(offset: str) -> timezone:
    """`+02`, `+0200` or `+02:00` as a zone; ValueError where it is a day or more."""
    digits = offset[1:].replace(":", "")
    east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-east if offset[0] == "-" else east)


def _from_epoch(number: float) -> datetime:
    seconds = number / 1000 if abs(number) >= 1e11 else number  # noqa: PLR2004
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise DateError("is no date that the calendar has") from error


def _from_words(said: str) -> datetime:
    """`June 11, 2020 5:52 PM`: read twice with different defaults, so that nothing is filled in unsaid."""
    first = written.parse(said, default=datetime(2000, 1, 1))  # noqa: DTZ001
    second = written.parse(said, default=datetime(2001, 2, 2))  # noqa: DTZ001
    if first != second:
        raise DateError("does not name a day")
    return first.replace(microsecond=0)


def date_in_url(url: str) -> date | None:
    """The day in an address's path, where it stands as a whole: `/2020/06/11/`, `/2020/jun/10/`, `/2020-06-11`."""
    path = url.partition("?")[0].partition("#")[0]
    found = {day for match in _URL_DAY.finditer(path) if (day := _day(match))}
    return found.pop() if len(found) == 1 else None


def _day(match: re.Match[str]) -> date | None:
    year, month, day = (part for part in match.groups() if part is not None)
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month.lower(), 0)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found if found.year >= EARLIEST.year else None


def reconcile_dates(moments: Sequence[Moment], url: str | None) -> PublicationDate:
    """Which of the dates counts: the earliest that a record gives, unless the address has a day over two days earlier.

    `redated` is the latest, where that is a later day. Of two on one day the one with a time says more.
    """
    if not moments:
        return PublicationDate(None, None, dated_by_url=False)
    earliest = latest = moments[0]
    if len(moments) > 1:
        earliest = min(moments, key=lambda moment: (moment.day, moment.precision == "day", moment.at))
        latest = min(moments, key=lambda moment: (-moment.day.toordinal(), moment.precision == "day", moment.at))
    told = date_in_url(url) if url else None
    dated_by_url = told is not None and earliest.day - told > _URL_LEAD
    if told is not None and dated_by_url:
        earliest = Moment(datetime.combine(told, time(), UTC), "day")
    return PublicationDate(earliest, latest if latest.day > earliest.day else None, dated_by_url=dated_by_url)
