"""Values that answer a question: the names, figures, durations, dates, places and causes that a sentence states."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.analysis.english import can_be_verb, find_base_form, is_common
from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import normalize, split_words
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.dates.lexicon import DIGIT_DAY, DIGIT_YEAR, MONTH, NUMBER_WORD, PERIOD, WEEKDAY
from bot.answers.desk.desk import Desk
from bot.answers.evidence.matching import TermMatcher, TextMatch
from bot.answers.evidence.requirements import Requirements
from bot.answers.query.grammar import ROLE, SOMEONE
from bot.answers.retrieval.plan import QueryPlan
from bot.coverage.dates import MONTH_PATTERN

_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|mn|[mkb])\b"
# "(?<!\w)" before a word means the same as "\b", and takes two thirds of the time.
_NUMBER = rf"(?:\d[\d,.]*\d|\d)(?:\s?{_SCALE})?|(?<!\w)(?:{NUMBER_WORD}(?:\s{_SCALE})?|no|zero|none)\b"
_CURRENCY = r"(?:us|a|c|hk|nz|s)?[$\u00a3\u20ac\u00a5\u20b9\u20a9]"

FIGURE = CaselessPattern(_NUMBER)
MONEY = CaselessPattern(
    rf"{_CURRENCY}\s?\d[\d,.]*(?:\s?{_SCALE})?|\b(?:usd|rs\.?|eur|gbp|inr)\s?\d[\d,.]*"
    rf"|(?:\d[\d,.]*|\b{NUMBER_WORD})(?:\s?{_SCALE})?[\s-]+(?:us\s)?(?:dollars?|euros?|pounds?|cents?|rupees?|yen)\b"
    r"|\b(?:for free|free of charge|for nothing)\b"
)
# Amounts whose currency is left out, and what is free.
AMOUNT = CaselessPattern(r"\d[\d,.]*\s?(?:million|billion|trillion|bn|mn|m|b)\b|\bfree\b")
PERCENT = CaselessPattern(rf"(?:\d[\d,.]*|\b{NUMBER_WORD})[\s-]?(?:%|percent\b|per\s?cent\b|percentage points?\b)")
MEASURE = CaselessPattern(
    rf"(?:\d[\d,.]*|\b{NUMBER_WORD})(?:\s?{_SCALE})?[\s-]?(?:%|percent\b|per\s?cent\b|[gtmk]bs?\b|gigabytes?\b"
    rf"|terabytes?\b|megabytes?\b|[mk]?w\b|watts?\b|[ck]?m\b|miles?\b|feet\b|inch(?:es)?\b|kilomet\w+\b|met(?:er|re)s?\b"
    rf"|kg\b|pounds?\b|tons?\b|tonnes?\b|acres?\b|times\b|x\b|{PERIOD}\b)"
)
DURATION = CaselessPattern(
    rf"\b(?:\d[\d,.]*|an?|{NUMBER_WORD})[\s-]+(?:more\s+|of\s+|a\s+|\w+\s+)?{PERIOD}\b"
    # "Next week" is a date; "for the next year" lasts.
    rf"|\b(?:for|over|in|within|during)\s+the\s+(?:next|past|last)\s+{PERIOD}\b"
    r"|\b(?:permanent(?:ly)?|indefinite(?:ly)?|until|overnight|forever)\b"
    r"|\bfor (?:hours|days|weeks|months|years|ages|life|good)\b"
)
_VAGUE_DURATION = CaselessPattern(
    rf"\btemporar(?:y|ily)\b|\b(?:next|past|last)\s+{PERIOD}\b|\b(?:hours|days|weeks|months|years)\b"
)
# "May" and "march" are ordinary words, too: a month needs a day, a year or a preposition beside it.
_MONTH_BESIDE = rf"\b{MONTH}\s+\d{{1,4}}\b|\b{DIGIT_DAY}\s+(?:of\s+)?{MONTH_PATTERN}\b"
_MONTH_AFTER = (
    rf"\b(?:in|since|until|by|last|next|this|from|on|starting)\s+(?:early\s+|late\s+|mid-?\s?)?{MONTH_PATTERN}\b"
)
DATE = CaselessPattern(
    rf"(?<!\w)(?:{_MONTH_BESIDE}|{_MONTH_AFTER}|{DIGIT_YEAR}\b|(?:{WEEKDAY}|yesterday|tomorrow)\b"
    r"|(?<!for the )(?<!over the )(?:this|next|last)\s+"
    r"(?:week|weekend|month|year|summer|fall|autumn|spring|winter|quarter)\b|q[1-4]\b|(?:today|tonight)\b)"
)
DAY = CaselessPattern(rf"{_MONTH_BESIDE}|{_MONTH_AFTER}|\btomorrow\b|\bnext week\b")
EXACT_DAY = CaselessPattern(rf"\b{MONTH}\s+\d{{1,2}}(?!\d)|\b{DIGIT_DAY}\s+(?:of\s+)?{MONTH_PATTERN}\b|\btomorrow\b")
YEAR = re.compile(rf"\b{DIGIT_YEAR}\b")
CAUSE = CaselessPattern(
    r"\b(?:because|due to|owing to|citing|cites?|cited|amid|since|so that|in order to|reasons?|concerns?|fears?"
    r"|in response|caused?|prompted|thanks to|blam(?:e|es|ed|ing)|over|after|following|explain(?:s|ed)?|as part of|why"
    r"|to (?:avoid|prevent|protect|address|help|let|allow|make|give|ensure|combat|improve|meet|comply|focus|reduce)"
    r"|as (?:it|they|the))\b"
)
PLACE = re.compile(
    r"\b(?:in|at|near|from|across|outside|inside|into|to|throughout)\s+(?:the\s+)?(?:[a-z]+ern\s+)?([A-Z][\w.-]+)"
    r"|^([A-Z][\w-]+(?: [A-Z][\w-]+)?),"
)


_NEVER_NAME = re.compile(rf"{MONTH_PATTERN}|{WEEKDAY}|(?-i:[IVX]+|I['\u2019]\w+)|CEO|U\.?S\.?", re.IGNORECASE)
# To look for a digit first, and then for what is before it, is much faster than the other way round.
_DIGITS = re.compile(r"\d(?<!\w\d)[\w.,]*")
_MAX_NAME = 40
"""Characters before a number that are searched for the name that it belongs to."""

_LAST_WORD = re.compile(r"\w[\w&+-]*$")
_DATE_WORD = re.compile(rf"{MONTH_PATTERN}|{WEEKDAY}|{PERIOD}|today|now", re.IGNORECASE)
_SOMEONE = CaselessPattern(
    rf"(?<!\w)(?:{SOMEONE}|{ROLE}|councils?|governments?|courts?|parliament|police|ministry|committee|unions?|city|state|bank"
    r"|university|army|party|board|regulators?|judges?|jury)\b",
)
VALUE_PATTERNS: Mapping[str, CaselessPattern] = {
    "duration": DURATION,
    "money": MONEY,
    "percent": PERCENT,
    "measure": MEASURE,
    "date": DATE,
    "day": DAY,
    "count": FIGURE,
}
"""What a value of each type looks like, but for places."""

_SECOND_BEST: Mapping[str, CaselessPattern] = {
    "name": _SOMEONE,
    "day": DATE,
    "money": AMOUNT,
    "duration": _VAGUE_DURATION,
    "measure": FIGURE,
    "percent": FIGURE,
}
"""Values that answer half as well: an office for a name, a year for a day, a bare figure for a measure."""

_SECOND_BEST_FIT = 0.5
_MONTH_FIT = 0.75
"""How well a month answers when something will be."""

_REPORT_DATE_FIT = 0.5
_NUMBER_ALONE_FIT = 0.4
"""How well a number answers "how many" if what is counted does not follow it."""

_COUNTED_WITHIN = 4
"""Words within which a counted thing follows its number: "ten new data centers"."""

_BESIDE_ROLE, _NEAR_ROLE = 2, 3
"""Words within which the name of who has a role stands, and what it is a role of: "Ann Poe, who heads Acme"."""

_NEAR = 20
"""Words from which on a value has nothing to do with the question's words."""

