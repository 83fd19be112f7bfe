"""The forward index: the stems of each article in order, as numbers, so that ranking need not analyze it again."""

# pyright: basic

from collections.abc import Collection, Sequence

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


class ForwardIndex:
    """The stems of the articles of an archive. It never changes.

    An article has two lists, one after the other: the stems of its titles, and those of its body.
    """

    def __init__(self, table: Table, stems: int) -> None:
        """`table`: what `writer.build_index` made. `stems`: how many stems there are."""
        self._column = ListColumn(table, "forward")
        self._parts = [np.frombuffer(part, dtype=np.uint32) for part in self._column.parts]
        self._stems = stems

    def title(self, doc: int) -> "memoryview[int]":
        """Return the stems of an article's titles."""
        return self._column[2 * doc]

    def body(self, doc: int) -> "memoryview[int]":
        """Return the stems of everything else in an article. See `analyzer.ArticleStems`."""
        return self._column[2 * doc + 1]

    def find(self, docs: Sequence[int], stems: Collection[int]) -> list[Occurrences]:
        """Find stems in articles, by their numbers. All articles are searched at once: that is much faster."""
        if not docs:
            return []
        is_wanted = np.zeros(self._stems, dtype=np.bool_)
        is_wanted[list(stems)] = True
        locate, parts = self._column.locate_two, self._parts
        lists: list[np.ndarray] = []
        # Where the titles of each article begin and end in the joined lists, and where its body ends.
        bounds = [0]
        last = 0
        for doc in docs:
            part, start, middle, end = locate(2 * doc)
            lists.append(parts[part][start:end])
            bounds += (last + middle - start, last := last + end - start)
        joined = np.concatenate(lists)
        places = is_wanted.take(joined).nonzero()[0]
        starts = np.array(bounds)
        first = places.searchsorted(starts)
        indexes = places - starts[:-1].repeat(first[1:] - first[:-1])
        found: list[Occurrence] = list(zip(indexes.tolist(), joined[places].tolist(), strict=True))
        ends = iter(first.tolist())
        start = next(ends)
        occurrences: list[Occurrences] = []
        for doc, middle, end in zip(docs, ends, ends, strict=True):
            occurrences.append(Occurrences(doc, found[start:middle], found[middle:end]))
            start = end
        return occurrences
