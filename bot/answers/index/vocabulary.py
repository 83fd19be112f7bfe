"""The stems of an archive, and how much each says."""

from collections.abc import Iterable
from functools import lru_cache
from math import log

from bot.answers.analysis.stemming import derive_roots
from bot.answers.analysis.wordlists import RARE_FREQUENCY, load_general_frequencies
from bot.coverage.columns.sequences import TextDictionary
from bot.coverage.columns.table import Table

PRIOR_ARTICLES = 200
"""Document frequencies are blended with those of this many articles of general English, so that small archives work."""

_CACHE_SIZE = 1 << 15


class Vocabulary:
    """The stems of an archive by number, how many articles contain each, and its idf. It never changes.

    `stems`: every stem by its number. `document_counts`: the number of articles with each stem, by the stem's number.
    `size`: the number of articles.
    """

    def __init__(self, table: Table, size: int) -> None:
        """`table`: with the sections that `writer.build_index` makes."""
        self.stems = TextDictionary(table, "stems")
        self.document_counts = table.numbers("document counts")
        self.size = size
        # Questions ask for the same few stems again and again, and finding one takes some microseconds.
        self._find = lru_cache(_CACHE_SIZE)(self.stems.find)
        self._read = lru_cache(_CACHE_SIZE)(self.stems.__getitem__)
        self._idf = lru_cache(_CACHE_SIZE)(self._compute_idf)

    def stem_number(self, stemmed: str) -> int:
        """The number of a stem; -1 if it has none. Synonyms have numbers even if no article contains them."""
        return self._find(stemmed)

    def stem_numbers(self, stems: Iterable[str]) -> frozenset[int]:
        """The numbers of those of some stems that have one."""
        return frozenset(number for stemmed in stems if (number := self._find(stemmed)) >= 0)

    def stem(self, number: int) -> str:
        """The stem with a number."""
        return self._read(number)

    def document_frequency(self, stemmed: str) -> int:
        """The number of articles with a stem."""
        number = self._find(stemmed)
        return self.document_counts[number] if number >= 0 else 0

    def find_related_stems(self, stemmed: str) -> list[str]:
        """Return other stems of the archive that share a root (`stemming.derive_roots`), the most frequent first."""
        counts: dict[str, int] = {}
        for root in derive_roots(stemmed):
            # A stem begins with each of its roots.
            for number, other in self.stems.with_prefix(root):
                if other != stemmed and self.document_counts[number] and root in derive_roots(other):
                    counts[other] = self.document_counts[number]
        return sorted(counts, key=lambda other: (-counts[other], other))

    def idf(self, stemmed: str) -> float:
        """The inverse document frequency of a stem (natural logarithm): from about 0 (everywhere) to 12 (unknown)."""
        return self._idf(stemmed)

    def _compute_idf(self, stemmed: str) -> float:
        return compute_idf(stemmed, self.document_frequency(stemmed), self.size)


def compute_idf(stemmed: str, frequency: int, size: int) -> float:
    """Compute the inverse document frequency of a stem that is in `frequency` of `size` articles.

    The archive's frequency is blended with that of general English. So in an archive of sixteen articles on one
    subject, a word that it lacks weighs most, and the name of the subject still weighs something.
    """
    return compute_idfs((stemmed,), (frequency,), size)[0]


def compute_idfs(stems: Iterable[str], frequencies: Iterable[int], size: int) -> list[float]:
    """Compute what `compute_idf` does, for each stem."""
    general = load_general_frequencies()
    articles = size + PRIOR_ARTICLES + 1
    return [
        log(articles / (frequency + PRIOR_ARTICLES * general.get(stemmed, RARE_FREQUENCY) + 0.01))
        for stemmed, frequency in zip(stems, frequencies, strict=True)
    ]


def compute_bm25_idf(frequency: int, size: int) -> float:
    """Compute the inverse document frequency of BM25, as tantivy does, of a stem in `frequency` of `size` articles."""
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))