_MIN_NAME_IDF = 2.0
"""A name with a lower idf is everywhere in the archive, so it says little."""

_CACHE_SIZE = 1 << 13


class Value(NamedTuple):
    """A value in a text: as written, and where it starts, in characters."""

    text: str
    start: int


class Name(NamedTuple):
    """A name in a text, which is one word of it: as written, and the index of that word."""

    text: str
    word_index: int


class _Word(NamedTuple):
    """What a word with a capital is: a name, or perhaps one, since neither the archive nor English has it.

    `is_telling`: it is not everywhere in the archive.
    """

    is_name: bool
    is_unknown: bool
    is_telling: bool


_NO_NAME = _Word(is_name=False, is_unknown=False, is_telling=False)


class ValueFinder:
    """Finds the values in sentences that could answer one question."""

    def __init__(self, plan: QueryPlan, requirements: Requirements, matcher: TermMatcher, desk: Desk) -> None:
        self._type = requirements.value_type
        self._units = requirements.units
        self._role = requirements.role
        self._matcher = matcher
        self._desk = desk
        self._asked = frozenset(stem_surface(token.surface) for token in plan.question.tokens) | {
            stemmed for term in plan.terms for stemmed in term.stems
        }
        self._found: dict[str, Sequence[Value | Name]] = {}
        """The values of each sentence that was read."""
        # The sentences for a question have the same names again and again.
        self._words: dict[str, _Word] = {}
        self._takes_number: dict[str, bool] = {}

    @cached_property
    def _asked_numbers(self) -> frozenset[int]:
        return self._desk.index.vocabulary.stem_numbers(self._asked)

    @cached_property
    def _unit_numbers(self) -> frozenset[int]:
        return self._desk.index.vocabulary.stem_numbers(self._units)

    def rate(self, match: TextMatch) -> float:
        """Rate (0..1) whether a sentence has the kind of value that is asked for."""
        fit, _ = self._rate(match)
        return fit

    def rate_nearness(self, match: TextMatch) -> float:
        """Rate (0..1) as `rate`, and how near that value is to the question's words."""
        fit, values = self._rate(match)
        return fit * self._measure_nearness(match, values) if values else fit

    def _rate(self, match: TextMatch) -> tuple[float, Sequence[Value | Name]]:
        """Return how well a sentence has the kind of value that is asked for, and which values, if these tell."""
        if self._type == "any":
            return 1.0, ()
        if self._type == "cause":
            return float(CAUSE.is_in(match.text)), ()
        if self._type == "count" and self._units:
            return self._rate_count(match), ()
        values = self._find(match)
        fit = 1.0
        if self._type == "day" and not any(EXACT_DAY.is_in(value.text) for value in values):
            fit = _MONTH_FIT
        if not values and (pattern := _SECOND_BEST.get(self._type)):
            values = self._find_new(pattern, match.text) or (
                list(self._find_names(match)) if self._type == "name" else []
            )
            fit = _SECOND_BEST_FIT
        if values:
            return fit, values
        # The date of the report answers when something happened, if nothing better does.
        return _REPORT_DATE_FIT if self._type == "date" else 0.0, ()

    def count(self, match: TextMatch) -> int:
        """Count the values of a sentence that could answer; 0 for causes, or if any sentence may answer."""
        return 0 if self._type in ("any", "cause") else len({value.text.casefold() for value in self._find(match)})

    def has_role_holder(self, match: TextMatch) -> bool:
        """Tell whether a name stands beside the role that is asked for, and that beside what it is a role of.

        "Google Cloud CEO Thomas Kurian" says who runs Google Cloud.
        """
        if self._role < 0:
            return False
        # "Heading to Oslo" heads nothing.
        roles = {
            index
            for index, position in match.places
            if position == self._role and not match.words[index].endswith("ing")
        }
        others = {index for index, position in match.places if position != self._role}
        if not roles or not others:
            return False
        names = {_locate(value, match) for value in self._find(match)} - others
        return any(
            any(_has_role(name, role, match) for name in names)
            and any(abs(other - role) <= _NEAR_ROLE for other in others)
            for role in roles
        )

    def has_figure(self, text: str) -> bool:
        """Tell whether a sentence has a figure that the question lacks and that isn't part of a name."""
        for figure in _DIGITS.finditer(text):
            if stem_surface(figure[0]) not in self._asked and not self._is_part_of_name(figure.start(), text):
                return True
        return False

    def _find(self, match: TextMatch) -> Sequence[Value | Name]:
        values = self._found.get(match.text)
        if values is None:
            values = self._found[match.text] = self._read(match)
        return values

    def _read(self, match: TextMatch) -> Sequence[Value | Name]:
        if self._type == "name":
            return list(self._find_names(match, telling=True))
        if self._type == "place":
            places = self._select_new(_find_places(match.text), match.text)
            return [value for value in places if self._can_be_place(value)]
        values = self._find_new(VALUE_PATTERNS[self._type], match.text)
        return [value for value in values if not YEAR.fullmatch(value.text)] if self._type == "count" else values

    def _find_new(self, pattern: CaselessPattern, text: str) -> list[Value]:
        """Find the values that a pattern matches and the question does not have already."""
        return self._select_new((Value(text[start:end], start) for start, end in pattern.find_spans(text)), text)

    def _select_new(self, values: Iterable[Value], text: str) -> list[Value]:
        """Select the values that the question does not have already."""
        return [
            value
            for value in values
            if not self._asked.issuperset(_list_stems(value.text))
            and not (value.text.isdigit() and self._is_part_of_name(value.start, text))
        ]

    def _is_part_of_name(self, start: int, text: str) -> bool:
        """Tell whether the number there belongs to the name before it: "Diablo 4", but not "June 6"."""
        if not text[max(0, start - 1) : start].isspace():
            return False
        # Most words before a number have no capital, which is told fast.
        last = text[max(0, start - _MAX_NAME) : start].rsplit(None, 1)[-1:]
        if not last or last[0].islower():
            return False
        takes_number = self._takes_number.get(last[0])
        if takes_number is None:
            match = _LAST_WORD.search(last[0])
            takes_number = match is not None and self._is_numbered_name(match[0])
            self._takes_number[last[0]] = takes_number
        return takes_number

    def _is_numbered_name(self, word: str) -> bool:
        return word[0].isupper() and not _is_date_word(word) and self._desk.capitalization.is_name(stem_surface(word))

    def _can_be_place(self, value: Value) -> bool:
        return not _DATE_WORD.match(value.text) and self._is_telling(stem_surface(value.text))

    def _find_names(self, match: TextMatch, *, telling: bool = False) -> Iterator[Name]:
        """Find the names that the question does not have already. `telling`: find only those."""
        for index, surface in enumerate(match.words):
            if surface[0].isupper():
                word = self._words.get(surface) or self._words.setdefault(surface, self._read_word(surface))
                if (word.is_name or (word.is_unknown and index and _is_prose(match))) and word.is_telling >= telling:
                    yield Name(surface, index)

    def _read_word(self, surface: str) -> _Word:
        """Read a word with a capital. One that the question has is no name here."""
        stemmed = stem_surface(surface)
        if stemmed in self._asked or _is_no_name(surface):
            return _NO_NAME
        if self._desk.capitalization.is_name(stemmed):
            return _Word(is_name=True, is_unknown=False, is_telling=self._is_telling(stemmed))
        if self._desk.capitalization.counts(stemmed) == (0, 0) and not is_common(normalize(surface)):
            return _Word(is_name=False, is_unknown=True, is_telling=self._is_telling(stemmed))
        return _NO_NAME

    def _is_telling(self, stemmed: str) -> bool:
        return self._desk.idf(stemmed) >= _MIN_NAME_IDF

    def _rate_count(self, match: TextMatch) -> float:
        numbers = [
            index
            for index, (word, stemmed) in enumerate(zip(match.words, match.stems, strict=True))
            if _is_count(word)
            and stemmed not in self._asked_numbers
            and not (index and word.isdigit() and self._is_numbered_name(match.words[index - 1]))
        ]
        counted = [index for index, stemmed in enumerate(match.stems) if stemmed in self._unit_numbers]
        if any(0 < index - number <= _COUNTED_WITHIN for number in numbers for index in counted):
            return 1.0
        return _NUMBER_ALONE_FIT if numbers else 0.0

    def _measure_nearness(self, match: TextMatch, values: Iterable[Value | Name]) -> float:
        telling = self._matcher.find_telling(match)
        if not telling:
            return 0.5
        indexes = [_locate(value, match) for value in values]
        distance = min(abs(index - other) for index in indexes for other in telling)
        return max(0.0, 1 - distance / _NEAR)


