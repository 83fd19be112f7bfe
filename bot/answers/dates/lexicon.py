"""Months, days, years and small numbers, in words and figures: the patterns that find them and what they stand for."""

import calendar
import re
from collections.abc import Iterable

MONTHS = tuple(name.lower() for name in calendar.month_name if name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
# These are ordinary words too, so alone they need more than a preposition beside them.
AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "dec", "sep", "jan"})
# Northern seasons, by the month that they begin in.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# Which third of a month or year is meant.
THIRDS = {"early": 0, "beginning of": 0, "start of": 0, "mid": 1, "middle of": 1, "late": 2, "end of": 2}
# Of a month alone; the third that the week stands in.
WEEKS = {"first week of": 0, "last week of": 2}

_ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_FIRSTS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINALS = [
    *_FIRSTS,
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
    *(f"twenty {word}" for word in _FIRSTS),
    "thirtieth",
    "thirty first",
]
_COUNTS = dict(zip(_ONES, range(1, 20), strict=True)) | {
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


def _spoken_years() -> dict[str, int]:
    """`two thousand and nine`, `twenty twenty one`, `nineteen ninety nine`: the years from 1990 to 2039."""
    below_forty = dict(enumerate(_ONES, 1))
    for tens, word in ((20, "twenty"), (30, "thirty")):
        below_forty |= {tens: word} | {tens + n: f"{word} {_ONES[n - 1]}" for n in range(1, 10)}
    said = {"two thousand": 2000, "nineteen ninety": 1990}
    for n, word in below_forty.items():
        said |= {f"two thousand {word}": 2000 + n, f"two thousand and {word}": 2000 + n}
        if n > 9:  # noqa: PLR2004 - nobody says "twenty nine" for 2009
            said[f"twenty {word}"] = 2000 + n
        else:
            said[f"nineteen ninety {word}"] = 1990 + n
    return said


_SPOKEN_YEARS = _spoken_years()


def join_words(words: Iterable[str]) -> str:
    """A pattern of any of them, the longest first, in which a space may be a hyphen."""
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True))


MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_IS_MONTH = re.compile(MONTH)
_WORD = re.compile(r"[^\W_]+")
_MARKS = frozenset(
    [
        *(name[:3] for name in MONTHS),
        *WEEKDAYS,
        *SEASONS,
        "today",
        "tonight",
        "yesterday",
        "week",
        "weekend",
        "month",
        "year",
    ]
)
_LOWER_TELLING = {*MONTHS, *(name[:3] for name in MONTHS), "sept", *_MARKS, *map(str, range(1950, 2050))} - {
    "may",
    "mar",
}
TIME_WORDS = frozenset(form for word in _LOWER_TELLING for form in (word, word.title(), word.upper())) | {"May", "Mar"}
"""Words and years that tell a time, as texts write them; smaller figures alone do not."""
DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?!:\d|[.,]\d)|(?:{join_words(_ORDINALS)})\b)"
YEAR = rf"(?:(?:19[5-9]|20\d)\d\b|(?:{join_words(_SPOKEN_YEARS)})\b|['\u2019]\d\d\b)"
BARE_YEAR = rf"(?:(?:19[5-9]|20\d)\d\b|(?:{join_words(_SPOKEN_YEARS)})\b)"
COUNT = rf"(?:\d{{1,3}}|(?:a\ )?(?:{join_words(_COUNTS)})(?:\ of)?)"
UNIT = r"(?:hour|day|week|month|year)"
THIRD = rf"(?:(?:the\ )?(?:{join_words(THIRDS)})[ -])"
THIRD_OF_MONTH = rf"(?:(?:the\ )?(?:{join_words([*THIRDS, *WEEKS])})[ -])"


def parse_month(said: str) -> int:
    """`Sept.` is 9."""
    start = said.lower()[:3]
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(start))


def parse_day(said: str) -> int:
    """`11th`, `twenty-first`."""
    plain = _plain(said)
    return _ORDINALS.index(plain) + 1 if plain in _ORDINALS else int(re.sub(r"\D", "", plain))


def parse_year(said: str) -> int:
    """`2020`, `'20`, `twenty twenty`."""
    plain = _plain(said)
    if plain in _SPOKEN_YEARS:
        return _SPOKEN_YEARS[plain]
    digits = plain.lstrip("'\u2019")
    return int(digits) if len(digits) == len("2020") else 2000 + int(digits)


def parse_count(said: str) -> int:
    """`12`, `ten`, `a couple of`."""
    if said.isdigit():
        return int(said)
    return next(_COUNTS[word] for word in reversed(_plain(said).split()) if word in _COUNTS)


def parse_third(said: str) -> int | None:
    """0, 1 or 2 where a month or year is said with `early`, `mid`, `end of` and the like before it."""
    lead = re.match(rf"(?:the )?({join_words([*THIRDS, *WEEKS])})[ -]", said, re.IGNORECASE)
    return (THIRDS | WEEKS)[_plain(lead[1])] if lead else None


def _plain(said: str) -> str:
    return said.lower().replace("-", " ")


def extract_time_words(text: str) -> frozenset[str]:
    """The words and figures of a text that tell a time, in one form each: `jun`, `2020`, `weekend`."""
    return frozenset(word for word in map(normalize_time_word, _WORD.findall(text)) if word.isdigit() or word in _MARKS)


def normalize_time_word(word: str) -> str:
    """A folded word as `extract_time_words` has it: months by three letters, days without their ending."""
    word = word.lower()
    if _IS_MONTH.fullmatch(word):
        return word[:3]
    return word.rstrip("sthndr") if word[0].isdigit() else word
