"""Weigh the words of articles, so that the product of two rows is the similarity of two articles.

A row has two halves: the words by how much they burst (`bursts`), and by inverse document frequency, which also serves
where bursts can't be told from chance. Both are rounded, and a number for each row says whether they changed.

NumPy and SciPy are imported when they are first needed: when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.coverage.stories.bursts import look_up_frequencies, measure_contrast, weigh_bursts
from bot.coverage.stories.words import ArticleWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Hashes = NDArray[np.uint64]
    Matrix = Any
    """A sparse matrix of SciPy."""

MAX_IDF, _MIN_IDF = 4.0, 1.5
"""The highest idf that counts for which stories are related, and the lowest."""

_PRIOR_ARTICLES = 100
"""Articles on other subjects that are added to the count for idf, so that in an archive of a dozen articles the words
of their common story still count."""
_STEPS = 4
"""Weights are rounded to quarters, so that one more article changes hardly any of them."""
_MIN_BURST_IDF, _MIN_PLAIN_IDF, _MAX_PLAIN_IDF = 0.5, 1.2, 6.5
"""The lowest idf with which a word counts in each half of a row, and the highest that counts."""
_EXCERPT_BURST, _EXCERPT_PLAIN = 0.5, 0.6
"""The weights of a word in the excerpt, in each half; a word in the title has 1."""
_PLAIN_SHARE, _PLAIN_SHARE_WITHOUT_CONTRAST = 0.3, 0.45
"""The share of the similarity that comes from inverse document frequency."""
_ADDED_LENGTH, _ADDED_WITHOUT_CONTRAST = 3.0, 3.0
"""Added to the length of each row of bursts, so that a few words in common are no similarity; and as much again for a
dated article whose bursts can't be told from chance."""
_FULL_EXCERPT = 10
"""The number of words from which an excerpt is complete."""


class WeightedArticles(NamedTuple):
    """The words of articles as rows whose products are similarities, with what else decides if two report one event.

    `lengths`: of the rows of bursts. `fullness`: how complete the excerpt is, 0 to 1. `days`, `outlets`: as in
    `ArticleWords`. `titles`: the words of each title, as rows of ones. `counted`, `counts`: the nouns that each title
    counts, and the nouns with their figures. `marks`: a number for what each row holds; equal rows have equal numbers.
    """

    rows: "Matrix"
    lengths: "Floats"
    fullness: "Floats"
    days: "Floats"
    outlets: "Numbers"
    titles: "Matrix"
    counted: "Matrix"
    counts: "Matrix"
    marks: "Hashes"

    def select(self, indexes: "Numbers") -> "WeightedArticles":
        """Return the articles at these indexes."""
        columns: Any = (column[indexes] for column in self)
        return WeightedArticles(*columns)


