"""Dates and ranges of days in a reader's words: "since June 2020", "between 12 and 17 June", "last week".

Decided here: days are UTC days. A date without a year is the latest one, not after today, on whose days the archive
has coverage (else the latest past one). "Last week", "last month", "last year" are the calendar's; "the past week",
"the last two weeks" run back from today. What lies wholly ahead limits nothing, since nothing was reported yet.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from bot.answers.dates.spans import NO_YEAR, DaySpan, find_spans

_DAY = timedelta(days=1)
_LONGEST_SAID = 200
_MOST = 12  # ranges of one text that are read
_AHEAD = 60  # characters before a date in which its preposition stands
_EARLIEST_YEAR = 1990
# With every language that dateparser has, almost any short word is a weekday somewhere.
_LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pt"]


class DateRange(Struct, frozen=True):
    """Days from `first` to `last`, both included, in UTC. None is an open end. `typed`: the reader's own words."""

    first: date | None
    last: date | None
    typed: str


class DateMention(NamedTuple):
    """A range that a text names: `text[start:end]`, the words that make it a range with it.

    `explicit`: it is set off as a date ("in June 2020", "since 2021", "last week"), so a limit where the text is short;
    else it is but mentioned ("the best of 2020 awards", "last week's game").
    """

    range: DateRange
    start: int
    end: int
    explicit: bool


# What may stand before a date, by what it makes of it. The first that fits counts.
_LEADS = {
    sense: re.compile(rf"\b(?:{pattern})\s+(?:the\s+)?$", re.IGNORECASE)
    for sense, pattern in {
        "since": r"since|starting(?: from| in| on)?|beginning(?: in| on)|as of|on or after|(?:not|no) earlier than",
        "from": r"from",
        "after": r"after|later than|newer than|following",
        "until": r"until|till|up to|up until|through|by(?: the end of)?|on or before|(?:not|no) later than",
        "before": r"before|prior to|earlier than|older than",
        "in": r"(?:(?:published|dated|reported|written|posted|released|back)\s+)?"
        r"(?:in|on|of|during|within|over|throughout|around|for|at|between)|dated(?: from)?|published",
    }.items()
}
# Prepositions before other figures as well, and those that often join a date to what it dates.
_LOOSE = frozenset({"of", "for", "by", "at", "from", "around", "over", "through"})
_VAGUE = frozenset({"of", "for", "at", "around", "over"})
_BETWEEN = re.compile(r"\b(?:in |published |reported )?between\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|in)\s+(?:the\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|\u2013|\u2014|to|until|till|through|thru|up to)\s*(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s*and\s+(?:the\s+)?", re.IGNORECASE)
_ONWARDS = re.compile(
    r"\s+(?:on(?:wards?)?\b(?!\s+\w+ing)|and (?:later|after|since)\b|to (?:now|today|date|the present)\b)"
)
_EARLIER = re.compile(r"\s+(?:and|or) (?:earlier|before|older)\b", re.IGNORECASE)
_CLOSING = " ?!.,;:)\"'\u201d\u2019\u2026"
_NEWS = re.compile(r"['\u2019]s? (?:news|articles?|stor(?:y|ies)|headlines?|coverage|reports?)\b", re.IGNORECASE)
_OWNING = re.compile(r"['\u2019]s?\b")
# A capital right before a figure or a month makes it a part of a name: Windows 11 March update.
_NAMED = re.compile(r"[A-Z]\w*\s+$")
# After "from 2000", "by 2020": a noun makes it a count, these words do not.
_COUNTED = re.compile(
    r"\s+(?!(?:and|to|or|until|till|through|on|onwards?|about|regarding|in|is|was|were|are|did|has|have|by|for|with|that"
    r"|who|what|which)\b)[a-z]"
)
_UNITS = re.compile(
    r"\s*(?:%|people|employees|jobs|workers|users|miles|dollars|euros|pounds|percent|times|points|words)\b"
)


