"""Cluster articles that report the same event: average linkage over the similarity of their words, within a week.

Similarity is the cosine of idf-weighted words. Two bare headlines share few words even if they report the same event,
while two full articles on one subject share many without doing so. So the threshold for a pair is higher, the more text
both articles have. Average linkage (UPGMA, Sokal and Michener 1958) then joins groups whose articles are similar on
average; a chain of articles that each resemble the next does not make a story. Articles in different components of the
graph of similar pairs can never be joined, so each component is clustered by itself. That is what makes a change cheap.

NumPy and SciPy are imported when they are first needed: when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
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
    """A sparse matrix of SciPy."""

MAX_IDF = 4.0
"""The highest idf that counts. Words above it (in fewer than one article in 55) all count the same: greater rarity is
chance, since the words of a story are as frequent as the story is long."""

_MIN_IDF = 1.5
"""Words with a lower idf (in more than two articles in nine) don't count. Every pair of articles shares some of them,
and comparing every pair is what makes a large archive slow."""

_PRIOR = 100
"""Articles on other subjects that are added to the count for idf, so that in an archive of a dozen articles the words
of their common story still count."""

_IDF_STEPS = 4
"""An idf is rounded to quarters, so that one more article changes hardly any of them."""

_EXCERPT_WEIGHT = 0.8
"""The weight of a word in the excerpt; a word in the title has 1."""

_FULL_EXCERPT = 10
"""The number of words from which an excerpt is complete."""

_BARE_THRESHOLD, _FULL_THRESHOLD = 0.055, 0.47
"""The similarity that two bare headlines need, and two articles with complete excerpts. On halves of headlines of known
stories, the former gives a B-cubed F1 of .80 to .85. In an archive of one subject over four years, about nine in ten of
the pairs that were joined just under the latter (.45) and read were right; the wrong ones were guides that differ in a
word."""

_WEEK = 7.0
"""The days within which two articles can report one event."""
_INCOMPATIBLE = -0.5
"""What replaces the similarity of two articles that can't report one event, for the average."""

_MAX_COMPONENT = 4_000
_SPLIT_STEP = 0.02
"""A component of more articles is split first: the threshold rises in these steps until it falls apart."""

_MAX_STORY, _FULL_SHARE = 60, 0.5
_RAISE, _MAX_RAISE = 0.05, 0.4
"""A group of more articles, with complete excerpts for more than this share, is a subject rather than an event. It is
clustered again with a threshold that is higher by `_RAISE`, until it has been raised by `_MAX_RAISE`."""

_ROWS_AT_ONCE = 512
_DECIMALS = 6
"""Decimals of a similarity that count, so that the order in which a machine adds numbers makes no difference."""


class ArticleWords(NamedTuple):
    """The words of each article as numbers, each once: those of its title, and in `rest` those only in its excerpt.

    `figures`: for a title with figures, one number for its other words and one for the figures; else empty.
    `days`: days since an epoch, NaN if unknown.
    """

    titles: Sequence[Sequence[int]]
    rest: Sequence[Sequence[int]]
    figures: Sequence[Sequence[int]]
    days: Sequence[float]


class WeightedArticles(NamedTuple):
    """The words of articles as rows of unit length, with what else decides whether two articles report one event.

    `fullness`: how complete the excerpt is, 0 to 1. `days`: as in `ArticleWords`. `words`, `figures`: the numbers of
    `ArticleWords.figures`, or 0.
    """

    rows: "Matrix"
    fullness: "Floats"
    days: "Floats"
    words: "Numbers"
    figures: "Numbers"

    def select(self, indexes: "Numbers") -> "WeightedArticles":
        """Return the articles at these indexes."""
        return WeightedArticles(
            self.rows[indexes], self.fullness[indexes], self.days[indexes], self.words[indexes], self.figures[indexes]
        )

    def are_incompatible(self, first: Any, second: Any) -> Any:  # noqa: ANN401 - arrays of indexes, of any shape
        """Return whether pairs can't report one event: they are more than a week apart, or only figures differ."""
        far = abs(self.days[first] - self.days[second]) > _WEEK
        same_words = (self.words[first] == self.words[second]) & (self.words[first] > 0)
        return far | (same_words & (self.figures[first] != self.figures[second]))


