"""The words of an archive, and how much each says."""

from array import array
from math import log

from bot.answers.words import background, roots

_PRIOR = 200
"""Articles' worth of general English that document frequencies are blended with; what keeps tiny archives sane."""


class Vocabulary:
    """The words of an archive: how often each stands in it, their stems, and in how many articles each stem stands."""

    def __init__(self) -> None:
        self.stems: list[str] = []
        self.numbers: dict[str, int] = {}
        self.documents = array("I")
        self.words: dict[str, int] = {}
        self._families: dict[str, list[str]] = {}
        self.size = 0

    def number(self, stemmed: str) -> int:
        """The number of a stem, -1 where nothing has it (those of synonyms have one, though no article may)."""
        return self.numbers.get(stemmed, -1)

    def frequency(self, stemmed: str) -> int:
        """In how many articles a stem stands."""
        number = self.numbers.get(stemmed, -1)
        return self.documents[number] if number >= 0 else 0

    def relatives(self, stemmed: str) -> list[str]:
        """Other stems of the archive that are forms of the same word (`words.roots`), most frequent first."""
        found = {one for root in roots(stemmed) for one in self._families.get(root, ()) if one != stemmed}
        return sorted(found, key=lambda one: (-self.frequency(one), one))

    def gather(self) -> None:
        """Note which stems are forms of the same word; called once, when all are counted."""
        for stemmed in filter(self.frequency, self.stems):
            for root in roots(stemmed):
                self._families.setdefault(root, []).append(stemmed)

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm; about 0 to 12): rare in the archive and in general English.

        The archive's frequencies are blended with `background`, so that in an archive of sixteen articles on one
        subject a word which it lacks still weighs most, and the subject's own name still weighs something.
        """
        expected = _PRIOR * background(stemmed)
        return log((self.size + _PRIOR + 1) / (self.frequency(stemmed) + expected + 0.01))
