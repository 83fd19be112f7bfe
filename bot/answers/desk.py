"""The desk: an archive made ready for questions."""

from dataclasses import dataclass

from bot.answers import index as indexing
from bot.answers import synonyms as synonymy
from bot.answers.index import Index
from bot.answers.names import Names
from bot.answers.spelling import Speller
from bot.answers.synonyms import Synonyms
from bot.answers.words import stem, tokens
from bot.coverage.archive import Archive


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. Immutable; make a new one when the archive changes."""

    archive: Archive
    names: Names
    index: Index
    speller: Speller
    synonyms: Synonyms

    def analyze(self, text: str) -> list[str]:
        """The stems of a text's words in order, stop words included, as the index has them."""
        return [stem(token.word) for token in tokens(text)]

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm): near 0 for what stands everywhere, about 10 for the unknown."""
        return self.index.vocabulary.idf(stemmed)


def open_desk(archive: Archive, synonyms: Synonyms | None = None) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop."""
    synonyms = synonyms or synonymy.own()
    index = indexing.build(archive.articles, archive.outlets, synonyms.phrases)
    return Desk(
        archive=archive,
        names=Names.of(archive),
        index=index,
        speller=Speller(index.vocabulary.words),
        synonyms=synonyms,
    )