def weigh_words(words: ArticleWords) -> tuple[WeightedArticles, dict[int, float]]:
    """Weigh the words of all articles. Also return the weight of each word that weighs less than `MAX_IDF`."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    size = len(words.titles)
    ends = np.cumsum([0, *(len(title) + len(rest) for title, rest in zip(words.titles, words.rest, strict=True))])
    flat = np.fromiter(_flatten(words), np.uint32, int(ends[-1]))
    distinct, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
    idf = np.log((size + _PRIOR) / np.maximum(counts, 1))
    weights = np.minimum(MAX_IDF, np.round(idf * _IDF_STEPS) / _IDF_STEPS)
    weights[weights < _MIN_IDF] = 0
    field_weights = np.fromiter(_list_field_weights(words), np.float64, int(ends[-1]))
    rows: Matrix = sparse.csr_matrix((weights[columns] * field_weights, columns, ends), shape=(size, len(distinct)))
    rows.eliminate_zeros()
    rows.sort_indices()
    norms = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    rows = sparse.diags(1 / np.maximum(norms, 1e-9)) @ rows
    fullness = np.minimum(1.0, np.array([len(rest) for rest in words.rest], dtype=np.float64) / _FULL_EXCERPT)
    light = {int(distinct[index]): float(weights[index]) for index in np.flatnonzero(weights < MAX_IDF)}
    title_words = np.array([pair[0] if pair else 0 for pair in words.figures], dtype=np.int64)
    figures = np.array([pair[1] if pair else 0 for pair in words.figures], dtype=np.int64)
    days = np.array(words.days, dtype=np.float64)
    return WeightedArticles(rows.tocsr(), fullness, days, title_words, figures), light


def select_rows(articles: WeightedArticles, indexes: Sequence[int]) -> WeightedArticles:
    """Return the articles at these indexes."""
    import numpy as np  # noqa: PLC0415

    return articles.select(np.array(indexes, dtype=np.int64))


def find_similar(articles: WeightedArticles, indexes: Sequence[int]) -> list[int]:
    """Return the indexes of the articles that are similar to at least one of those at `indexes`."""
    import numpy as np  # noqa: PLC0415

    if not indexes:
        return []
    chosen = np.array(indexes, dtype=np.int64)
    pairs = (articles.rows[chosen] @ articles.rows.T).tocoo()
    first, second = chosen[pairs.row], pairs.col
    threshold = _compute_threshold(articles.fullness[first], articles.fullness[second])
    similar = (np.round(pairs.data, _DECIMALS) >= threshold) & ~articles.are_incompatible(first, second)
    return np.unique(second[similar]).tolist()


def find_components(articles: WeightedArticles) -> "tuple[Numbers, Matrix]":
    """Return the component of each article, and a matrix of the similar pairs.

    The value of a pair is how far its similarity is above the threshold, plus one.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = articles.rows.shape[0]
    # Ordered by time, the undated last. Then the rows within a week of some rows are one run, and the undated ones.
    order = np.argsort(articles.days, kind="stable")
    ordered = articles.select(order)
    rows, fullness, days = ordered.rows, ordered.fullness, ordered.days
    dated = int(np.count_nonzero(~np.isnan(days)))

    def similar_pairs(start: int) -> list[tuple[Any, Any, Any]]:
        """Return the pairs whose first article is one of the rows from `start` on."""
        last = min(start + _ROWS_AT_ONCE, size)
        end = (
            last if start >= dated else int(np.searchsorted(days[:dated], days[min(last, dated) - 1] + _WEEK, "right"))
        )
        found: list[tuple[Any, Any, Any]] = []
        for from_row, to_row in ((start, max(end, last)), (max(dated, end, last), size)):
            pairs = (rows[start:last] @ rows[from_row:to_row].T).tocoo()
            first, second, similarity = pairs.row + start, pairs.col + from_row, np.round(pairs.data, _DECIMALS)
            upper = (first < second) & (similarity >= _BARE_THRESHOLD)
            first, second, similarity = first[upper], second[upper], similarity[upper]
            excess = similarity - _compute_threshold(fullness[first], fullness[second])
            similar = (excess >= 0) & ~ordered.are_incompatible(first, second)
            found.append((order[first[similar]], order[second[similar]], excess[similar] + 1))
        return found

    # SciPy releases the interpreter lock while it multiplies, so threads share the work between cores.
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        blocks = [block for found in threads.map(similar_pairs, range(0, size, _ROWS_AT_ONCE)) for block in found]
    blocks.append((np.empty(0, int), np.empty(0, int), np.empty(0)))
    first, second, values = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    pairs: Matrix = sparse.csr_matrix(
        (values, (np.minimum(first, second), np.maximum(first, second))), shape=(size, size)
    )
    return connected_components(pairs, directed=False)[1], pairs


