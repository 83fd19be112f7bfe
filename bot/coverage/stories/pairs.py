"""Whether two articles can report one event: how similar they have to be, and what speaks against it.

Two bare headlines share few words even if they report the same event, while two full articles on one subject share many
even if they report different events. So the similarity that a pair needs rises with how much text both have. It also
rises with the days between them, and for two articles of one outlet, which rarely reports the same twice.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from typing import Any

from bot.coverage.stories.weights import WeightedArticles

MIN_SIMILARITY, _FULL_SIMILARITY = 0.08, 0.18
"""The similarity that two bare headlines need, and two articles with complete excerpts."""
_MIN_EVIDENCE = 2.5
"""The least product of bursts that two articles must share."""
_DAY_COST, _OUTLET_COST = 0.015, 0.1
"""How much the needed similarity rises with each day between two articles, and if both are from one outlet."""
_TITLE_OVERLAP = 0.5
"""If two titles share at least this share of the shorter one's words, different figures for one noun are different
facts."""

MAX_DAYS = 7.0
"""The days within which two articles can report one event."""

DECIMALS = 6
"""How many decimals of a similarity count, so that the order in which a machine adds numbers makes no difference."""
_PAIRS_AT_ONCE = 20_000
"""Few enough that their titles take little memory: some tens of bytes for each of their words."""


def compute_excess(articles: WeightedArticles, first: Any, second: Any, similarity: Any) -> Any:  # noqa: ANN401 - arrays
    """Return how far the similarity of pairs is above what they need. `first`, `second`: their indexes."""
    import numpy as np  # noqa: PLC0415

    needed = MIN_SIMILARITY + (_FULL_SIMILARITY - MIN_SIMILARITY) * articles.fullness[first] * articles.fullness[second]
    needed = np.maximum(needed, _MIN_EVIDENCE / (articles.lengths[first] * articles.lengths[second]))
    between = np.nan_to_num(np.minimum(np.abs(articles.days[first] - articles.days[second]), MAX_DAYS))
    same_outlet = articles.outlets[first] == articles.outlets[second]
    return similarity - needed - _DAY_COST * between - _OUTLET_COST * same_outlet


def are_incompatible(articles: WeightedArticles, first: Any, second: Any) -> Any:  # noqa: ANN401 - arrays
    """Return whether pairs can't report one event: too far apart, or similar titles that count the same differently."""
    import numpy as np  # noqa: PLC0415

    result = np.abs(articles.days[first] - articles.days[second]) > MAX_DAYS
    counts = np.diff(articles.counted.indptr) > 0
    sizes = np.diff(articles.titles.indptr)
    both = np.flatnonzero(counts[first] & counts[second] & ~result)
    for start in range(0, len(both), _PAIRS_AT_ONCE):
        pairs = both[start : start + _PAIRS_AT_ONCE]
        one, other = first[pairs], second[pairs]
        shared = _count_shared(articles.titles, one, other)
        alike = shared >= _TITLE_OVERLAP * np.minimum(sizes[one], sizes[other])
        differs = (_count_shared(articles.counted, one, other) > 0) & (_count_shared(articles.counts, one, other) == 0)
        result[pairs[alike & differs]] = True
    return result


def _count_shared(rows: Any, first: Any, second: Any) -> Any:  # noqa: ANN401 - a sparse matrix of ones, and arrays
    import numpy as np  # noqa: PLC0415

    return np.asarray(rows[first].multiply(rows[second]).sum(axis=1)).ravel()
