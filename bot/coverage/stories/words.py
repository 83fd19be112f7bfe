"""The words of articles for comparing stories: as numbers, with what titles count, and the outlet and day of each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import nan
from typing import NamedTuple
from zlib import crc32

from bot.coverage.archive.archive import Archive


class TextAnalysis(NamedTuple):
    """What stories need to know of the archive's language.

    `stem_words` returns the content words of a text, as stems, in order. `frequencies`: the share of general texts
    (0..1) that contain a stem, by its hash (`hash_word`), for frequent stems. `date_stems`: stems that tell the day of
    a report, not the event.
    """

    stem_words: Callable[[str], Iterable[str]]
    frequencies: Mapping[int, float]
    date_stems: frozenset[str]


class NumberedWords(NamedTuple):
    """The words of each article as numbers, each once: those of its title, and in `rest` those only in its excerpt.

    `counts`: what the title counts and how much of it, a noun and a figure in turn. `days`: days since an epoch, NaN if
    unknown. `outlets`: a number for each outlet.
    """

    titles: Sequence[Sequence[int]]
    rest: Sequence[Sequence[int]]
    counts: Sequence[Sequence[int]]
    days: Sequence[float]
    outlets: Sequence[int]


_NO_COUNT = re.compile(r"(?:19|20)\d\d|\d+[gk]")
"""Figures that are not counts: years, and the names of standards (5G, 4K)."""
_MAX_BETWEEN = 3
"""The noun that a figure counts is among this many words after it."""


def read_words(archive: Archive, analysis: TextAnalysis, places: Sequence[int] | None = None) -> NumberedWords:
    """Return the words of all articles, or of those at some places."""
    titles: list[Sequence[int]] = []
    rest: list[Sequence[int]] = []
    counts: list[Sequence[int]] = []
    places = range(len(archive)) if places is None else places
    for place in places:
        article = archive.articles[place]
        title = [stem for stem in analysis.stem_words(article.title) if stem not in analysis.date_stems]
        excluded = {*title, *analysis.date_stems}
        excerpt = dict.fromkeys(stem for stem in analysis.stem_words(article.excerpt) if stem not in excluded)
        titles.append([hash_word(stem) for stem in dict.fromkeys(title)])
        rest.append([hash_word(stem) for stem in excerpt])
        counts.append([hash_word(stem) for pair in _find_counts(title) for stem in pair])
    days, outlets = archive.table.numbers("days", "q"), archive.table.numbers("outlet")
    return NumberedWords(
        titles,
        rest,
        counts,
        [float(-days[place]) if place < len(days) else nan for place in places],
        [outlets[place] for place in places],
    )


@lru_cache(maxsize=131_072)
def hash_word(word: str) -> int:
    """Return a number for a word. Collisions are rare enough to do no harm."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _find_counts(title: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what a title counts, with the figure: for "34 more deaths" both more and deaths, with 34."""
    for index, word in enumerate(title):
        if not word[0].isdigit() or _NO_COUNT.fullmatch(word):
            continue
        for following in title[index + 1 : index + 1 + _MAX_BETWEEN]:
            if following[0].isdigit():
                break
            yield following, word
