"""The words of an archive, and how much each says."""

from functools import lru_cache
from math import log

from bot.answers.analysis.stemming import derive_roots
from bot.answers.analysis.wordlists import general_frequency
from bot.coverage.columns.sequences import TextDictionary
from bot.coverage.columns.table import Table

_PRIOR_ARTICLES = 200
"""Articles' worth of general English that document frequencies are blended with; what keeps tiny archives sane."""

_CACHE_SIZE = 1 << 15


class Vocabulary:
    """The stems of an archive by number, in how many articles each stands, and what it says. It does not change."""

    def __init__(self, table: Table, size: int) -> None:
        """`table`: as `bot.answers.index.writer` makes it; `size`: how many articles there are."""
        self.stems = TextDictionary(table, "stems")
        self.document_counts = table.numbers("documents")
        self.size = size
        # A question asks for the same few stems again and again; finding one takes some microseconds.
        self._find = lru_cache(_CACHE_SIZE)(self.stems.find)

    def stem_number(self, stemmed: str) -> int:
        """The number of a stem, -1 where nothing has it (those of synonyms have one, though no article may)."""
        return self._find(stemmed)

    def document_frequency(self, stemmed: str) -> int:
        """In how many articles a stem stands."""
        number = self._find(stemmed)
        return self.document_counts[number] if number >= 0 else 0

    def find_related_stems(self, stemmed: str) -> list[str]:
        """Other stems of the archive that are forms of the same word (`words.derive_roots`), most frequent first."""
        found: dict[str, int] = {}
        for root in derive_roots(stemmed):
            # A root is the beginning of every stem that has it.
            for number, other in self.stems.with_prefix(root):
                if other != stemmed and self.document_counts[number] and root in derive_roots(other):
                    found[other] = self.document_counts[number]
        return sorted(found, key=lambda one: (-found[one], one))

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm; about 0 to 12): rare in the archive and in general English."""
        return compute_idf(stemmed, self.document_frequency(stemmed), self.size)


def compute_idf(stemmed: str, frequency: int, size: int) -> float:
    """What a stem says that stands in `document_frequency` of `size` articles.

    The archive's frequencies are blended with `general_frequency`, so that in an archive of sixteen articles on one
    subject a word which it lacks still weighs most, and the subject's own name still weighs something.
    """
    expected = _PRIOR_ARTICLES * general_frequency(stemmed)
    return log((size + _PRIOR_ARTICLES + 1) / (frequency + expected + 0.01))
