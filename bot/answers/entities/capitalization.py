"""How an archive capitalizes its words, which distinguishes names ("Blizzard") from other words."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

import msgspec

from bot.answers.analysis.stemming import stem_surface
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.coverage.columns.sequences import TextDictionary, build_dictionary_sections
from bot.coverage.columns.table import Section, Table

# The first word of a sentence is always capitalized, so only words that follow another word count.
_WORD_INSIDE_SENTENCE = re.compile(r"(?<=[a-z0-9,;'\u2019] )[^\W\d_][^\W_]*(?:['\u2019&+-][^\W_]+)*")

_MIN_CAPITAL_SHARE = 0.75
"""The share of a name's occurrences that are capitalized: some writers capitalize nothing, and some names are words."""

_CACHE_SIZE = 1 << 14

_STEMS, _CAPITAL, _LOWER = "cased stems", "capital counts", "lower counts"


class Capitalization:
    """How often an archive's sentences write each stem with a capital and with a small letter."""

    def __init__(self, table: Table) -> None:
        """`table`: with the sections that `build_capitalization_sections` makes."""
        count = partial(_find_counts, TextDictionary(table, _STEMS), table.numbers(_CAPITAL), table.numbers(_LOWER))
        # Sentences of an archive have the same words again and again, and finding one takes some microseconds. A cached
        # method would refer to its object, which refers to the cache: nothing would free the cycle (`bot.memory`).
        self.counts = lru_cache(_CACHE_SIZE)(count)
        """Return how often a stem is capitalized within sentences, and how often it is not."""

    def is_name(self, stemmed: str) -> bool:
        """Tell whether the archive writes a stem as a name."""
        capital, lower = self.counts(stemmed)
        return capital > 0 and capital >= _MIN_CAPITAL_SHARE * (capital + lower)


def _find_counts(stems: TextDictionary, capital: Sequence[int], lower: Sequence[int], stemmed: str) -> tuple[int, int]:
    number = stems.find(stemmed)
    return (capital[number], lower[number]) if number >= 0 else (0, 0)


def build_capitalization_sections(archive: Archive) -> dict[str, Section]:
    """Build the sections of `Capitalization`."""
    counts = _count_words(archive.articles)
    stems = sorted({stemmed for stemmed, _ in counts})
    return {
        **build_dictionary_sections(_STEMS, stems),
        _CAPITAL: array("I", (counts.get((stemmed, True), 0) for stemmed in stems)).tobytes(),
        _LOWER: array("I", (counts.get((stemmed, False), 0) for stemmed in stems)).tobytes(),
    }


def update_capitalization_sections(table: Table, gone: Iterable[Article], new: Iterable[Article]) -> dict[str, Section]:
    """Build the sections again after a change of articles. `table`: with the earlier ones."""
    stems = TextDictionary(table, _STEMS)
    numbers = {stemmed: number for number, stemmed in enumerate(stems.added, len(stems) - len(stems.added))}
    capital, lower = array("q", table.numbers(_CAPITAL)), array("q", table.numbers(_LOWER))
    added = stems.added
    for articles, sign in ((new, 1), (gone, -1)):
        for (stemmed, is_capital), count in _count_words(articles).items():
            number = numbers.get(stemmed, -1)
            if number < 0 and (number := stems.find(stemmed)) < 0:
                number = len(capital)
                added.append(stemmed)
                capital.append(0)
                lower.append(0)
            numbers[stemmed] = number
            (capital if is_capital else lower)[number] += sign * count
    return {
        f"{_STEMS}.added": msgspec.msgpack.encode(added),
        _CAPITAL: array("I", capital).tobytes(),
        _LOWER: array("I", lower).tobytes(),
    }


def _count_words(articles: Iterable[Article]) -> Mapping[tuple[str, bool], int]:
    """Count the stems of excerpts, by whether they are capitalized. Texts in capitals or in title case don't count."""
    surfaces: Counter[str] = Counter()
    for article in articles:
        words = _WORD_INSIDE_SENTENCE.findall(article.excerpt)
        if sum(map(str.islower, words)) * 2 > len(words):
            surfaces.update(words)
    counts: Counter[tuple[str, bool]] = Counter()
    for surface, count in surfaces.items():
        counts[stem_surface(surface), surface[0].isupper()] += count
    return counts