def weigh_words(words: ArticleWords, frequencies: Mapping[str, float]) -> tuple[WeightedArticles, dict[int, float]]:
    """Weigh the words of all articles. Also return the idf of each word that has less than `MAX_IDF`.

    `frequencies`: as in `TextAnalysis`.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    size = len(words.titles)
    ends = np.cumsum([0, *(len(title) + len(rest) for title, rest in zip(words.titles, words.rest, strict=True))])
    flat = np.fromiter(_flatten(words), np.uint32, int(ends[-1]))
    in_title = np.fromiter(_mark_titles(words), np.bool_, int(ends[-1]))
    distinct, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
    row_of = np.repeat(np.arange(size), np.diff(ends))
    days = np.array(words.days, dtype=np.float64)
    outlets = np.array(words.outlets, dtype=np.int64)
    idf = np.log((size + _PRIOR_ARTICLES) / np.maximum(counts, 1))

    bursts = weigh_bursts(columns, row_of, days, outlets, look_up_frequencies(distinct, frequencies))
    bursts *= np.where(in_title, 1.0, _EXCERPT_BURST)
    bursts[idf[columns] < _MIN_BURST_IDF] = 0
    plain = np.minimum(idf[columns], _MAX_PLAIN_IDF) * np.where(in_title, 1.0, _EXCERPT_PLAIN)
    plain[idf[columns] < _MIN_PLAIN_IDF] = 0
    bursts, plain = np.round(bursts * _STEPS) / _STEPS, np.round(plain * _STEPS) / _STEPS

    shape = (size, len(distinct))
    burst_rows: Matrix = sparse.csr_matrix((bursts, columns, ends), shape=shape)
    plain_rows: Matrix = sparse.csr_matrix((plain, columns, ends), shape=shape)
    contrast = measure_contrast(days)
    added_length = _ADDED_LENGTH + _ADDED_WITHOUT_CONTRAST * (1 - contrast) * ~np.isnan(days)
    lengths = np.sqrt(burst_rows.multiply(burst_rows).sum(axis=1).A1 + added_length**2)
    plain_lengths = np.maximum(np.sqrt(plain_rows.multiply(plain_rows).sum(axis=1).A1), 1e-9)
    plain_share = _PLAIN_SHARE + (_PLAIN_SHARE_WITHOUT_CONTRAST - _PLAIN_SHARE) * (1 - contrast)
    rows: Matrix = sparse.hstack(
        [
            sparse.diags(np.sqrt(1 - plain_share) / lengths) @ burst_rows,
            sparse.diags(np.sqrt(plain_share) / plain_lengths) @ plain_rows,
        ]
    ).tocsr()
    rows.eliminate_zeros()
    rows.sort_indices()
    titles: Matrix = sparse.csr_matrix((in_title.astype(float), columns, ends), shape=shape)
    titles.eliminate_zeros()
    fullness = np.minimum(1.0, np.array([len(rest) for rest in words.rest], dtype=np.float64) / _FULL_EXCERPT)
    weighted = WeightedArticles(
        rows,
        lengths,
        fullness,
        days,
        outlets,
        titles,
        _build_count_rows(words.counts, with_figures=False),
        _build_count_rows(words.counts, with_figures=True),
        _hash_rows(flat, bursts, plain, row_of, contrast),
    )
    rounded = np.minimum(MAX_IDF, np.round(idf * _STEPS) / _STEPS)
    rounded[rounded < _MIN_IDF] = 0
    light = {int(distinct[index]): float(rounded[index]) for index in np.flatnonzero(rounded < MAX_IDF)}
    return weighted, light


def _build_count_rows(counts: Sequence[Sequence[int]], *, with_figures: bool) -> "Matrix":
    """Return a row for each title: what it counts, with or without the figures."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    pairs = [
        sorted({(noun, figure if with_figures else 0) for noun, figure in zip(row[::2], row[1::2], strict=True)})
        for row in counts
    ]
    numbers = {pair: number for number, pair in enumerate(sorted({pair for row in pairs for pair in row}))}
    ends = np.cumsum([0, *map(len, pairs)])
    columns = np.array([numbers[pair] for row in pairs for pair in row], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(counts), max(1, len(numbers))))


def _hash_rows(words: Any, bursts: "Floats", plain: "Floats", row_of: "Numbers", contrast: "Floats") -> "Hashes":  # noqa: ANN401
    """Return a number for the words and weights of each row. It doesn't depend on the order of the words."""
    import numpy as np  # noqa: PLC0415

    # Odd constants spread the bits; the last step is that of splitmix64 (Steele, Lea and Flood 2014).
    mixed = words.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= (bursts * _STEPS).astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= (plain * _STEPS).astype(np.uint64) * np.uint64(0x165667B19E3779F9)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed[(bursts == 0) & (plain == 0)] = 0
    hashes = (contrast * _STEPS).astype(np.uint64)
    np.add.at(hashes, row_of, mixed)
    return hashes


def _mark_titles(words: ArticleWords) -> Iterator[bool]:
    for title, rest in zip(words.titles, words.rest, strict=True):
        yield from repeat(True, len(title))  # noqa: FBT003
        yield from repeat(False, len(rest))  # noqa: FBT003


def _flatten(words: ArticleWords) -> Iterator[int]:
    for title, rest in zip(words.titles, words.rest, strict=True):
        yield from title
        yield from rest
