"""Passages: the sentences of an article, word for word."""

from collections.abc import Iterator

from msgspec import Struct

from bot.answers.analysis.sentences import split_sentences
from bot.answers.answer import Place
from bot.answers.index.sentences import SentencePlace
from bot.coverage.article import Article


class Passage(Struct, frozen=True):
    """A sentence, word for word but without white space at its ends. `place`: whether a title or an excerpt has it."""

    text: str
    place: Place
    article: Article


def split_passages(article: Article) -> Iterator[Passage]:
    """Yield the titles of an article and the sentences of its excerpts, for all its wordings. No text comes twice."""
    yielded: set[str] = set()
    for wording in article.wordings:
        passages = [Passage(wording.title, "title", article)] if wording.title else []
        passages += [
            Passage(wording.excerpt[start:end], "excerpt", article) for start, end in split_sentences(wording.excerpt)
        ]
        for passage in passages:
            if (key := passage.text.casefold()) not in yielded:
                yielded.add(key)
                yield passage


def read_sentence(article: Article, place: SentencePlace) -> str:
    """Return the text of a sentence of an article."""
    wording = article.wordings[place.wording]
    return (wording.title if place.in_title else wording.excerpt)[place.start : place.end]
