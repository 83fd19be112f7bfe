"""The forward index: the stems of each article in order, as numbers, so that ranking need not analyze it again."""

# pyright: basic

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from bot.coverage.columns.sequences import ListColumn
from bot.coverage.columns.table import Table

Occurrence = tuple[int, int]
"""A word of an article: its index in the article's titles, or in its body, and the number of its stem."""


class Occurrences(NamedTuple):
    """Where some stems occur in an article.

    `doc`: the number of the article; -1 if it was not searched for by words. `title`, `body`: in the order of
    `ForwardIndex.title` and of `ForwardIndex.body`.
    """

    doc: int
    title: Sequence[Occurrence]
    body: Sequence[Occurrence]


NO_OCCURRENCES = Occurrences(-1, (), ())
_NO_PLACE = 2**62
"""Stands after the last place."""


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
        locate, parts = self._column.locate, self._parts
        lists: list[np.ndarray] = []
        ends: list[tuple[int, int]] = []
        end = 0
        for doc in docs:
            part, start, title_end = locate(2 * doc)
            _, _, body_end = locate(2 * doc + 1)
            lists.append(parts[part][start:body_end])
            middle = end + title_end - start
            end += body_end - start
            ends.append((middle, end))
        joined = np.concatenate(lists)
        places = is_wanted[joined].nonzero()[0]
        return _split(docs, ends, places.tolist(), joined[places].tolist())


def _split(
    docs: Sequence[int], ends: Sequence[tuple[int, int]], places: Sequence[int], numbers: Sequence[int]
) -> list[Occurrences]:
    """Split what was found in the joined lists of articles. `ends`: of the titles and of the body of each article."""
    found = iter(zip((*places, _NO_PLACE), (*numbers, -1), strict=True))
    at, number = next(found)
    start = 0
    occurrences: list[Occurrences] = []
    for doc, (middle, end) in zip(docs, ends, strict=True):
        title: list[Occurrence] = []
        while at < middle:
            title.append((at - start, number))
            at, number = next(found)
        body: list[Occurrence] = []
        while at < end:
            body.append((at - middle, number))
            at, number = next(found)
        start = end
        occurrences.append(Occurrences(doc, title, body))
    return occurrences
