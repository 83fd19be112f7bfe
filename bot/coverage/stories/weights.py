"""Weighs the words of articles, so that the product of two rows is the similarity of two articles.

A row has two halves: the words weighted by how much they burst (`bursts`), and by inverse document frequency, which is
also used where bursts can't be told from chance. Both are rounded and stored, so that a later article can be compared
with existing ones (`bot.coverage.stories.delta`).

NumPy and SciPy are imported when they are first needed: when an archive changes, not when a bot starts from a snapshot.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.coverage.stories.bursts import look_up_frequencies, measure_contrast, weigh_bursts
from bot.coverage.stories.words import NumberedWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Matrix = Any
    """A sparse matrix of SciPy."""

MAX_IDF, _MIN_IDF = 4.0, 1.5
"""The highest and the lowest idf that count when related stories are found."""

_PRIOR_ARTICLES = 100
"""Articles on other subjects that are added to the count for idf, so that in an archive of a dozen articles the words
of their common story still count."""
STEPS = 4
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
"""An excerpt counts as complete from this number of words."""


class WeightedArticles(NamedTuple):
    """The words of articles as rows whose products are similarities, and other data that decides about pairs.

    `lengths`: of the rows of bursts. `fullness`: how complete the excerpt is, 0 to 1. `days`, `outlets`: as in
    `NumberedWords`. `titles`: the words of each title, as rows of ones. `counted`, `counts`: the nouns that each title
    counts, and the nouns with their figures.
    """

    rows: "Matrix"
    lengths: "Floats"
    fullness: "Floats"
    days: "Floats"
    outlets: "Numbers"
    titles: "Matrix"
    counted: "Matrix"
    counts: "Matrix"

    def select(self, indexes: "Numbers") -> "WeightedArticles":
        """Return the articles at these indexes."""
        columns: Any = (column[indexes] for column in self)
        return WeightedArticles(*columns)


class WeightedWords(NamedTuple):
    """The words of articles with their weights, one after another.

    `words`: those of each title, then those of its excerpt. `title_lengths`, `rest_lengths`: how many each article has.
    `bursts`, `plain`: the two weights of each word. `contrast`: of each article (`bursts.measure_contrast`). `counts`,
    `days`, `outlets`: as in `NumberedWords`.
    """

    words: Any
    title_lengths: "Numbers"
    rest_lengths: "Numbers"
    bursts: "Floats"
    plain: "Floats"
    contrast: "Floats"
    counts: Sequence[Sequence[int]]
    days: "Floats"
    outlets: "Numbers"

    @property
    def ends(self) -> "Numbers":
        """Where each article begins, and the end of the last."""
        import numpy as np  # noqa: PLC0415

        return np.concatenate([[0], np.cumsum(self.title_lengths + self.rest_lengths)])

    def select(self, indexes: "Numbers") -> "WeightedWords":
        """Return the articles at these indexes."""
        import numpy as np  # noqa: PLC0415

        lengths = (self.title_lengths + self.rest_lengths)[indexes]
        at = np.repeat(self.ends[indexes] - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
        return WeightedWords(
            self.words[at],
            self.title_lengths[indexes],
            self.rest_lengths[indexes],
            self.bursts[at],
            self.plain[at],
            self.contrast[indexes],
            [self.counts[index] for index in indexes.tolist()] if self.counts else [],
            self.days[indexes],
            self.outlets[indexes],
        )


class WordTotals(NamedTuple):
    """How many articles have each word. `words` are distinct and in order."""

    words: Any
    counts: "Numbers"


def weigh_words(words: NumberedWords, frequencies: Mapping[int, float]) -> tuple[WeightedWords, WordTotals]:
    """Weigh the words of all articles. `frequencies`: as in `TextAnalysis`."""
    import numpy as np  # noqa: PLC0415

    size = len(words.titles)
    title_lengths = np.array([len(title) for title in words.titles], dtype=np.int64)
    rest_lengths = np.array([len(rest) for rest in words.rest], dtype=np.int64)
    total = int(title_lengths.sum() + rest_lengths.sum())
    flat = np.fromiter(_flatten(words), np.uint32, total)
    in_title = mark_titles(title_lengths, rest_lengths)
    distinct, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
    row_of = np.repeat(np.arange(size), title_lengths + rest_lengths)
    days = np.array(words.days, dtype=np.float64)
    outlets = np.array(words.outlets, dtype=np.int64)
    bursts = weigh_bursts(columns, row_of, days, outlets, look_up_frequencies(distinct, frequencies))
    bursts, plain = round_weights(bursts, compute_idfs(counts, size)[columns], in_title)
    weighted = WeightedWords(
        flat, title_lengths, rest_lengths, bursts, plain, measure_contrast(days), words.counts, days, outlets
    )
    return weighted, WordTotals(distinct, counts)


def compute_idfs(counts: "Numbers", size: int) -> "Floats":
    """Return the inverse document frequency of words, from how many of `size` articles have each."""
    import numpy as np  # noqa: PLC0415

    return np.log((size + _PRIOR_ARTICLES) / np.maximum(counts, 1))


def find_light_words(totals: WordTotals, size: int) -> dict[int, float]:
    """Return the idf of each word that has less than `MAX_IDF`, by which related stories are found."""
    import numpy as np  # noqa: PLC0415

    rounded = np.minimum(MAX_IDF, np.round(compute_idfs(totals.counts, size) * STEPS) / STEPS)
    rounded[rounded < _MIN_IDF] = 0
    return {int(totals.words[index]): float(rounded[index]) for index in np.flatnonzero(rounded < MAX_IDF)}


def round_weights(bursts: "Floats", idf: "Floats", in_title: Any) -> tuple["Floats", "Floats"]:  # noqa: ANN401 - an array
    """Return the two weights of words, by how much they burst and by their idf."""
    import numpy as np  # noqa: PLC0415

    bursts = bursts * np.where(in_title, 1.0, _EXCERPT_BURST)
    bursts[idf < _MIN_BURST_IDF] = 0
    plain = np.minimum(idf, _MAX_PLAIN_IDF) * np.where(in_title, 1.0, _EXCERPT_PLAIN)
    plain[idf < _MIN_PLAIN_IDF] = 0
    return np.round(bursts * STEPS) / STEPS, np.round(plain * STEPS) / STEPS


def build_sparse_rows(weighted: WeightedWords) -> WeightedArticles:
    """Return the articles as rows."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    distinct, columns = np.unique(weighted.words, return_inverse=True)
    ends, days, contrast = weighted.ends, weighted.days, weighted.contrast
    shape = (len(days), max(1, len(distinct)))
    burst_rows: Matrix = sparse.csr_matrix((weighted.bursts, columns, ends), shape=shape)
    plain_rows: Matrix = sparse.csr_matrix((weighted.plain, columns, ends), shape=shape)
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
    in_title = mark_titles(weighted.title_lengths, weighted.rest_lengths)
    titles: Matrix = sparse.csr_matrix((in_title.astype(float), columns, ends), shape=shape)
    titles.eliminate_zeros()
    return WeightedArticles(
        rows,
        lengths,
        np.minimum(1.0, weighted.rest_lengths / _FULL_EXCERPT),
        days,
        weighted.outlets,
        titles,
        _build_count_rows(weighted.counts, with_figures=False),
        _build_count_rows(weighted.counts, with_figures=True),
    )


