"""Which texts tell of the same event: average linkage over the likeness of their words, within a week.

Likeness is the cosine of idf-weighted words. Two bare headlines share few words even where they report the same, while
two pieces on one subject share many without: so a pair must be the likelier alike, the more text both have. Average
linkage (UPGMA, Sokal and Michener 1958) then joins groups whose pieces are alike on the average; no chain of pieces
that each resemble the next makes a story of them. Pieces of different groups of the graph of alike pairs can never be
joined, so each such component is clustered by itself: that is what makes a change cheap.

NumPy and SciPy are imported when first needed, which is when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no types of its own, so what comes from it can't be checked strictly.
# pyright: basic

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Matrix = Any
    """A sparse matrix of SciPy, which has no types of its own."""

MAX_IDF = 4.0
"""The largest idf that counts. Above it (words of fewer than one piece in 55) all words say the same: rarity beyond
that is chance, and the words of a story are as frequent as the story is long."""

_LEAST_SAID = 1.5
"""Words that say less (those of more than two pieces in nine) count for nothing: every pair of pieces has some of them,
and to compare every pair is what makes a large archive slow."""

_PRIOR = 100
"""Pieces of other subjects that are imagined beside an archive, so that in one of a dozen pieces the words of their
common story still say something."""

_STEPS = 4
"""idf counts in quarters, so that one more piece changes hardly any of it."""

EXCERPT = 0.8
"""What a word of the excerpt weighs beside one of the title."""

FULL = 10
"""Words of an excerpt from which a piece counts as told in full."""

BARE, TOLD = 0.055, 0.47
"""The likeness that two bare headlines need, and two pieces told in full. On halves of headlines of known stories
the former gives a B-cubed F1 of .80 to .85; of pairs joined by nearly the latter (.45) in an archive of one subject for
four years, about nine of ten that were read were right, the wrong ones guides that differ in a word."""

WEEK = 7.0
_FAR = -0.5
"""Days within which two pieces can tell of one event, and what stands for the likeness of others in the average."""

_LARGEST = 4_000
_STEP = 0.02
"""Pieces of a component that are clustered at once; in a larger one the bar is raised step by step until it parts."""

_CROWD = 60
_RAISE, _HIGHEST, _MOSTLY = 0.05, 0.4, 0.5
"""Pieces, mostly told in full, of which a group is rather a subject than an event: it is parted by a higher bar."""

_ROWS = 512
_PLACES = 6
"""Decimals of a likeness that count, so that the order in which a machine adds up decides nothing."""


class ArticleWords(NamedTuple):
    """What each piece says: the words of its title, and the `rest` that only its excerpt has, as numbers, each once.

    `figures`: where a title has figures, one number for its other words and one for the figures; else empty. `days`:
    since an epoch, NaN where unknown.
    """

    titles: Sequence[Sequence[int]]
    rest: Sequence[Sequence[int]]
    figures: Sequence[Sequence[int]]
    days: Sequence[float]


class WeightedArticles(NamedTuple):
    """Pieces as rows of unit length; how fully each is told (0..1); when (days, NaN where unknown);
    `ArticleWords.figures`."""

    rows: "Matrix"
    fullness: "Floats"
    days: "Floats"
    worded: "Numbers"
    figures: "Numbers"

    def select(self, places: "Numbers") -> "WeightedArticles":
        """Those at these places."""
        return WeightedArticles(
            self.rows[places], self.fullness[places], self.days[places], self.worded[places], self.figures[places]
        )

    def are_incompatible(self, one: Any, other: Any) -> Any:  # noqa: ANN401 - arrays of places, of any shape
        """Whether pairs cannot tell of one event: more than a week apart, or the same title with other figures."""
        far = abs(self.days[one] - self.days[other]) > WEEK
        same = (self.worded[one] == self.worded[other]) & (self.worded[one] > 0)
        return far | (same & (self.figures[one] != self.figures[other]))


def weight_words(said: ArticleWords) -> tuple[WeightedArticles, dict[int, float]]:
    """Weigh the words of all pieces; also what each word weighs, for words that weigh less than the most."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    size = len(said.titles)
    ends = np.cumsum([0, *(len(a) + len(b) for a, b in zip(said.titles, said.rest, strict=True))])
    every = np.fromiter(_chained(said), np.uint32, int(ends[-1]))
    words, columns, counts = np.unique(every, return_inverse=True, return_counts=True)
    rarity = np.log((size + _PRIOR) / np.maximum(counts, 1))
    weights = np.minimum(MAX_IDF, np.round(rarity * _STEPS) / _STEPS)
    weights[weights < _LEAST_SAID] = 0
    shares = np.fromiter(_shares(said), np.float64, int(ends[-1]))
    rows: Matrix = sparse.csr_matrix((weights[columns] * shares, columns, ends), shape=(size, len(words)))
    rows.eliminate_zeros()
    rows.sort_indices()
    norms = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    rows = sparse.diags(1 / np.maximum(norms, 1e-9)) @ rows
    told = np.minimum(1.0, np.array([len(words) for words in said.rest], dtype=np.float64) / FULL)
    light = {int(words[at]): float(weights[at]) for at in np.flatnonzero(weights < MAX_IDF)}
    worded = np.array([some[0] if some else 0 for some in said.figures], dtype=np.int64)
    figures = np.array([some[1] if some else 0 for some in said.figures], dtype=np.int64)
    return WeightedArticles(rows.tocsr(), told, np.array(said.days, dtype=np.float64), worded, figures), light


