"""The forward index: the stems of each article in order, as numbers, so that ranking need not analyze it again."""

# pyright: basic

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from bot.coverage.columns.sequences import ListColumn
from bot.coverage.columns.table import Table

Occurrence = tuple[int, int]
"""A word of an article: its index in the article's titles, or in its body, and the number of its stem."""


class Occurrences(Struct, frozen=True, gc=False):
    """Where some stems occur in an article.

    `doc`: the number of the article; -1 if it was not searched for by words. `title`, `body`: in the order of
    `ForwardIndex.title` and of `ForwardIndex.body`.
    """

    doc: int
    title: Sequence[Occurrence]
    body: Sequence[Occurrence]


NO_OCCURRENCES = Occurrences(-1, (), ())


class OccurrenceTable(Struct, frozen=True, dict=True, eq=False):
    """Where some stems occur in several articles, in columns. The occurrences are in the order of the texts.

    The article in row `n` has two texts: text `2 * n` are its titles, and text `2 * n + 1` is its body.

    `docs`: the numbers of the articles. `bounds`: the occurrences in text `n` are those from `bounds[n]` up to
    `bounds[n + 1]`. `indexes`: the index of each occurrence in its text. `stems`: the number of its stem.
    """

    docs: Sequence[int]
    bounds: np.ndarray
    indexes: np.ndarray
    stems: np.ndarray

    @cached_property
    def texts(self) -> np.ndarray:
        """The number of the text of each occurrence."""
        return np.arange(len(self.bounds) - 1).repeat(self.bounds[1:] - self.bounds[:-1])

    @cached_property
    def _lists(self) -> tuple[list[int], list[Occurrence]]:
        """The bounds and the occurrences: to read items of lists is much faster than to read those of arrays."""
        return self.bounds.tolist(), list(zip(self.indexes.tolist(), self.stems.tolist(), strict=True))

    def read(self, row: int) -> Occurrences:
        """Return the occurrences in one article."""
        bounds, occurrences = self._lists
        start, middle, end = bounds[2 * row : 2 * row + 3]
        return Occurrences(self.docs[row], occurrences[start:middle], occurrences[middle:end])


class ForwardIndex:
    """The stems of the articles of an archive. It never changes.

    An article has two lists, one after the other: the stems of its titles, and those of its body.
    """

    def __init__(self, table: Table, stems: int) -> None:
        """`table`: what `writer.build_index` made. `stems`: how many stems there are."""
        self._column = ListColumn(table, "forward")
        self._parts = [np.frombuffer(part, dtype=np.uint32) for part in self._column.parts]
        self._ends = np.frombuffer(self._column.ends, dtype=np.int64)
        self._stems = stems

    def title(self, doc: int) -> "memoryview[int]":
        """Return the stems of an article's titles."""
        return self._column[2 * doc]

    def body(self, doc: int) -> "memoryview[int]":
        """Return the stems of everything else in an article. See `analyzer.ArticleStems`."""
        return self._column[2 * doc + 1]

    def find(self, docs: Sequence[int], stems: Collection[int]) -> OccurrenceTable:
        """Find stems in articles, by their numbers. All articles are searched at once: that is much faster."""
        if not docs:
            nothing = np.zeros(0, dtype=np.int64)
            return OccurrenceTable(docs, np.zeros(1, dtype=np.int64), nothing, nothing)
        is_wanted = np.zeros(self._stems, dtype=np.bool_)
        is_wanted[list(stems)] = True
        parts, (in_parts, begins, middles, ends) = self._parts, self._locate(docs)
        joined = np.concatenate(
            [parts[part][begin:end] for part, begin, end in zip(in_parts, begins.tolist(), ends.tolist(), strict=True)]
        )
        # Where the titles of each article begin and end in the joined lists, and where its body ends.
        starts = np.zeros(2 * len(docs) + 1, dtype=np.int64)
        starts[2::2] = (ends - begins).cumsum()
        starts[1::2] = starts[:-1:2] + middles - begins
        places = is_wanted.take(joined).nonzero()[0]
        bounds = places.searchsorted(starts)
        indexes = places - starts[:-1].repeat(bounds[1:] - bounds[:-1])
        return OccurrenceTable(docs, bounds, indexes, joined[places])

    def _locate(self, docs: Sequence[int]) -> tuple[Sequence[int], np.ndarray, np.ndarray, np.ndarray]:
        """Return, for each article, in which of the parts its lists are, where both start, and where each ends."""
        if len(self._parts) > 1:
            located = np.array([self._column.locate_two(2 * doc) for doc in docs])
            return located[:, 0].tolist(), located[:, 1], located[:, 2], located[:, 3]
        titles = 2 * np.array(docs)
        begins = np.where(titles > 0, self._ends[titles - 1], 0)
        return [0] * len(docs), begins, self._ends[titles], self._ends[titles + 1]
