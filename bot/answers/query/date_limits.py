"""Tell which dates of a question limit it, rather than belong to its subject."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.dates.lexicon import BARE_YEAR, extract_time_words, normalize_time_word
from bot.answers.dates.ranges import DateMention, DateRange
from bot.answers.entities.names import Names
from bot.answers.query.typed_text import TypedText

# A question for news of a time, rather than about what was planned for it.
_FOR_NEWS = CaselessPattern(
    r"\b(?:reported|published|happened|articles?|stories|coverage|headlines?|(?:any|the|latest|recent|newest|all) news"
    r"|news (?:in|from|on|about|of|since|before|after|between))\b",
    r"\bnews\W*$",
)
_YEAR_AT_END = re.compile(rf"\W*(?:\bof\W+)?{BARE_YEAR}\W*$", re.IGNORECASE)
# Companies report a quarter three to seven weeks after it.
_REPORTED_AFTER = timedelta(weeks=7)
# A date is part of the subject if a title names the same time and shares this many words with the question, and this
# share of its words. A question for news takes more; one with a bare year takes less.
_SHARED, _SHARED_RATIO = 2, 0.6
_SHARED_FOR_NEWS, _SHARED_FOR_NEWS_RATIO = 4, 0.8
_SHARED_BARE_YEAR, _SHARED_BARE_YEAR_RATIO = 1, 0.3


class DateLimits(NamedTuple):
    """The dates of a question. `explicit`: they limit it. `for_news`: it asks for news of their time."""

    dates: Sequence[DateMention]
    explicit: bool
    for_news: bool


def limit_dates(typed: TypedText, dates: Sequence[DateMention], names: Names) -> DateLimits:
    """Tell which dates of a question are its own, and whether they limit it."""
    # In a long question, "last week" was copied from an article; it isn't the reader's.
    own = dates if typed.is_short else [date for date in dates if date.explicit]
    for_news = _FOR_NEWS.is_in(typed.text)
    explicit = typed.is_short and bool(own) and _are_limits(own, typed, names, for_news=for_news)
    own = [_include_reports(date) if date.period and not for_news else date for date in own]
    return DateLimits(own, explicit, for_news)


def _are_limits(dates: Sequence[DateMention], typed: TypedText, names: Names, *, for_news: bool) -> bool:
    """Tell whether the dates of a short question limit it.

    They don't if a title of the archive names the same time in the same words: then the reader asks about what was
    planned for that time, or typed the title.
    """
    vague = [date.range.first for date in dates if not date.explicit]
    if vague:
        years = {day.year for day in names.days}
        if not all(first and first.year in years for first in vague):
            return False
    times = frozenset(word for date in dates for word in extract_time_words(date.range.typed))
    words = {normalize_time_word(word) for word in typed.folded_text.split() if word not in STOPWORDS} - times
    if vague:
        shared, ratio = _SHARED_BARE_YEAR, _SHARED_BARE_YEAR_RATIO
    elif for_news:
        shared, ratio = _SHARED_FOR_NEWS, _SHARED_FOR_NEWS_RATIO
    else:
        shared, ratio = _SHARED, _SHARED_RATIO
    return names.dated_titles.count_shared_words(times, frozenset(words)) < max(shared, ratio * len(words))


def _include_reports(date: DateMention) -> DateMention:
    """Let a quarter or half of a year last until it was reported on. Only its year limits; "first quarter" is asked."""
    year = _YEAR_AT_END.search(date.range.typed)
    first, last = date.range.first, date.range.last
    start = date.start if year is None else date.end - len(year.group())
    return date._replace(range=DateRange(first, last and last + _REPORTED_AFTER, date.range.typed), start=start)
