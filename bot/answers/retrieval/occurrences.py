"""Where the terms of a question occur in articles. They are found once, for ranking and for evidence."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.index.reader import IndexReader
from bot.answers.retrieval.terms import Term

Occurrence = tuple[int, Sequence[tuple[int, float]]]
"""A word of a text that matches terms: its index in the text, and each term's position with the word's weight."""


class Occurrences(NamedTuple):
    """The words of an article that match terms, in the order of `IndexReader.title_stems` and of `body_stems`.

    `doc`: the number of the article; -1 if it was not searched for by terms.
    """

    doc: int
    title: list[Occurrence]
    body: list[Occurrence]


NO_OCCURRENCES = Occurrences(-1, [], [])


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

    def find(self, doc: int) -> Occurrences:
        """Find the terms in an article, by its number."""
        terms_of_stem = self.terms_of_stem
        # To go through a list is faster than through mapped memory.
        title, body = self._index.title_stems(doc).tolist(), self._index.body_stems(doc).tolist()
        return Occurrences(
            doc,
            [(at, terms_of_stem[stemmed]) for at, stemmed in enumerate(title) if stemmed in terms_of_stem],
            [(at, terms_of_stem[stemmed]) for at, stemmed in enumerate(body) if stemmed in terms_of_stem],
        )
