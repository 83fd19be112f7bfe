"""Where the terms of a question occur in articles. They are found once, for ranking and for evidence."""

from collections.abc import Sequence

from bot.answers.index.forward import NO_OCCURRENCES, Occurrence, Occurrences
from bot.answers.index.reader import IndexReader
from bot.answers.retrieval.terms import Term

__all__ = ["NO_OCCURRENCES", "Occurrence", "OccurrenceFinder", "Occurrences"]


class OccurrenceFinder:
    """Finds the terms of one question in articles.

    `terms_of_stem`: the positions of the terms that a stem matches, with its weight, by the stem's number.
    """

    def __init__(self, terms: Sequence[Term], index: IndexReader) -> None:
        self._index = index
        self.terms_of_stem: dict[int, list[tuple[int, float]]] = {}
        for position, term in enumerate(terms):
            for stemmed, weight in term.stems.items():
                if (number := index.vocabulary.stem_number(stemmed)) >= 0:
                    self.terms_of_stem.setdefault(number, []).append((position, weight))

    def find(self, docs: Sequence[int]) -> list[Occurrences]:
        """Find the words that match terms in articles, by their numbers."""
        return self._index.forward.find(docs, self.terms_of_stem)