def _has_role(name: int, role: int, match: TextMatch) -> bool:
    """Tell whether a name, by its index, stands where the holder of a role does: "Ann runs it", "run by Ann"."""
    if abs(name - role) > _BESIDE_ROLE:
        return False
    word = normalize(match.words[role])
    is_verb = can_be_verb(word) and find_base_form(word) != word
    return name < role or not is_verb or match.words[role + 1].casefold() == "by"


def _locate(value: Value | Name, match: TextMatch) -> int:
    """Return the index of the first word of a value."""
    return value.word_index if isinstance(value, Name) else bisect_left(match.starts, value.start)


def _is_prose(match: TextMatch) -> bool:
    """Tell whether half of the words begin with a small letter. A headline in title case capitalizes every word, so an
    unknown one need not be a name."""
    return sum([word[0].islower() for word in match.words]) * 2 >= len(match.words)


def _find_places(text: str) -> Iterator[Value]:
    for match in PLACE.finditer(text):
        group = match.lastindex or 0
        yield Value(match[group], match.start(group))


@lru_cache(maxsize=_CACHE_SIZE)
def _list_stems(value: str) -> frozenset[str]:
    """Return the stems of a value: archives have the same values again and again."""
    return frozenset(map(stem_surface, split_words(value)))


@lru_cache(maxsize=_CACHE_SIZE)
def _is_count(word: str) -> bool:
    """Tell whether a word is a number, and no year."""
    return FIGURE.pattern.fullmatch(word) is not None and YEAR.fullmatch(word) is None


@lru_cache(maxsize=_CACHE_SIZE)
def _is_date_word(word: str) -> bool:
    return _DATE_WORD.fullmatch(word) is not None


@lru_cache(maxsize=_CACHE_SIZE)
def _is_no_name(word: str) -> bool:
    return normalize(word) in STOPWORDS or _NEVER_NAME.fullmatch(word) is not None
