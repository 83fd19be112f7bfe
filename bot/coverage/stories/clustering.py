"""Cluster articles that report the same event: average linkage within connected components of similar articles.

Average linkage (UPGMA, Sokal and Michener 1958) joins groups whose articles are similar on average; a chain of articles
that each resemble the next does not make a story. Articles in different components of the graph of similar pairs are
never joined, so each component is clustered by itself. That is what makes a change cheap.

NumPy and SciPy are imported when they are first needed: when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bot.coverage.stories.pairs import DECIMALS, MAX_DAYS, MIN_SIMILARITY, are_incompatible, compute_excess
from bot.coverage.stories.weights import WeightedArticles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Matrix = Any
    """A sparse matrix of SciPy."""

_INCOMPATIBLE = -0.5
"""The excess of two articles that can't report one event, for the average."""

_COPY_SIMILARITY, _COPY_SHARE = 0.38, 0.34
"""The similarity of articles that report with the same words, and the share of the pairs of two groups that may have
less if the groups are joined as copies."""
_MAX_COMPONENT = 6_000
_SPLIT_STEP = 0.02
"""A component of more articles is first split: the threshold rises in these steps until it falls apart."""
_ROWS_AT_ONCE = 512


def select_articles(articles: WeightedArticles, indexes: Sequence[int]) -> WeightedArticles:
    """Return the articles at these indexes."""
    import numpy as np  # noqa: PLC0415

    return articles.select(np.array(indexes, dtype=np.int64))


def find_similar(articles: WeightedArticles, indexes: Sequence[int]) -> list[int]:
    """Return the indexes of the articles that are similar to at least one of those at `indexes`."""
    import numpy as np  # noqa: PLC0415

    if not indexes:
        return []
    chosen = np.array(indexes, dtype=np.int64)
    products = (articles.rows[chosen] @ articles.rows.T).tocoo()
    first, second, similarity = chosen[products.row], products.col, np.round(products.data, DECIMALS)
    similar = compute_excess(articles, first, second, similarity) >= 0
    first, second = first[similar], second[similar]
    return np.unique(second[~are_incompatible(articles, first, second)]).tolist()


def find_components(articles: WeightedArticles) -> "tuple[Numbers, Matrix]":
    """Return the component of each article, and a matrix of the similar pairs.

    The value of a pair is how far its similarity is above what it needs, plus one.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = articles.rows.shape[0]
    # Ordered by time, the undated last. Then the rows within some days of some rows are one run, and the undated ones.
    order = np.argsort(articles.days, kind="stable")
    ordered = articles.select(order)
    rows, days = ordered.rows, ordered.days
    dated = int(np.count_nonzero(~np.isnan(days)))

    def similar_pairs(start: int) -> list[tuple[Any, Any, Any]]:
        """Return the pairs whose first article is one of the rows from `start` on."""
        last = min(start + _ROWS_AT_ONCE, size)
        end = last
        if start < dated:
            end = int(np.searchsorted(days[:dated], days[min(last, dated) - 1] + MAX_DAYS, "right"))
        found: list[tuple[Any, Any, Any]] = []
        for from_row, to_row in ((start, max(end, last)), (max(dated, end, last), size)):
            products = (rows[start:last] @ rows[from_row:to_row].T).tocoo()
            first, second, similarity = products.row + start, products.col + from_row, np.round(products.data, DECIMALS)
            upper = (first < second) & (similarity >= MIN_SIMILARITY)
            first, second, similarity = first[upper], second[upper], similarity[upper]
            excess = compute_excess(ordered, first, second, similarity)
            similar = excess >= 0
            first, second, excess = first[similar], second[similar], excess[similar]
            compatible = ~are_incompatible(ordered, first, second)
            found.append((order[first[compatible]], order[second[compatible]], excess[compatible] + 1))
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
    if len(members) <= _MAX_COMPONENT:
        yield from _link(articles.select(members), members, raised)
        return
    inside, higher, count = pairs[members][:, members], raised, 1
    while count == 1:
        higher += _SPLIT_STEP
        inside.data[inside.data < 1 + higher] = 0
        inside.eliminate_zeros()
        count, labels = connected_components(inside, directed=False)
    cores: list[list[int]] = []
    for label in range(count):
        cores.extend(_cluster_component(articles, members[np.flatnonzero(labels == label)], pairs, higher))
    yield from _link_cores(articles, cores, raised)


def _link(articles: WeightedArticles, members: "Numbers", raised: float) -> Iterator[list[int]]:
    """Yield the groups that average linkage makes of these articles. `members` are their indexes in the archive."""
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    first, second = np.triu_indices(len(members), 1)
    similarity = np.round((articles.rows @ articles.rows.T).toarray()[first, second], DECIMALS)
    excess = compute_excess(articles, first, second, similarity)
    excess[are_incompatible(articles, first, second)] = _INCOMPATIBLE
    # Near copies come first: whatever else each resembles, they are one report.
    is_copy = (similarity >= _COPY_SIMILARITY) & (excess >= 0)
    if is_copy.any():
        copies = fcluster(linkage(np.where(is_copy, 0.0, 1.0), "average"), _COPY_SHARE, "distance")
        excess[copies[first] == copies[second]] = 1 + raised
    groups = fcluster(linkage(np.maximum(1 - excess + raised, 0), "average"), 1.0, "distance")
    for label in range(1, int(groups.max()) + 1):
        yield [int(member) for member in members[np.flatnonzero(groups == label)]]


def _link_cores(articles: WeightedArticles, cores: list[list[int]], raised: float) -> list[list[int]]:
    """Join cores, groups that a higher threshold made, by the average excess of their articles.

    So the threshold is the same for a component of any size. Of more cores than `_MAX_COMPONENT` none are joined.
    """
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    if not 1 < len(cores) <= _MAX_COMPONENT:
        return cores
    sizes = np.array([len(core) for core in cores])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    selected = select_articles(articles, [member for core in cores for member in core])
    core_of = np.repeat(np.arange(len(cores)), sizes)
    count = len(core_of)
    sums = np.zeros((len(cores), len(cores)))
    for start in range(0, count, _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, count))
        first, second = np.repeat(rows, count), np.tile(np.arange(count), len(rows))
        similarity = np.round((selected.rows[rows] @ selected.rows.T).toarray().ravel(), DECIMALS)
        excess = compute_excess(selected, first, second, similarity)
        excess[are_incompatible(selected, first, second)] = _INCOMPATIBLE
        np.add.at(sums, core_of[rows], np.add.reduceat(excess.reshape(len(rows), count), starts, axis=1))
    average = sums / np.outer(sizes, sizes)
    upper = np.triu_indices(len(cores), 1)
    labels = fcluster(linkage(np.maximum(1 - average[upper] + raised, 0), "average"), 1.0, "distance")
    joined: dict[int, list[int]] = {}
    for label, core in zip(labels.tolist(), cores, strict=True):
        joined.setdefault(label, []).extend(core)
    return list(joined.values())