def mark_titles(title_lengths: "Numbers", rest_lengths: "Numbers") -> Any:  # noqa: ANN401 - an array
    """Return, for each word of articles one after another, whether it is in the title."""
    import numpy as np  # noqa: PLC0415

    lengths = np.stack([title_lengths, rest_lengths], axis=1).ravel()
    return np.repeat(np.tile([True, False], len(title_lengths)), lengths)


def _build_count_rows(counts: Sequence[Sequence[int]], *, with_figures: bool) -> "Matrix":
    """Return a row for each title: what it counts, with or without the figures."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    lengths = np.fromiter(map(len, counts), np.int64, len(counts))
    flat = np.fromiter(chain.from_iterable(counts), np.uint64, int(lengths.sum()))
    pairs = (flat[::2] << np.uint64(32)) | (flat[1::2] if with_figures else np.uint64(0))
    distinct, columns = np.unique(pairs, return_inverse=True)
    rows = np.repeat(np.arange(len(counts)), lengths // 2)
    shape = (len(counts), max(1, len(distinct)))
    matrix: Matrix = sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=shape)
    # A title may count the same twice.
    matrix.data[:] = 1
    return matrix


def _flatten(words: NumberedWords) -> Iterator[int]:
    for title, rest in zip(words.titles, words.rest, strict=True):
        yield from title
        yield from rest
