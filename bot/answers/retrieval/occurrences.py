"""Where the terms of a question occur in articles. They are found once, for ranking and for evidence.

All candidates are read at once, in columns: for a few articles at a time, arrays are much faster than objects.
"""

# pyright: basic

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from bot.answers.index.forward import NO_OCCURRENCES, Occurrence, Occurrences, OccurrenceTable
from bot.answers.index.reader import IndexReader
from bot.answers.retrieval.terms import Term

__all__ = ["NO_OCCURRENCES", "Occurrence", "OccurrenceFinder", "OccurrenceTable", "Occurrences", "TermMatches"]


class TermMatches(Struct, frozen=True, eq=False):
    """The terms that occurrences match, in columns and in the order of the occurrences.

    `occurrences`: the index of the occurrence. `positions`: the term, by its position. `weights`: 0..1.
    """

    occurrences: np.ndarray
    positions: np.ndarray
    weights: np.ndarray


class OccurrenceFinder:
    """Finds the terms of one question in articles.

    `terms_of_stem`: the positions of the terms that a stem matches, with its weight, by the stem's number.
    """

    def __init__(self, terms: Sequence[Term], index: IndexReader) -> None:
        self._index = index
        self.terms_of_stem: dict[int, list[tuple[int, float]]] = {}
        for position, term in enumerate(terms):
            for stemmed, weight in term.stems.items():
                if (number := index.vocabulary.stem_number(stemmed)) >= 0:
                    self.terms_of_stem.setdefault(number, []).append((position, weight))

    def find(self, docs: Sequence[int]) -> OccurrenceTable:
        """Find the words that match terms in articles, by their numbers."""
        return self._index.forward.find(docs, self.terms_of_stem)

    def match(self, stems: np.ndarray) -> TermMatches:
        """Return the terms that words match. `stems`: the numbers of stems that `find` found."""
        known = sorted(self.terms_of_stem)
        terms = [self.terms_of_stem[number] for number in known]
        counts = np.array([len(matched) for matched in terms], dtype=np.int64)
        positions = np.array([position for matched in terms for position, _ in matched], dtype=np.int64)
        weights = np.array([weight for matched in terms for _, weight in matched], dtype=np.float64)
        found = np.array(known, dtype=np.int64).searchsorted(stems)
        occurrences, matches = expand_ranges((counts.cumsum() - counts)[found], counts[found])
        return TermMatches(occurrences, positions[matches], weights[matches])


def expand_ranges(starts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the members of all ranges one after another, and for each member the number of its range (first)."""
    ranges = np.arange(len(sizes)).repeat(sizes)
    before = sizes.cumsum() - sizes
    return ranges, np.arange(len(ranges)) + (starts - before)[ranges]
