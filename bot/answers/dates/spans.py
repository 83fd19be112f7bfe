"""The spans of a text that name a day, month, season or year, and the days that each of them means.

Weeks run from Monday to Sunday. Nothing here knows of "since" or "between": that is `bot.answers.dates.ranges`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from bot.answers.dates import lexicon
from bot.answers.dates.lexicon import BARE_YEAR, COUNT, DAY, MONTH, SEASONS, THIRD, THIRD_OF_MONTH, UNIT, WEEKDAYS, YEAR

# Where a date names no year, its days stand in this one (a leap year) until somebody knows better.
NO_YEAR = 2000
_ONE_DAY = timedelta(days=1)
_TO = r"\s*(?:[-\u2013\u2014]|\bto\b|\bthrough\b|\buntil\b|\btill\b|\band\b)\s*"
_RELATIVE_UNITS = lexicon.join_words([*SEASONS, *WEEKDAYS, *lexicon.MONTHS, "week", "month", "year", "weekend"])

_SPAN = re.compile(
    rf"""(?<![\w$€£/.,#@-])(?:
      (?P<iso>\d{{4}}-\d\d?-\d\d?)(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/-])
    | (?P<slashed>\d{{4}}[/.]\d\d?[/.]\d\d?)(?![\w/])
    | (?P<numeric>\d\d?(?P<mark>[/.-])\d\d?(?P=mark)(?:\d{{4}}|\d\d))(?![\w/-])
    | (?P<years_1>(?:19|20)\d\d)\s?[-\u2013\u2014]\s?(?P<years_2>(?:19|20)\d\d)(?![\w/-])
    | (?P<isomonth>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?![\w/-])
    | (?:the\ )?(?P<dd_1>{DAY}){_TO}(?:the\ )?(?P<dd_2>{DAY})\ (?:of\ )?(?P<dd_m>{MONTH})
        (?:,?\ (?:of\ )?(?P<dd_y>{YEAR}))?
    | (?P<mdd_m>{MONTH})\ (?:the\ )?(?P<mdd_1>{DAY}){_TO}(?:the\ )?(?P<mdd_2>{DAY})(?!\ (?:of\ )?{MONTH})
        (?:,?\ (?P<mdd_y>{YEAR}))?
    | (?:the\ )?(?P<dm_1>{DAY})\s?(?:of\ )?(?P<dm_m>{MONTH})(?:,?\ (?:of\ )?(?P<dm_y>{YEAR}))?
    | (?P<md_m>{MONTH})\ (?:the\ )?(?P<md_1>{DAY})(?:,?\ (?:of\ )?(?P<md_y>{YEAR}))?
    | {THIRD_OF_MONTH}?(?:the\ month\ of\ )?(?P<my_m>{MONTH}),?\ (?:of\ )?(?P<my_y>{YEAR})
    | (?:the\ )?(?P<quarter>q[1-4]|(?:first|second|third|fourth|last)\ quarter)
        (?:\ of|,|/)?\ ?(?P<quarter_y>{BARE_YEAR})
    | (?:the\ )?(?P<half>first|second)\ half\ of\ (?P<half_y>{BARE_YEAR})
    | (?:the\ )?(?P<season>spring|summer|autumn|fall|winter)(?:\ of)?,?\ (?P<season_y>{YEAR})
    | (?P<ago_n>{COUNT})\s(?P<ago_u>{UNIT})s?\ ago\b
    | (?P<today>the\ day\ before\ yesterday|yesterday|today|tonight)\b
    | (?:the\ )?(?:last|past|previous)\ (?P<roll_n>{COUNT})\s(?P<roll_u>{UNIT})s?\b
    | (?:the\ (?:last|past)|past)\ (?P<roll_one>{UNIT})\b(?!\ of)
    | (?P<which>this|last|previous)\ (?P<which_u>{_RELATIVE_UNITS})\b(?!\ of\b)
    | {THIRD}?(?:the\ year\ )?(?P<y>{BARE_YEAR})
    | {THIRD_OF_MONTH}?(?:the\ month\ of\ )?(?P<m>{MONTH})
    )(?!\w|%)""",
    re.IGNORECASE | re.VERBOSE,
)
# Where none of these stands there is no span: it tells most questions in a few microseconds.
_HINT = re.compile(
    rf"(?:19|20)\d\d|\d[/.-]\d|\b(?:ago|today|tonight|yesterday|last|past|previous|this)\b|\b{MONTH}"
    r"|\btwo[ -]thousand|\bnineteen[ -]ninety|\btwenty[ -](?:ten|eleven|twelve|\w+teen|twenty|thirty)",
    re.IGNORECASE,
)


class DaySpan(NamedTuple):
    """`text[start:end]` names the days from `first` to `last`, both included.

    `certainty` is how little it needs beside it to be a date: 2 nothing, 1 a preposition, 0 a clearer sign than that.
    `yearless`: it named no year, so its days stand in `NO_YEAR`. `relative`: it was counted from today; `exact` is
    then the very day of "two weeks ago", which names that whole week.
    """

    start: int
    end: int
    first: date
    last: date
    certainty: int
    yearless: bool = False
    relative: bool = False
    exact: date | None = None


def find_spans(text: str, *, today: date, days: frozenset[date] = frozenset()) -> Iterator[DaySpan]:
    """Every such span, from left to right. `days`, those with coverage, settle which part of 6/11/2020 is the month."""
    if not _HINT.search(text):
        return
    for match in _SPAN.finditer(text):
        try:
            found = _absolute(match, today, days) or _relative(match, today)
        except (ValueError, OverflowError):  # 31 June, 2020-13-01, 999 years ago
            continue
        if found:
            yield found


def _absolute(match: re.Match[str], today: date, days: frozenset[date]) -> DaySpan | None:
    first_last = _figures(match, today, days) or _part_of_year(match)
    if first_last:
        return DaySpan(*match.span(), *first_last, 2)
    for form in ("dd", "mdd", "dm", "md"):
        if month := match[f"{form}_m"]:
            last_day = match[f"{form}_2"] if form.endswith("dd") else match[f"{form}_1"]
            said_year = match[f"{form}_y"]
            year = lexicon.parse_year(said_year) if said_year else NO_YEAR
            first = date(year, lexicon.parse_month(month), lexicon.parse_day(match[f"{form}_1"]))
            last = date(year, lexicon.parse_month(month), lexicon.parse_day(last_day))
            # "Diablo 4 December update", "police may 11 times": without a year these need a preposition.
            figure = form == "dm" and match["dm_1"].isdigit()
            sure = bool(said_year) or not (figure or (_doubtful(month) and month[0].islower()))
            return DaySpan(*match.span(), min(first, last), max(first, last), 2 if sure else 1, not said_year)
    if said := match["years_1"]:
        first, last = date(int(said), 1, 1), date(int(match["years_2"]), 12, 31)
        return DaySpan(*match.span(), first, last, 1) if first < last else None
    if said := match["y"]:
        third = lexicon.parse_third(match.group())
        first, last = (
            _months(lexicon.parse_year(said), 1, 12)
            if third is None
            else _months(lexicon.parse_year(said), 1 + 4 * third, 4)
        )
        return DaySpan(*match.span(), first, last, 0 if third is None else 2)
    if said := match["m"]:
        first, last = _third_of(match.group(), *_months(NO_YEAR, lexicon.parse_month(said), 1))
        return DaySpan(*match.span(), first, last, 0 if _doubtful(said) else 1, yearless=True)
    return None


def _figures(match: re.Match[str], today: date, days: frozenset[date]) -> tuple[date, date] | None:
    if said := match["iso"] or match["slashed"]:
        day = date(*(int(part) for part in re.split(r"[-/.]", said)))
        return day, day
    if said := match["numeric"]:
        day = _day_of(said, match["mark"], today, days)
        return day, day
    if said := match["isomonth"]:
        return _months(int(said[:4]), int(said[5:]), 1)
    return None


def _part_of_year(match: re.Match[str]) -> tuple[date, date] | None:
    if said := match["my_m"]:
        return _third_of(match.group(), *_months(lexicon.parse_year(match["my_y"]), lexicon.parse_month(said), 1))
    if said := match["quarter"]:
        named = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
        n = named.get(said.lower().split()[0]) or int(said[1])
        return _months(lexicon.parse_year(match["quarter_y"]), 3 * n - 2, 3)
    if said := match["half"]:
        return _months(lexicon.parse_year(match["half_y"]), 1 if said.lower() == "first" else 7, 6)
    if said := match["season"]:
        return _months(lexicon.parse_year(match["season_y"]), SEASONS[said.lower()], 3)
    return None


def _relative(match: re.Match[str], today: date) -> DaySpan | None:
    exact = None
    if said := match["today"]:
        # A capital inside a sentence makes it a name: USA Today.
        if said[0].isupper() and re.search(r"\w\s+$", match.string[: match.start()]):
            return None
        first = last = today - _ONE_DAY * (2 if "before" in said else "yesterday" in said.lower())
    elif said := match["roll_u"] or match["roll_one"]:
        n = lexicon.parse_count(match["roll_n"]) if match["roll_n"] else 1
        first, last = _back(today, n, said.lower()), today
    elif said := match["ago_u"]:
        exact = _back(today, lexicon.parse_count(match["ago_n"]), said.lower())
        first, last = _around(exact, said.lower())
    elif said := match["which_u"]:
        first, last = _which(said.lower(), today, this=match["which"].lower() == "this")
    else:
        return None
    return DaySpan(*match.span(), first, min(last, today), 2, relative=True, exact=exact)


def _which(unit: str, today: date, *, this: bool) -> tuple[date, date]:
    """`this week`, `last Monday`, `last June`, `this summer`: the calendar's, the one before where it is `last`."""
    if unit in {"week", "month", "year"}:
        return _around(today if this else _back(today, 1, unit), unit)
    if unit in WEEKDAYS:
        day = today - _ONE_DAY * ((today.weekday() - WEEKDAYS.index(unit)) % 7 or (0 if this else 7))
        return day, day
    if unit == "weekend":
        saturday = today - _ONE_DAY * ((today.weekday() + 2) % 7)
        # On a Saturday or Sunday, "this weekend" is running and the last one was a week before.
        saturday -= _ONE_DAY * (0 if this or today > saturday + _ONE_DAY else 7)
        return saturday, saturday + _ONE_DAY
    month, length = (SEASONS[unit], 3) if unit in SEASONS else (lexicon.parse_month(unit), 1)
    year = today.year
    while (ends := _months(year, month, length))[0] > today or (not this and ends[1] >= today):
        year -= 1
    return ends


