"""Find the spans of a text that name a day, month, season or year, and the days that each of them means.

Weeks run from Monday to Sunday. Words around a span ("since", "between") are left to `bot.answers.dates.ranges`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.dates.lexicon import (
    AMBIGUOUS_MONTHS,
    BARE_YEAR,
    COUNT,
    DAY,
    DIGIT_YEAR,
    MONTH,
    SEASONS,
    THIRD,
    THIRD_OF_MONTH,
    UNIT,
    WEEKDAYS,
    YEAR,
    join_words,
    parse_count,
    parse_day,
    parse_month,
    parse_third,
    parse_year,
)
from bot.coverage.dates import MONTHS

NO_YEAR = 2000
"""The year of the days of a date that names no year, until `ranges` finds one. A leap year, for 29 February."""

_ONE_DAY = timedelta(days=1)
_TO = r"\s*(?:[-\u2013\u2014]|\bto\b|\bthrough\b|\buntil\b|\btill\b|\band\b)\s*"
# "In 23", "since '21": two digits are a year only where nothing is counted after them.
_BEFORE_SHORT_YEAR = ("in", "since", "during", "before", "after", "until", "till", "of", "early", "late", "mid")
_AFTER_SHORT_YEAR = r"(?=\W*$|[?.!,;)]|\s+(?:and|or|to|until|about|on|from|by|for)\b)"
_BEHIND_SHORT_YEAR = "|".join("(?<=\\b" + word + "\\ )" for word in _BEFORE_SHORT_YEAR)
_SHORT_YEAR = rf"(?:(?:{_BEHIND_SHORT_YEAR})['\u2019]?|['\u2019])\d\d{_AFTER_SHORT_YEAR}"
_RELATIVE_UNITS = join_words([*SEASONS, *WEEKDAYS, *MONTHS, "week", "month", "year", "weekend"])

_SPAN = re.compile(
    rf"""(?<![\w$€£/.,#@-])(?:
      (?P<iso>\d{{4}}-\d\d?-\d\d?)(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/-])
    | (?P<slashed>\d{{4}}[/.]\d\d?[/.]\d\d?)(?![\w/])
    | (?P<numeric>\d\d?(?P<mark>[/.-])\d\d?(?P=mark)(?:\d{{4}}|\d\d))(?![\w/-])
    | (?P<years_1>{DIGIT_YEAR})\s?[-\u2013\u2014]\s?(?P<years_2>{DIGIT_YEAR})(?![\w/-])
    | (?P<isomonth>{DIGIT_YEAR}-(?:0[1-9]|1[0-2]))(?![\w/-])
    | (?:the\ )?(?P<dd_1>{DAY}){_TO}(?:the\ )?(?P<dd_2>{DAY})\ (?:of\ )?(?P<dd_m>{MONTH})
        (?:,?\ (?:of\ )?(?P<dd_y>{YEAR}))?
    | (?P<mdd_m>{MONTH})\ (?:the\ )?(?P<mdd_1>{DAY}){_TO}(?:the\ )?(?P<mdd_2>{DAY})(?!\ (?:of\ )?{MONTH})
        (?:,?\ (?P<mdd_y>{YEAR}))?
    | (?:the\ )?(?P<dm_1>{DAY})\s?(?:of\ )?(?P<dm_m>{MONTH})(?:,?\ (?:of\ )?(?P<dm_y>{YEAR}))?
    | (?P<md_m>{MONTH})\ (?:the\ )?(?P<md_1>{DAY})(?:,?\ (?:of\ )?(?P<md_y>{YEAR}))?
    | {THIRD_OF_MONTH}?(?:the\ month\ of\ )?(?P<my_m>{MONTH}),?\ (?:of\ )?(?P<my_y>{YEAR})
    | (?:the\ )?(?P<quarter>q[1-4]|(?:first|second|third|fourth|last)\ quarter)
        (?:\ of|,|/)?\ ?(?:fy\ ?)?(?P<quarter_y>{BARE_YEAR}|['\u2019]?\d\d)
    | (?:the\ )?(?P<half>first|second)\ half\ of\ (?P<half_y>{BARE_YEAR})
    | (?:the\ )?(?P<season>spring|summer|autumn|fall|winter)(?:\ of)?,?\ (?P<season_y>{YEAR})
    | (?P<ago_n>{COUNT})\s(?P<ago_u>{UNIT})s?\ ago\b
    | (?P<today>the\ day\ before\ yesterday|yesterday|today|tonight)\b
    | (?:the\ )?(?:last|past|previous)\ (?P<roll_n>{COUNT})\s(?P<roll_u>{UNIT})s?\b
    | (?:the\ (?:last|past)|past)\ (?P<roll_one>{UNIT})\b(?!\ of)
    | (?P<which>this|last|previous)\ (?P<which_u>{_RELATIVE_UNITS})\b(?!\ of\b)
    | {THIRD}?(?:the\ year\ )?(?P<y>{BARE_YEAR})
    | {THIRD_OF_MONTH}?(?:the\ month\ of\ )?(?P<m>{MONTH})
    | (?P<short_y>{_SHORT_YEAR})
    )(?!\w|%)""",
    re.IGNORECASE | re.VERBOSE,
)
# Every span contains one of these. Searching for them first rules out most questions in a few microseconds.
_HINT = CaselessPattern(
    rf"{DIGIT_YEAR}|\d[/.-]\d|['\u2019]\d\d\b",
    r"\b(?:ago|today|tonight|yesterday|last|past|previous|this)\b",
    rf"\b{MONTH}",
    r"\bq[1-4]\b",
    rf"\b(?:{'|'.join(_BEFORE_SHORT_YEAR)}) \d\d\b",
    r"\btwo[ -]thousand",
    r"\bnineteen[ -]ninety",
    r"\btwenty[ -](?:ten|eleven|twelve|\w+teen|twenty|thirty)",
)


class DaySpan(NamedTuple):
    """A span of a text, `text[start:end]`, and the days that it names: from `first` to `last`, both included.

    `certainty`: how surely it is a date: 2 on its own, 1 with a preposition before it, 0 only with a clearer sign.
    `yearless`: it names no year, so its days are in `NO_YEAR`. `relative`: it counts from today. `exact`: the very day
    that is "two weeks ago", if the span means the whole week. `period`: it is a quarter or half of a year.
    """

    start: int
    end: int
    first: date
    last: date
    certainty: int
    yearless: bool = False
    relative: bool = False
    exact: date | None = None
    period: bool = False


def find_spans(text: str, *, today: date, days: frozenset[date] = frozenset()) -> Iterator[DaySpan]:
    """Yield every such span from left to right.

    `days`: the days with coverage; they settle whether the 6 or the 11 of 6/11/2020 is the month.
    """
    if not _HINT.is_in(text):
        return
    for match in _SPAN.finditer(text):
        try:
            span = _read_absolute(match, today, days) or _read_relative(match, today)
        except (ValueError, OverflowError):  # 31 June, 2020-13-01
            continue
        if span:
            yield span


def _read_absolute(match: re.Match[str], today: date, days: frozenset[date]) -> DaySpan | None:
    """Read a span that doesn't depend on today. Raises ValueError if the calendar has no such day."""
    first_last = _read_digits(match, today, days) or _read_part_of_year(match)
    if first_last:
        return DaySpan(*match.span(), *first_last, 2, period=bool(match["quarter"] or match["half"]))
    for form in ("dd", "mdd", "dm", "md"):
        if match[f"{form}_m"]:
            return _read_days_of_month(match, form)
    if match["years_1"] or match["y"] or match["short_y"]:
        return _read_years(match, days)
    if month := match["m"]:
        first, last = _narrow_to_third(match.group(), *_build_months(NO_YEAR, parse_month(month), 1))
        return DaySpan(*match.span(), first, last, 0 if _is_ambiguous(month) else 1, yearless=True)
    return None


def _read_years(match: re.Match[str], days: frozenset[date]) -> DaySpan | None:
    """Read "2020", "'20" or "2019-2021". Two digits are a year only if the archive has articles of it."""
    if first_year := match["years_1"]:
        first, last = date(int(first_year), 1, 1), date(int(match["years_2"]), 12, 31)
        return DaySpan(*match.span(), first, last, 1) if first < last else None
    if year := match["y"]:
        third = parse_third(match.group())
        first, last = (
            _build_months(parse_year(year), 1, 12)
            if third is None
            else _build_months(parse_year(year), 1 + 4 * third, 4)
        )
        return DaySpan(*match.span(), first, last, 0 if third is None else 2)
    first, last = _build_months(parse_year(match["short_y"]), 1, 12)
    return DaySpan(*match.span(), first, last, 0) if _is_covered(first.year, days) else None


def _is_covered(year: int, days: frozenset[date]) -> bool:
    """Tell whether an archive has articles of a year. `days`: with coverage; if none are known, any year may have."""
    return not days or any(day.year == year for day in days)


def _read_days_of_month(match: re.Match[str], form: str) -> DaySpan:
    """Read "11 June 2020", "June 12 to 17" and the like. `form`: the prefix of the groups that matched."""
    month, year = match[f"{form}_m"], match[f"{form}_y"]
    last_day = match[f"{form}_2"] if form.endswith("dd") else match[f"{form}_1"]
    year_number = parse_year(year) if year else NO_YEAR
    first = date(year_number, parse_month(month), parse_day(match[f"{form}_1"]))
    last = date(year_number, parse_month(month), parse_day(last_day))
    # "Diablo 4 December update", "police may 11 times": without a year these need a preposition.
    digit_first = form == "dm" and match["dm_1"].isdigit()
    sure = bool(year) or not (digit_first or month == "may")
    return DaySpan(*match.span(), min(first, last), max(first, last), 2 if sure else 1, not year)


def _read_digits(match: re.Match[str], today: date, days: frozenset[date]) -> tuple[date, date] | None:
    if text := match["iso"] or match["slashed"]:
        day = date(*(int(part) for part in re.split(r"[-/.]", text)))
        return day, day
    if text := match["numeric"]:
        day = _resolve_numeric_day(text, match["mark"], today, days)
        return day, day
    if text := match["isomonth"]:
        return _build_months(int(text[:4]), int(text[5:]), 1)
    return None


def _read_part_of_year(match: re.Match[str]) -> tuple[date, date] | None:
    if month := match["my_m"]:
        return _narrow_to_third(match.group(), *_build_months(parse_year(match["my_y"]), parse_month(month), 1))
    if quarter := match["quarter"]:
        ordinals = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
        n = ordinals.get(quarter.lower().split()[0]) or int(quarter[1])
        return _build_months(parse_year(match["quarter_y"]), 3 * n - 2, 3)
    if half := match["half"]:
        return _build_months(parse_year(match["half_y"]), 1 if half.lower() == "first" else 7, 6)
    if season := match["season"]:
        return _build_months(parse_year(match["season_y"]), SEASONS[season.lower()], 3)
    return None


def _read_relative(match: re.Match[str], today: date) -> DaySpan | None:
    exact = None
    if word := match["today"]:
        # A capital inside a sentence makes it a name: USA Today.
        if word[0].isupper() and re.search(r"\w\s+$", match.string[: match.start()]):
            return None
        first = last = today - _ONE_DAY * (2 if "before" in word else "yesterday" in word.lower())
    elif unit := match["roll_u"] or match["roll_one"]:
        count = parse_count(match["roll_n"]) if match["roll_n"] else 1
        first, last = _go_back(today, count, unit.lower()), today
    elif unit := match["ago_u"]:
        exact = _go_back(today, parse_count(match["ago_n"]), unit.lower())
        first, last = _expand(exact, unit.lower())
    elif unit := match["which_u"]:
        first, last = _resolve_unit(unit.lower(), today, this=match["which"].lower() == "this")
    else:
        return None
    return DaySpan(*match.span(), first, min(last, today), 2, relative=True, exact=exact)


def _resolve_unit(unit: str, today: date, *, this: bool) -> tuple[date, date]:
    """Return the days of `this week`, `last Monday`, `last June` or `this summer`, as the calendar has them."""
    if unit in {"week", "month", "year"}:
        return _expand(today if this else _go_back(today, 1, unit), unit)
    if unit in WEEKDAYS:
        day = today - _ONE_DAY * ((today.weekday() - WEEKDAYS.index(unit)) % 7 or (0 if this else 7))
        return day, day
    if unit == "weekend":
        saturday = today - _ONE_DAY * ((today.weekday() + 2) % 7)
        # On a Saturday or Sunday, "this weekend" is the current one, and the last one was a week before.
        saturday -= _ONE_DAY * (0 if this or today > saturday + _ONE_DAY else 7)
        return saturday, saturday + _ONE_DAY
    month, length = (SEASONS[unit], 3) if unit in SEASONS else (parse_month(unit), 1)
    year = today.year
    while (ends := _build_months(year, month, length))[0] > today or (not this and ends[1] >= today):
        year -= 1
    return ends


def _go_back(today: date, count: int, unit: str) -> date:
    if unit in {"hour", "day"}:
        return today - timedelta(days=count if unit == "day" else -(-count // 24))
    if unit == "week":
        return today - timedelta(weeks=count)
    return today - (relativedelta(months=count) if unit == "month" else relativedelta(years=count))


def _expand(day: date, unit: str) -> tuple[date, date]:
    """Return the calendar week, month or year that contains a day; for smaller units, the day itself."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _build_months(day.year, day.month, 1)
    return _build_months(day.year, 1, 12) if unit == "year" else (day, day)


def _build_months(year: int, month: int, length: int) -> tuple[date, date]:
    """Return the first and last day of `length` months."""
    first = date(year, month, 1)
    return first, first + relativedelta(months=length, days=-1)


def _narrow_to_third(text: str, first: date, last: date) -> tuple[date, date]:
    """Narrow a month to the ten days or so that `early`, `mid` or `late` in `text` means."""
    third = parse_third(text)
    if third is None:
        return first, last
    return first.replace(day=1 + 10 * third), first.replace(day=10 + 10 * third) if third < 2 else last  # noqa: PLR2004


def _resolve_numeric_day(text: str, mark: str, today: date, days: frozenset[date]) -> date:
    """Return the day that `6/11/2020` means: one with coverage, else one that is not in the future.

    If both readings are equal in that, the month comes first with `/` and second with other marks. Raises ValueError if
    neither reading is a day.
    """
    left, right, year = (int(part) for part in text.split(mark))
    year += 2000 if year < 100 else 0  # noqa: PLR2004
    orders = [(left, right), (right, left)] if mark == "/" else [(right, left), (left, right)]
    readings = [date(year, month, day) for month, day in orders if month <= len(MONTHS)]
    if not readings:
        raise ValueError(text)
    return max(readings, key=lambda day: (day in days, day <= today))


def _is_ambiguous(month: str) -> bool:
    return month.lower().rstrip(".") in AMBIGUOUS_MONTHS
