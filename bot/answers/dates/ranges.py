"""Read dates and ranges of days in a reader's words: "since June 2020", "between 12 and 17 June", "last week".

These rules are decided here. Days are UTC days. A date without a year is the latest such date, not after today, with
coverage on its days; if there is none, the latest past one. "Last week", "last month" and "last year" are the
calendar's; "the past week" and "the last two weeks" end today. A range that lies wholly in the future limits nothing,
since nothing has been reported on those days yet.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from bot.answers.dates.spans import NO_YEAR, DaySpan, find_spans

_ONE_DAY = timedelta(days=1)
_MAX_WEEK = timedelta(days=7)
_MAX_DATE_LENGTH = 200
_MAX_SPANS = 12
"""Spans of one text that are read."""

_LOOKBEHIND = 60
"""Characters before a date that are searched for its preposition."""

_EARLIEST_YEAR = 1990
# With all languages of dateparser, almost any short word is a weekday in some language.
_LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pt"]


class DateRange(Struct, frozen=True):
    """Days in UTC from `first` to `last`, both included; None is an open end. `typed`: the reader's own words."""

    first: date | None
    last: date | None
    typed: str


class DateMention(NamedTuple):
    """A range that a text names. `text[start:end]` is the range, together with the words that make it one.

    `explicit`: it is set off as a date ("in June 2020", "since 2021", "last week"), so it is a limit in a short text.
    Otherwise it is only mentioned ("the best of 2020 awards", "last week's game"). `strict`: words like "since" or
    "last week" show that nothing else is wanted. `bare`: no preposition stands before it, so it may be a part of a name
    ("September 11 trial"). `yearless`: it names no year. `relative`: it counts from today. `period`: it is a quarter or
    half of a year, which is reported on later.
    """

    range: DateRange
    start: int
    end: int
    explicit: bool
    strict: bool = True
    bare: bool = False
    yearless: bool = False
    relative: bool = False
    period: bool = False