def select_rows(pieces: WeightedArticles, places: Sequence[int]) -> WeightedArticles:
    """The pieces at these places."""
    import numpy as np  # noqa: PLC0415

    return pieces.select(np.array(places, dtype=np.int64))


def find_similar(pieces: WeightedArticles, places: Sequence[int]) -> list[int]:
    """The pieces that are alike to any of those at these places."""
    import numpy as np  # noqa: PLC0415

    if not places:
        return []
    these = np.array(places, dtype=np.int64)
    found = (pieces.rows[these] @ pieces.rows.T).tocoo()
    one, other = these[found.row], found.col
    kept = (
        np.round(found.data, _PLACES) >= _bar(pieces.fullness[one], pieces.fullness[other])
    ) & ~pieces.are_incompatible(one, other)
    return np.unique(other[kept]).tolist()


def find_components(pieces: WeightedArticles) -> "tuple[Numbers, Matrix]":
    """The component of each piece, and the pairs that are alike, by how far above the bar they are (plus one)."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = pieces.rows.shape[0]
    # In the order of time, the undated last: what lies within a week of some rows is then one run, and those.
    order = np.argsort(pieces.days, kind="stable")
    ordered = pieces.select(order)
    rows, told, days = ordered.rows, ordered.fullness, ordered.days
    dated = int(np.count_nonzero(~np.isnan(days)))

    def alike_in(start: int) -> list[tuple[Any, Any, Any]]:
        """The pairs of which the first is one of the rows from `start` on."""
        last = min(start + _ROWS, size)
        end = last if start >= dated else int(np.searchsorted(days[:dated], days[min(last, dated) - 1] + WEEK, "right"))
        found: list[tuple[Any, Any, Any]] = []
        for first, beyond in ((start, max(end, last)), (max(dated, end, last), size)):
            alike = (rows[start:last] @ rows[first:beyond].T).tocoo()
            one, other, likeness = alike.row + start, alike.col + first, np.round(alike.data, _PLACES)
            upper = (one < other) & (likeness >= BARE)
            one, other, likeness = one[upper], other[upper], likeness[upper]
            above = likeness - _bar(told[one], told[other])
            kept = (above >= 0) & ~ordered.are_incompatible(one, other)
            found.append((order[one[kept]], order[other[kept]], above[kept] + 1))
        return found

    # SciPy lets go of the interpreter's lock while it multiplies, so threads share the work between cores.
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        found = [one for some in threads.map(alike_in, range(0, size, _ROWS)) for one in some]
    found.append((np.empty(0, int), np.empty(0, int), np.empty(0)))
    one, other, above = (np.concatenate(parts) for parts in zip(*found, strict=True))
    pairs: Matrix = sparse.csr_matrix((above, (np.minimum(one, other), np.maximum(one, other))), shape=(size, size))
    return connected_components(pairs, directed=False)[1], pairs


def cluster(pieces: WeightedArticles, labels: "Numbers", pairs: "Matrix") -> list[list[int]]:
    """The groups of pieces that tell of one event, by their places; each piece is in one, alone or not."""
    import numpy as np  # noqa: PLC0415

    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [group for members in np.split(order, cuts) for group in _parted(pieces, members, pairs, 0.0)]


def _parted(pieces: WeightedArticles, members: "Numbers", pairs: "Matrix", raised: float) -> Iterator[list[int]]:
    """The groups within one component, whose bar is `raised`."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    if len(members) <= 1:
        yield from ([int(one)] for one in members)
        return
    if len(members) > _LARGEST:
        inside = pairs[members][:, members]
        while True:
            raised += _STEP
            inside.data[inside.data < 1 + raised] = 0
            inside.eliminate_zeros()
            count, labels = connected_components(inside, directed=False)
            if count > 1:
                break
        for label in range(count):
            yield from _parted(pieces, members[np.flatnonzero(labels == label)], pairs, raised)
        return
    yield from _linked(pieces.select(members), members, raised)


def _linked(pieces: WeightedArticles, members: "Numbers", raised: float) -> Iterator[list[int]]:
    """Average linkage over one component."""
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    one, other = np.triu_indices(len(members), 1)
    likeness = np.round((pieces.rows @ pieces.rows.T).toarray()[one, other], _PLACES)
    likeness[pieces.are_incompatible(one, other)] = _FAR
    above = likeness - _bar(pieces.fullness[one], pieces.fullness[other]) - raised
    groups = fcluster(linkage(1 - above, "average"), 1.0, "distance")
    for label in range(1, int(groups.max()) + 1):
        within = np.flatnonzero(groups == label)
        if len(within) > _CROWD and raised < _HIGHEST and pieces.fullness[within].mean() > _MOSTLY:
            yield from _linked(pieces.select(within), members[within], raised + _RAISE)
        else:
            yield [int(one) for one in members[within]]


def _bar(one: Any, other: Any) -> Any:  # noqa: ANN401 - arrays of any shape
    """The likeness that pairs need, by how fully both are told."""
    return BARE + (TOLD - BARE) * one * other


def _shares(said: ArticleWords) -> Iterator[float]:
    for title, rest in zip(said.titles, said.rest, strict=True):
        yield from repeat(1.0, len(title))
        yield from repeat(EXCERPT, len(rest))


def _chained(said: ArticleWords) -> Iterator[int]:
    for title, rest in zip(said.titles, said.rest, strict=True):
        yield from title
        yield from rest
