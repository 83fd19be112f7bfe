"""Months, weekdays, years and small numbers, in words and in digits: the patterns that find them, and their values."""

import calendar
import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from os.path import commonprefix

from bot.coverage.dates import MONTH_NUMBERS, MONTH_PATTERN, MONTHS

WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "dec", "sep", "jan"})
"""Ordinary words or names too: alone, they need more than a preposition before them."""

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first month of each season, in the northern hemisphere."""

THIRDS = {"early": 0, "beginning of": 0, "start of": 0, "mid": 1, "middle of": 1, "late": 2, "end of": 2}
"""The third of a month or year that a phrase before it means."""

WEEKS = {"first week of": 0, "last week of": 2}
"""The third of a month that contains the week. Said of months only."""

_ONE_TO_NINETEEN = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_FIRST_TO_NINTH = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINALS = [
    *_FIRST_TO_NINTH,
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
    *(f"twenty {word}" for word in _FIRST_TO_NINTH),
    "thirtieth",
    "thirty first",
]
# What readers type before "days" or "weeks", with the number that it stands for.
_COUNTS = dict(zip(_ONE_TO_NINETEEN, range(1, 20), strict=True)) | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "few": 3,
    "several": 5,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}


def _list_spoken_years() -> dict[str, int]:
    """Return the years from 1990 to 2039 as people say them: `two thousand and nine`, `twenty twenty one`."""
    below_forty = dict(enumerate(_ONE_TO_NINETEEN, 1))
    for tens, word in ((20, "twenty"), (30, "thirty")):
        below_forty |= {tens: word} | {tens + n: f"{word} {_ONE_TO_NINETEEN[n - 1]}" for n in range(1, 10)}
    years = {"two thousand": 2000, "nineteen ninety": 1990}
    for n, word in below_forty.items():
        years |= {f"two thousand {word}": 2000 + n, f"two thousand and {word}": 2000 + n}
        if n > 9:  # noqa: PLR2004 - nobody says "twenty nine" for 2009
            years[f"twenty {word}"] = 2000 + n
        else:
            years[f"nineteen ninety {word}"] = 1990 + n
    return years


_SPOKEN_YEARS = _list_spoken_years()


def join_words(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first. A space also matches a hyphen.

    Words that begin alike share their beginning, or the spoken years alone would take as long to compile as all else.
    """
    alternatives: list[str] = []
    for _, group in groupby(sorted(filter(None, words)), key=itemgetter(0)):
        alike = list(group)
        beginning = commonprefix(alike)  # noqa: RUF071 - they are no paths
        rests = [word.removeprefix(beginning) for word in alike]
        pattern = re.escape(beginning).replace(r"\ ", "[ -]")
        if any(rests):
            pattern += f"(?:{join_words(rests)})" + ("" if all(rests) else "?")
        alternatives.append(pattern)
    return "|".join(alternatives)


MONTH = rf"{MONTH_PATTERN}\b\.?"
WEEKDAY = f"(?:{join_words(WEEKDAYS)})"
DIGIT_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DIGIT_YEAR = r"(?:19|20)\d\d"
# These are for typed dates, so they are stricter (no 32nd, no 1949) and wider (days and years in words).
DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?!:\d|[.,]\d)|(?:{join_words(_ORDINALS)})\b)"
YEAR = rf"(?:(?:19[5-9]|20\d)\d\b|(?:{join_words(_SPOKEN_YEARS)})\b|['\u2019]\d\d\b)"
BARE_YEAR = rf"(?:(?:19[5-9]|20\d)\d\b|(?:{join_words(_SPOKEN_YEARS)})\b)"
COUNT = rf"(?:\d{{1,3}}|(?:a\ )?(?:{join_words(_COUNTS)})(?:\ of)?)"
UNIT = r"(?:hour|day|week|month|year)"
THIRD = rf"(?:(?:the\ )?(?:{join_words(THIRDS)})[ -])"
THIRD_OF_MONTH = rf"(?:(?:the\ )?(?:{join_words([*THIRDS, *WEEKS])})[ -])"
# These are for articles: everything that gives a number or a length of time there, exact or not.
NUMBER_WORD = (
    f"(?:{join_words([*_ONE_TO_NINETEEN[:12], 'fifteen'])}|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|millions?|billions?|dozens?|half|several|few|couple)"
)
PERIOD = "(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|quarters?|years?|decades?)"

_IS_MONTH = re.compile(MONTH)
_WORD = re.compile(r"[^\W_]+")
_MONTH_STARTS = frozenset(month[:3] for month in MONTHS)
_TIME_WORDS = frozenset(
    [*_MONTH_STARTS, *WEEKDAYS, *SEASONS, "today", "tonight", "yesterday", "week", "weekend", "month", "year"]
)
_LOWER_TIME_WORDS = {*MONTHS, *_MONTH_STARTS, "sept", *_TIME_WORDS, *map(str, range(1950, 2050))} - {"may", "mar"}
TIME_SURFACES = frozenset(form for word in _LOWER_TIME_WORDS for form in (word, word.title(), word.upper())) | {
    "May",
    "Mar",
}
"""Words and years that show, as they are written in a text, that it names a time. Smaller numbers alone don't."""


def parse_month(text: str) -> int:
    """Return the number of a month: 9 for `Sept.`."""
    return MONTH_NUMBERS[text.lower()[:3]]


def parse_day(text: str) -> int:
    """Return the number of a day: 11 for `11th`, 21 for `twenty-first`."""
    words = _lower_words(text)
    return _ORDINALS.index(words) + 1 if words in _ORDINALS else int(re.sub(r"\D", "", words))


def parse_year(text: str) -> int:
    """Return the year that is written as `2020`, `'20` or `twenty twenty`."""
    words = _lower_words(text)
    if words in _SPOKEN_YEARS:
        return _SPOKEN_YEARS[words]
    digits = words.lstrip("'\u2019")
    return int(digits) if len(digits) == len("2020") else 2000 + int(digits)


def parse_count(text: str) -> int:
    """Return the number that is written as `12`, `ten` or `a couple of`."""
    if text.isdigit():
        return int(text)
    return next(_COUNTS[word] for word in reversed(_lower_words(text).split()) if word in _COUNTS)


def parse_third(text: str) -> int | None:
    """Return 0, 1 or 2 for a month or year that begins with a phrase like `early`, `mid` or `end of`; else None."""
    start = re.match(rf"(?:the )?({join_words([*THIRDS, *WEEKS])})[ -]", text, re.IGNORECASE)
    return (THIRDS | WEEKS)[_lower_words(start[1])] if start else None


def _lower_words(text: str) -> str:
    return text.lower().replace("-", " ")


def extract_time_words(text: str) -> frozenset[str]:
    """Return the words and numbers of a text that name a time, each in one form: `jun`, `2020`, `weekend`."""
    return frozenset(
        word for word in map(normalize_time_word, _WORD.findall(text)) if word.isdigit() or word in _TIME_WORDS
    )


def normalize_time_word(word: str) -> str:
    """Return the form of a folded word in `extract_time_words`: `sep` for `september`, `11` for `11th`."""
    word = word.lower()
    if _IS_MONTH.fullmatch(word):
        return word[:3]
    return word.rstrip("sthndr") if word[0].isdigit() else word
