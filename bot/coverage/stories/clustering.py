"""Clusters articles that report the same event: average linkage within connected components of similar articles.

Average linkage (UPGMA, Sokal and Michener 1958) joins groups whose articles are similar on average; a chain of articles
that each resemble the next does not make a story. Articles in different components of the graph of similar pairs are
never joined, so each component is clustered by itself. That is what makes a change cheap.

NumPy and SciPy are imported when they are first needed: when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

import os
from collections.abc import Iterator
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

INCOMPATIBLE = -0.5
"""The excess that counts in the average for two articles that can't report one event."""

_COPY_SIMILARITY, _COPY_SHARE = 0.38, 0.34
"""The similarity of articles with the same words, and the share of pairs that can be less similar when two groups are
joined as copies."""
_MAX_COMPONENT = 6_000
_SPLIT_STEP = 0.02
"""A component of more articles than this is split first: the threshold rises in these steps until it falls apart."""
_ROWS_AT_ONCE = 512


def find_components(articles: WeightedArticles) -> "tuple[Numbers, Matrix]":
    """Return the component of each article, and a matrix of the similar pairs.

    The value of a pair is how far its similarity is above what it needs, plus one.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = articles.rows.shape[0]
    # Order by time, undated last. Then the rows near some rows in time are one run, plus the undated rows.
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
    """Group the articles that report one event, as lists of indexes. Every article is in one group, perhaps alone.

    `labels` and `pairs` come from `find_components`.
    """
    import numpy as np  # noqa: PLC0415

    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    components = np.split(order, cuts)
    return [group for members in components for group in _cluster_component(articles, members, pairs)]


def _cluster_component(articles: WeightedArticles, members: "Numbers", pairs: "Matrix") -> Iterator[list[int]]:
    """Yield the groups within one component."""
    if len(members) == 1:
        yield [int(members[0])]
        return
    parts = list(_split(members, pairs))
    groups = [group for part, raised in parts for group in _link(articles.select(part), part, raised)]
    yield from _join_cores(articles, groups, pairs) if len(parts) > 1 else groups


def _split(members: "Numbers", pairs: "Matrix") -> Iterator[tuple["Numbers", float]]:
    """Yield parts of a component of at most `_MAX_COMPONENT` articles, and by how much the threshold was raised."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    open_parts = [(members, 0.0)]
    while open_parts:
        part, raised = open_parts.pop()
        if len(part) <= _MAX_COMPONENT:
            yield part, raised
            continue
        inside = pairs[part][:, part]
        raised += _SPLIT_STEP
        inside.data[inside.data < 1 + raised] = 0
        inside.eliminate_zeros()
        count, labels = connected_components(inside, directed=False)
        open_parts.extend((part[np.flatnonzero(labels == label)], raised) for label in range(count))


def _link(articles: WeightedArticles, members: "Numbers", raised: float) -> Iterator[list[int]]:
    """Yield the groups that average linkage makes of these articles. `members` are their indexes in the archive."""
    if len(members) <= 1:
        yield from ([int(member)] for member in members)
        return
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    first, second = np.triu_indices(len(members), 1)
    similarity = np.round((articles.rows @ articles.rows.T).toarray()[first, second], DECIMALS)
    excess = compute_excess(articles, first, second, similarity)
    excess[are_incompatible(articles, first, second)] = INCOMPATIBLE
    # Near copies come first: they are one report, whatever else each of them resembles.
    copies = _group_copies((similarity >= _COPY_SIMILARITY) & (excess >= 0), first, second, len(members))
    excess[(copies[first] == copies[second]) & (copies[first] >= 0)] = 1 + raised
    groups = fcluster(linkage(np.maximum(1 - excess + raised, 0), "average"), 1.0, "distance")
    for label in range(1, int(groups.max()) + 1):
        yield [int(member) for member in members[np.flatnonzero(groups == label)]]


def _group_copies(is_copy: Any, first: "Numbers", second: "Numbers", count: int) -> "Numbers":  # noqa: ANN401 - an array
    """Return the number of the group of copies that each of `count` articles is in, or -1.

    `is_copy`: for each pair of `first` and `second`. Groups form within the components of the graph of copies.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    groups = np.full(count, -1)
    pairs = np.flatnonzero(is_copy)
    graph: Matrix = sparse.csr_matrix((np.ones(len(pairs)), (first[pairs], second[pairs])), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    sizes = np.bincount(labels, minlength=1)
    for label in np.flatnonzero(sizes > 1):
        members = np.flatnonzero(labels == label)
        one, other = np.triu_indices(len(members), 1)
        are_copies = np.asarray(graph[members][:, members].toarray())[one, other] > 0
        within = fcluster(linkage(np.where(are_copies, 0.0, 1.0), "average"), _COPY_SHARE, "distance")
        groups[members] = within + groups.max()
    return groups


def _join_cores(articles: WeightedArticles, cores: list[list[int]], pairs: "Matrix") -> list[list[int]]:
    """Join cores, groups that a higher threshold made, by the average excess of their articles.

    So the threshold is the same for a component of any size. Cores without a similar pair between them stay apart. If
    more than `_MAX_COMPONENT` cores have similar ones, none are joined.
    """
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415

    core_of = np.full(pairs.shape[0], -1)
    for number, core in enumerate(cores):
        core_of[core] = number
    near = pairs.tocoo()
    one, other = core_of[near.row], core_of[near.col]
    between = (one != other) & (one >= 0) & (other >= 0)
    edges = np.unique(np.sort(np.stack([one[between], other[between]], axis=1), axis=1), axis=0)
    linked = np.unique(edges)
    if not 1 < len(linked) <= _MAX_COMPONENT:
        return cores
    place_of = {int(number): place for place, number in enumerate(linked)}
    distances = np.full((len(linked), len(linked)), 1 - INCOMPATIBLE)
    for start in range(0, len(edges), _ROWS_AT_ONCE):
        block = edges[start : start + _ROWS_AT_ONCE].tolist()
        first = np.concatenate([np.repeat(cores[a], len(cores[b])) for a, b in block])
        second = np.concatenate([np.tile(cores[b], len(cores[a])) for a, b in block])
        similarity = np.round(
            np.asarray(articles.rows[first].multiply(articles.rows[second]).sum(axis=1)).ravel(), DECIMALS
        )
        excess = compute_excess(articles, first, second, similarity)
        excess[are_incompatible(articles, first, second)] = INCOMPATIBLE
        ends = np.cumsum([0, *(len(cores[a]) * len(cores[b]) for a, b in block)])
        averages = np.add.reduceat(excess, ends[:-1]) / np.diff(ends)
        for (a, b), average in zip(block, averages.tolist(), strict=True):
            distances[place_of[a], place_of[b]] = distances[place_of[b], place_of[a]] = max(1 - average, 0.0)
    labels = fcluster(linkage(distances[np.triu_indices(len(linked), 1)], "average"), 1.0, "distance")
    joined = {-number - 1: core for number, core in enumerate(cores) if number not in place_of}
    for label, number in zip(labels.tolist(), linked.tolist(), strict=True):
        joined.setdefault(label, []).extend(cores[number])
    return list(joined.values())