# What may stand before a date, by the range that it makes of it. The first pattern that matches counts.
_PREPOSITIONS = {
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
# These stand before other numbers too.
_BEFORE_NUMBERS = frozenset({"of", "for", "by", "at", "from", "around", "over", "through"})
# These often make a date a part of the subject: "the election of 2020", "models for 2023".
_OF_THE_SUBJECT = frozenset({"of", "for", "at", "around", "over"})
_BETWEEN = re.compile(r"\b(?:in |published |reported )?between\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|in)\s+(?:the\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|\u2013|\u2014|to|until|till|through|thru|up to)\s*(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s*and\s+(?:the\s+)?", re.IGNORECASE)
_ONWARDS = re.compile(
    r"\s+(?:on(?:wards?)?\b(?!\s+\w+ing)|and (?:later|after|since)\b|to (?:now|today|date|the present)\b)"
)
_AND_EARLIER = re.compile(r"\s+(?:and|or) (?:earlier|before|older)\b", re.IGNORECASE)
# Words that count from today, but are names, too: the Today show.
_NAME_LIKE = re.compile(r"today|tonight|yesterday", re.IGNORECASE)
_END = " ?!.,;:)\"'\u201d\u2019\u2026"
_POSSESSIVE_NEWS = re.compile(
    r"['\u2019]s? (?:news|articles?|stor(?:y|ies)|headlines?|coverage|reports?)\b", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['\u2019]s?\b")
# A capitalised word right before a number or a month makes it part of a name: Windows 11 March update.
_NAME_BEFORE = re.compile(r"[A-Z]\w*\s+$")
# "From 2000 shops", "by 2020 votes": a noun after a bare year makes it a count, except for these words.
_COUNTED_NOUN = re.compile(
    r"\s+(?!(?:and|to|or|until|till|through|on|onwards?|about|regarding|in|is|was|were|are|did|has|have|by|for|with|that"
    r"|who|what|which)\b)[a-z]"
)
_COUNTED_UNIT = re.compile(
    r"\s*(?:%|people|employees|jobs|workers|users|miles|dollars|euros|pounds|percent|times|points|words)\b"
)


def find_dates(text: str, *, now: datetime, days: frozenset[date] = frozenset()) -> list[DateMention]:
    """Return every range that a text names, in order. `days`: the days with coverage, which settle ambiguous dates."""
    today = now.astimezone(UTC).date()
    spans = list(islice(find_spans(text, today=today, days=days), _MAX_SPANS))
    return list(_read_mentions(text, spans, today, days)) if spans else []


def parse_date(typed: str, *, now: datetime, days: frozenset[date] = frozenset()) -> DateRange | None:
    """Read what a reader typed into a field for a date. Returns None if it isn't a date.

    English is read by the rules of this module, other languages by dateparser.
    """
    typed = typed.strip()[:_MAX_DATE_LENGTH]
    mentions = find_dates(f"in {typed}", now=now, days=days)
    if len(mentions) != 1 or mentions[0].end - mentions[0].start < len(typed):
        # dateparser loads slowly and takes almost anything for a date, so it reads only what the rules can't.
        import dateparser  # noqa: PLC0415

        settings = {"RELATIVE_BASE": now.astimezone(UTC).replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
        try:
            moment = dateparser.parse(typed, languages=_LANGUAGES, settings=settings)  # pyright: ignore[reportArgumentType]
        except (ValueError, OverflowError, RecursionError):
            moment = None
        if moment:
            return DateRange(moment.date(), moment.date(), typed)
    return DateRange(mentions[0].range.first, mentions[0].range.last, typed) if mentions else None


def merge_ranges(ranges: Sequence[DateRange]) -> DateRange | None:
    """Merge ranges into one. Returns None if there are none.

    Open ranges ("since …", "until …") give the days between them; others give all days from the first to the last.
    """
    if len(ranges) < 2:  # noqa: PLR2004
        return ranges[0] if ranges else None
    typed = ", ".join(dates.typed for dates in ranges)
    firsts = [dates.first for dates in ranges if dates.first]
    lasts = [dates.last for dates in ranges if dates.last]
    if all(dates.first is None or dates.last is None for dates in ranges):
        first, last = max(firsts, default=None), min(lasts, default=None)
        if first is None or last is None or first <= last:
            return DateRange(first, last, typed)
        return DateRange(last, first, typed)
    first = min(firsts) if len(firsts) == len(ranges) else None
    return DateRange(first, max(lasts) if len(lasts) == len(ranges) else None, typed)


def _read_mentions(text: str, spans: Sequence[DaySpan], today: date, days: frozenset[date]) -> Iterator[DateMention]:
    at = 0
    while at < len(spans):
        span = spans[at]
        following = spans[at + 1] if at + 1 < len(spans) else None
        mention = _read_pair(text, span, following, today, days) if following else None
        if mention:
            at += 2
        else:
            mention = _read_single(text, span, today, days)
            at += 1
        if mention and (mention.range.first is None or mention.range.first <= today):
            yield mention


def _read_pair(text: str, left: DaySpan, right: DaySpan, today: date, days: frozenset[date]) -> DateMention | None:
    """Read `from A to B`, `between A and B` or `A - B`. Returns None if the spans don't belong together."""
    before, between = text[max(0, left.start - _LOOKBEHIND) : left.start], text[left.end : right.start]
    preposition = _BETWEEN.search(before) if _AND.fullmatch(between) else None
    if preposition is None:
        if not _TO.fullmatch(between):
            return None
        preposition = _FROM.search(before)
        same_length = left.last - left.first == right.last - right.first
        if preposition is None and min(left.certainty, right.certainty) == 0 and not same_length:
            return None
    if left.yearless and not right.yearless:
        left = _move_to_year(left, right.last.year)
        left = _move_to_year(left, left.first.year - 1) if left.first > right.first else left
    elif right.yearless and not left.yearless:
        right = _move_to_year(right, left.first.year)
    left, right = _choose_year(left, today, days), _choose_year(right, today, days)
    if left.first > right.last:
        left, right = (_move_to_year(left, right.first.year - 1), right) if left.yearless else (right, left)
    start = left.start - (len(before) - preposition.start() if preposition else 0)
    dates = DateRange(left.first, right.last, text[start : right.end].strip())
    return DateMention(dates, start, right.end, explicit=True)


def _read_single(text: str, span: DaySpan, today: date, days: frozenset[date]) -> DateMention | None:
    """Read a span with the preposition before it. Returns None if it isn't a date here."""
    before, after = text[max(0, span.start - _LOOKBEHIND) : span.start], text[span.end :]
    matches = ((sense, pattern.search(before)) for sense, pattern in _PREPOSITIONS.items())
    sense, preposition = next(((sense, match) for sense, match in matches if match), ("in", None))
    word = preposition.group().split()[0].lower() if preposition else ""
    if _COUNTED_UNIT.match(after) or not _is_date(text, span, word):
        return None
    if _is_bare_year(span) and word in _BEFORE_NUMBERS and _COUNTED_NOUN.match(after):
        return None
    dated = _choose_year(span, today, days)
    onwards, earlier = _ONWARDS.match(after), _AND_EARLIER.match(after)
    if onwards and sense in {"from", "in"}:
        sense = "since"
    if earlier and sense == "in":
        sense = "until"
    first, last = {
        "since": (span.exact or dated.first, None),
        "after": (dated.last + _ONE_DAY, None),
        "until": (None, dated.last),
        "before": (None, dated.first - _ONE_DAY),
    }.get(sense, (dated.first, dated.last))
    start = span.start - (len(before) - preposition.start() if preposition else 0)
    end = span.end + (onwards.end() if onwards else earlier.end() if earlier else 0)
    typed, explicit = text[start:end].strip(), _is_explicit(span, word, text[end:])
    if explicit and (possessive := _POSSESSIVE.match(text[end:])):
        end += possessive.end()
    return DateMention(
        DateRange(first, last, typed),
        start,
        end,
        explicit,
        strict=sense != "in" or (span.relative and not _NAME_LIKE.fullmatch(typed)),
        bare=preposition is None,
        yearless=span.yearless,
        relative=span.relative,
        period=span.period,
    )


def _is_date(text: str, span: DaySpan, preposition: str) -> bool:
    """Tell whether a span is a date, given the preposition before it (empty if there is none)."""
    after = text[span.end :]
    if not preposition and span.certainty < 2:  # noqa: PLR2004
        whole = text.strip(" ?!.") == text[span.start : span.end]
        is_last = not after.strip(_END)
        in_name = span.certainty == 1 and _NAME_BEFORE.search(text[max(0, span.start - _LOOKBEHIND) : span.start])
        return whole or (is_last and not in_name and (_is_bare_year(span) or span.certainty == 1))
    # "On April Jones", "at May's speech": without a day, a month follows "in", never "on".
    if preposition in {"on", "at"} and span.certainty == 1 and span.last - span.first > _MAX_WEEK:
        return False
    if span.certainty or _is_bare_year(span):
        return True
    # "In March", "since May": after a month that is a word too, the phrase must end.
    phrase_ends = not after.lstrip()[:1].isalnum() or re.match(r"\s+(?:and|or|to|until|on)\b", after)
    prepositions = {"in", "since", "during", "until", "till", "before", "after", "from", "by", "of"}
    return bool(phrase_ends) and preposition in prepositions


def _is_bare_year(span: DaySpan) -> bool:
    return span.certainty == 0 and not span.yearless


def _is_explicit(span: DaySpan, preposition: str, after: str) -> bool:
    """Tell whether a date limits a question, rather than belonging to its subject ("2023 models", "today's ban")."""
    if after[:1] in {"'", "\u2019"}:
        return bool(_POSSESSIVE_NEWS.match(after))
    if preposition in _OF_THE_SUBJECT and (span.relative or span.certainty < 2):  # noqa: PLR2004
        return not after.strip(_END)
    # A year alone may be part of a name: World Cup 2022.
    return bool(preposition) or span.certainty > 0 or span.yearless


def _choose_year(span: DaySpan, today: date, days: frozenset[date]) -> DaySpan:
    """Give a span without a year the latest year with coverage on its days; if there is none, the latest past year."""
    if not span.yearless or span.first.year != NO_YEAR:
        return span
    years = range(today.year, _EARLIEST_YEAR - 1, -1)
    past = (dated for year in years if (dated := _move_to_year(span, year)).first <= today)
    # A clock that was not set may be before all of these years.
    latest = next(past, _move_to_year(span, max(today.year, _EARLIEST_YEAR)))
    return next((dated for dated in chain((latest,), past) if _has_coverage(dated, days)), latest) if days else latest


def _has_coverage(span: DaySpan, days: frozenset[date]) -> bool:
    return any(span.first + _ONE_DAY * n in days for n in range((span.last - span.first).days + 1))


def _move_to_year(span: DaySpan, year: int) -> DaySpan:
    shift = relativedelta(year=year)
    last = span.last + shift
    if span.last.month == 2 and span.last.day == 29 and span.first.day == 1:  # noqa: PLR2004
        last = date(year, 3, 1) - _ONE_DAY
    return span._replace(first=span.first + shift, last=last)