def find_dates(text: str, *, now: datetime, days: frozenset[date] = frozenset()) -> list[DateMention]:
    """Every range that a text names, in its order. `days`, those with coverage, settle what a text leaves open."""
    today = now.astimezone(UTC).date()
    found = list(islice(find_spans(text, today=today, days=days), _MOST))
    return list(_ranges(text, found, today, days)) if found else []


def parse_date(typed: str, *, now: datetime, days: frozenset[date] = frozenset()) -> DateRange | None:
    """What a reader typed where a date is asked for; in English by the rules above, in other languages by dateparser.

    None where it can't be read as one.
    """
    typed = typed.strip()[:_LONGEST_SAID]
    found = find_dates(f"in {typed}", now=now, days=days)
    if len(found) != 1 or found[0].end - found[0].start < len(typed):
        # Slow to load and eager to read; so only for what the rules can't read whole.
        import dateparser  # noqa: PLC0415

        settings = {"RELATIVE_BASE": now.astimezone(UTC).replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
        try:
            moment = dateparser.parse(typed, languages=_LANGUAGES, settings=settings)  # pyright: ignore[reportArgumentType]
        except (ValueError, OverflowError, RecursionError):
            moment = None
        if moment:
            return DateRange(moment.date(), moment.date(), typed)
    return DateRange(found[0].range.first, found[0].range.last, typed) if found else None


def merge_ranges(ranges: Sequence[DateRange]) -> DateRange | None:
    """One range for several: what "since …" and "until …" leave between them, else all from the first to the last."""
    if len(ranges) < 2:  # noqa: PLR2004
        return ranges[0] if ranges else None
    said = ", ".join(one.typed for one in ranges)
    firsts = [one.first for one in ranges if one.first]
    lasts = [one.last for one in ranges if one.last]
    opens = [one for one in ranges if one.first is None or one.last is None]
    if len(opens) == len(ranges):
        first, last = max(firsts, default=None), min(lasts, default=None)
        if first is None or last is None or first <= last:
            return DateRange(first, last, said)
        first, last = last, first
        return DateRange(first, last, said)
    first = min(firsts) if len(firsts) == len(ranges) else None
    return DateRange(first, max(lasts) if len(lasts) == len(ranges) else None, said)


def _ranges(text: str, found: Sequence[DaySpan], today: date, days: frozenset[date]) -> Iterator[DateMention]:
    at = 0
    while at < len(found):
        one = found[at]
        other = found[at + 1] if at + 1 < len(found) else None
        made = _pair(text, one, other, today, days) if other else None
        if made:
            at += 2
        else:
            made = _single(text, one, today, days)
            at += 1
        if made and (made.range.first is None or made.range.first <= today):
            yield made


def _pair(text: str, one: DaySpan, other: DaySpan, today: date, days: frozenset[date]) -> DateMention | None:
    """`from A to B`, `between A and B`, `A - B`."""
    ahead, between = text[max(0, one.start - _AHEAD) : one.start], text[one.end : other.start]
    lead = _BETWEEN.search(ahead) if _AND.fullmatch(between) else None
    if lead is None:
        if not _TO.fullmatch(between):
            return None
        lead = _FROM.search(ahead)
        if (
            lead is None
            and min(one.certainty, other.certainty) == 0
            and one.last - one.first != other.last - other.first
        ):
            return None
    if one.yearless and not other.yearless:
        one = _in_year(one, other.last.year)
        one = _in_year(one, one.first.year - 1) if one.first > other.first else one
    elif other.yearless and not one.yearless:
        other = _in_year(other, one.first.year)
    one, other = _settled(one, today, days), _settled(other, today, days)
    if one.first > other.last:
        one, other = (_in_year(one, other.first.year - 1), other) if one.yearless else (other, one)
    start = one.start - (len(ahead) - lead.start() if lead else 0)
    return DateMention(
        DateRange(one.first, other.last, text[start : other.end].strip()), start, other.end, explicit=True
    )


def _single(text: str, span: DaySpan, today: date, days: frozenset[date]) -> DateMention | None:
    ahead, behind = text[max(0, span.start - _AHEAD) : span.start], text[span.end :]
    leads = ((sense, pattern.search(ahead)) for sense, pattern in _LEADS.items())
    sense, lead = next(((sense, match) for sense, match in leads if match), ("in", None))
    word = lead.group().split()[0].lower() if lead else ""
    bare_year = span.certainty == 0 and not span.yearless
    if _UNITS.match(behind) or not _stands(text, span, word):
        return None
    if bare_year and word in _LOOSE and _COUNTED.match(behind):
        return None
    named = _settled(span, today, days)
    onwards, earlier = _ONWARDS.match(behind), _EARLIER.match(behind)
    if onwards and sense in {"from", "in"}:
        sense = "since"
    if earlier and sense == "in":
        sense = "until"
    first, last = {
        "since": (span.exact or named.first, None),
        "after": (named.last + _DAY, None),
        "until": (None, named.last),
        "before": (None, named.first - _DAY),
    }.get(sense, (named.first, named.last))
    start = span.start - (len(ahead) - lead.start() if lead else 0)
    end = span.end + (onwards.end() if onwards else earlier.end() if earlier else 0)
    said, plain = text[start:end].strip(), _is_plain(span, word, text[end:])
    if plain and (owning := _OWNING.match(text[end:])):
        end += owning.end()
    return DateMention(DateRange(first, last, said), start, end, plain)


def _stands(text: str, span: DaySpan, word: str) -> bool:
    """Whether a span is a date here, with the preposition `word` before it or none."""
    bare_year = span.certainty == 0 and not span.yearless
    behind = text[span.end :]
    if not word and span.certainty < 2:  # noqa: PLR2004
        alone = text.strip(" ?!.") == text[span.start : span.end]
        ends = not behind.strip(_CLOSING)
        named = span.certainty == 1 and _NAMED.search(text[max(0, span.start - _AHEAD) : span.start])
        return alone or (ends and not named and (bare_year or span.certainty == 1))
    if span.certainty or bare_year:
        return True
    # "In March", "since May": months that are words too need the phrase to end there.
    ends = not behind.lstrip()[:1].isalnum() or re.match(r"\s+(?:and|or|to|until|on)\b", behind)
    return bool(ends) and word in {"in", "since", "during", "until", "till", "before", "after", "from", "by", "of"}


def _is_plain(span: DaySpan, word: str, behind: str) -> bool:
    """Whether a date limits what is asked for, rather than being a part of it ("for 2023 models", "today's ban")."""
    if behind[:1] in {"'", "\u2019"}:
        return bool(_NEWS.match(behind))
    if word in _VAGUE and (span.relative or span.certainty < 2):  # noqa: PLR2004
        return not behind.strip(_CLOSING)
    # A year alone may be a part of a name: World Cup 2022.
    return bool(word) or span.certainty > 0 or span.yearless


def _settled(span: DaySpan, today: date, days: frozenset[date]) -> DaySpan:
    """A span with its year: the latest with coverage, else the latest past one."""
    if not span.yearless or span.first.year != NO_YEAR:
        return span
    years = range(today.year, _EARLIEST_YEAR - 1, -1)
    past = [one for one in (_in_year(span, year) for year in years) if one.first <= today]
    return next((one for one in past if days and _covered(one, days)), past[0])


def _covered(span: DaySpan, days: frozenset[date]) -> bool:
    return any(span.first + _DAY * n in days for n in range((span.last - span.first).days + 1))


def _in_year(span: DaySpan, year: int) -> DaySpan:
    shift = relativedelta(year=year)
    last = span.last + shift
    if span.last.month == 2 and span.last.day == 29 and span.first.day == 1:  # noqa: PLR2004
        last = date(year, 3, 1) - _DAY
    return span._replace(first=span.first + shift, last=last)