def _back(today: date, n: int, unit: str) -> date:
    if unit in {"hour", "day"}:
        return today - timedelta(days=n if unit == "day" else -(-n // 24))
    if unit == "week":
        return today - timedelta(weeks=n)
    return today - (relativedelta(months=n) if unit == "month" else relativedelta(years=n))


def _around(day: date, unit: str) -> tuple[date, date]:
    """The calendar week, month or year that a day stands in; for smaller units the day."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _months(day.year, day.month, 1)
    return _months(day.year, 1, 12) if unit == "year" else (day, day)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first + relativedelta(months=length, days=-1)


def _third_of(said: str, first: date, last: date) -> tuple[date, date]:
    """The ten days or so of a month that `early`, `mid` or `late` means."""
    third = lexicon.parse_third(said)
    if third is None:
        return first, last
    return first.replace(day=1 + 10 * third), first.replace(day=10 + 10 * third) if third < 2 else last  # noqa: PLR2004


def _day_of(said: str, mark: str, today: date, days: frozenset[date]) -> date:
    """`6/11/2020`: the reading that exists, then one with coverage, then one not ahead; month first only with `/`."""
    one, two, year = (int(part) for part in said.split(mark))
    year += 2000 if year < 100 else 0  # noqa: PLR2004
    orders = [(one, two), (two, one)] if mark == "/" else [(two, one), (one, two)]
    readings = [date(year, month, day) for month, day in orders if month <= len(lexicon.MONTHS)]
    if not readings:
        raise ValueError(said)
    return max(readings, key=lambda day: (day in days, day <= today))


def _doubtful(month: str) -> bool:
    return month.lower().rstrip(".") in lexicon.AMBIGUOUS_MONTHS