def cluster(articles: WeightedArticles, labels: "Numbers", pairs: "Matrix") -> list[list[int]]:
    """Group the articles that report one event, as lists of indexes. Every article is in one group, maybe alone.

    `labels` and `pairs` come from `find_components`.
    """
    import numpy as np  # noqa: PLC0415

    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    components = np.split(order, cuts)
    return [group for members in components for group in _cluster_component(articles, members, pairs, 0.0)]


def _cluster_component(
    articles: WeightedArticles, members: "Numbers", pairs: "Matrix", raised: float
) -> Iterator[list[int]]:
    """Yield the groups within one component, whose threshold is raised by `raised`."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    if len(members) <= 1:
        yield from ([int(member)] for member in members)
        return
    if len(members) > _MAX_COMPONENT:
        inside = pairs[members][:, members]
        while True:
            raised += _SPLIT_STEP
            inside.data[inside.data < 1 + raised] = 0
            inside.eliminate_zeros()
            count, labels = connected_components(inside, directed=False)
            if count > 1:
                break
        for label in range(count):
            yield from _cluster_component(articles, members[np.flatnonzero(labels == label)], pairs, raised)
        return
    yield from _link(articles.select(members), members, raised)


def _link(articles: WeightedArticles, members: "Numbers", raised: float) -> Iterator[list[int]]:
    """Yield the groups that average linkage makes of these articles. `members` are their indexes in the archive."""
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    first, second = np.triu_indices(len(members), 1)
    similarity = np.round((articles.rows @ articles.rows.T).toarray()[first, second], _DECIMALS)
    similarity[articles.are_incompatible(first, second)] = _INCOMPATIBLE
    excess = similarity - _compute_threshold(articles.fullness[first], articles.fullness[second]) - raised
    groups = fcluster(linkage(1 - excess, "average"), 1.0, "distance")
    for label in range(1, int(groups.max()) + 1):
        group = np.flatnonzero(groups == label)
        is_subject = len(group) > _MAX_STORY and articles.fullness[group].mean() > _FULL_SHARE
        if is_subject and raised < _MAX_RAISE:
            yield from _link(articles.select(group), members[group], raised + _RAISE)
        else:
            yield [int(member) for member in members[group]]


def _compute_threshold(first: Any, second: Any) -> Any:  # noqa: ANN401 - arrays of any shape
    """Return the similarity that pairs need, by the fullness of both articles."""
    return _BARE_THRESHOLD + (_FULL_THRESHOLD - _BARE_THRESHOLD) * first * second


def _list_field_weights(words: ArticleWords) -> Iterator[float]:
    for title, rest in zip(words.titles, words.rest, strict=True):
        yield from repeat(1.0, len(title))
        yield from repeat(_EXCERPT_WEIGHT, len(rest))


def _flatten(words: ArticleWords) -> Iterator[int]:
    for title, rest in zip(words.titles, words.rest, strict=True):
        yield from title
        yield from rest
