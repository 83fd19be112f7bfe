"""Passages: the sentences of an article, word for word."""

from collections.abc import Iterator

import sentencex
from msgspec import Struct

from bot.answers.answer import Place
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
        passages += [Passage(sentence, "excerpt", article) for sentence in _split_sentences(wording.excerpt)]
        for passage in passages:
            if (key := passage.text.casefold()) not in yielded:
                yielded.add(key)
                yield passage


def _split_sentences(text: str) -> list[str]:
    """Split a text into sentences. Single characters are left out."""
    if not text:
        return []
    sentences = (sentence.strip() for sentence in sentencex.segment("en", text))
    return [sentence for sentence in sentences if len(sentence) > 1]
