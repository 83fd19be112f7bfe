"""Reads the words of articles that are in stories already, with their weights, from the stored tables."""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Table
from bot.coverage.stories.weights import STEPS, WeightedWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


class StoredTexts:
    """The words and weights of articles, by place, without those of the new articles."""

    def __init__(self, archive: Archive, table: Table, rows: Any, new: Sequence[int]) -> None:  # noqa: ANN401
        base = table.overlay.base if table.overlay is not None else table
        self._parts = [_Part(base)] if table.overlay is None else [_Part(base), _Part(table)]
        self._rows = rows
        self._is_new = np.zeros(len(archive), dtype=bool)
        self._is_new[list(new)] = True
        self._outlets = np.asarray(archive.table.numbers("outlet"))
        days = np.asarray(archive.table.numbers("days", "q")).astype(np.float64)
        self.days = np.concatenate([-days, np.full(len(archive) - len(days), np.nan)])
        """The day of each article, NaN if unknown."""
        self.totals = (
            np.asarray(table.numbers("stories.vocabulary")),
            np.asarray(table.numbers("stories.totals")).astype(np.int64),
        )

    def gather(self, places: "Numbers", *, with_weights: bool) -> "tuple[Numbers, WeightedWords]":
        """Return the words of the articles at these places that are not new, and their places in that order."""
        places = places[~self._is_new[places]]
        rows = self._rows[places]
        first = 0
        found: list[tuple[Any, ...]] = []
        order: list[Any] = []
        for part in self._parts:
            inside = (rows >= first) & (rows < first + part.size)
            order.append(places[inside])
            found.append(part.gather(rows[inside] - first, with_weights=with_weights))
            first += part.size
        places = np.concatenate(order)
        words, titles, rest, bursts, plain, contrast = (np.concatenate(parts) for parts in zip(*found, strict=True))
        counts = [self._read_counts(int(row)) for row in self._rows[places]] if with_weights else []
        return places, WeightedWords(
            words,
            titles,
            rest,
            bursts,
            plain,
            contrast,
            counts,
            self.days[places],
            self._outlets[places].astype(np.int64),
        )

    def _read_counts(self, row: int) -> "memoryview[int]":
        """Return what a title counts."""
        part = self._parts[0]
        return part.counts(row) if row < part.size else self._parts[1].counts(row - part.size)


class _Part:
    """The stored items of one table."""

    def __init__(self, table: Table) -> None:
        self._words = np.asarray(table.numbers("stories.words"))
        self._ends = np.asarray(table.numbers("stories.words.ends", "Q"))
        self._bursts, self._plain, self._contrast = (
            np.frombuffer(table.bytes(f"stories.{name}"), dtype=np.uint8) for name in ("bursts", "plain", "contrast")
        )
        self._counts = table.numbers("stories.counts")
        self._count_ends = table.numbers("stories.counts.ends", "Q")
        self.size = len(self._ends) // 2

    def counts(self, row: int) -> "memoryview[int]":
        return self._counts[self._count_ends[row - 1] if row else 0 : self._count_ends[row]]

    def gather(self, rows: "Numbers", *, with_weights: bool) -> "tuple[Numbers, ...]":
        rows = rows.astype(np.int64)
        starts = np.where(rows > 0, self._ends[2 * rows - 1], 0).astype(np.int64)
        middles, ends = self._ends[2 * rows].astype(np.int64), self._ends[2 * rows + 1].astype(np.int64)
        lengths = ends - starts
        at = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
        nothing = np.zeros(0)
        return (
            self._words[at],
            middles - starts,
            ends - middles,
            self._bursts[at] / STEPS if with_weights else nothing,
            self._plain[at] / STEPS if with_weights else nothing,
            self._contrast[rows] / STEPS if with_weights else nothing,
        )


def join_words(first: WeightedWords, second: WeightedWords) -> WeightedWords:
    """Return the words of some articles, then those of others."""
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in WeightedWords._fields
        if name != "counts"
    }
    return WeightedWords(**joined, counts=[*first.counts, *second.counts])
