"""What a digest asks for: which articles of an archive it may send, and why it can't send the others."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, tokenize
from bot.answers.analysis.wordlists import is_stopword
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters
from bot.coverage.article import Article
from bot.digests.digest import Digest

Mismatch = Literal["unlinked", "outlet", "topic", "words"]
"""Why a digest does not want an article: it has no URL to link to, or it has none of the outlets, topics or words that
the digest asks for."""


class _AnalyzedText(NamedTuple):
    """The words of a text.

    `order`: their stems, in order. `stems`: all stems, with those of hyphenated compounds. `names`: words in capitals.
    """

    order: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]


class _Alternative(NamedTuple):
    """One of the alternatives that a digest's `words` ask for.

    `stems`: an article must have all of them. `names`: it must have all of these in capitals, because they are stop
    words in small letters (US, IT). `phrase`: if there are only stop words, it must have them in this order (The Who).
    """

    stems: frozenset[str]
    names: frozenset[str]
    phrase: tuple[str, ...]

    @property
    def all_stems(self) -> frozenset[str]:
        return self.stems | self.names | frozenset(self.phrase)

    def is_in(self, text: _AnalyzedText) -> bool:
        if self.phrase:
            length = len(self.phrase)
            return any(text.order[at : at + length] == self.phrase for at in range(len(text.order) - length + 1))
        return bool(self.stems or self.names) and self.stems <= text.stems and self.names <= text.names


class DigestFilter:
    """Tells which articles of an archive a digest asks for."""

    def __init__(self, desk: Desk, digest: Digest) -> None:
        self._index = desk.index
        self._outlets, self._topics = frozenset(digest.outlets), frozenset(digest.topics)
        # An alternative without searchable words matches nothing, rather than everything.
        self._alternatives = [_parse_alternative(words) for words in digest.words.split(",") if words.strip()]
        stem_sets = [
            frozenset(desk.index.vocabulary.stem_number(stemmed) for stemmed in alternative.all_stems)
            for alternative in self._alternatives
        ]
        self._numbers = [stems for stems in stem_sets if stems and min(stems) >= 0]

    def find_mismatch(self, place: int, article: Article) -> Mismatch | None:
        """Return why the digest does not want the article at this place in the archive; None if it does."""
        if article.url is None:
            return "unlinked"
        if self._outlets and article.outlet not in self._outlets:
            return "outlet"
        if self._topics and self._topics.isdisjoint(article.topics):
            return "topic"
        if self._alternatives:
            if not self._may_match(place):
                return "words"
            text = _analyze(" \n ".join((article.title, article.excerpt, *article.topics)))
            if not any(alternative.is_in(text) for alternative in self._alternatives):
                return "words"
        return None

    def list_candidates(self) -> Iterator[int]:
        """List the places of all articles that the digest wants, and a few others, newest first.

        Decodes no article.
        """
        if self._alternatives and not self._numbers:
            return iter(())
        places = self._index.iterate_newest(Filters(outlets=self._outlets or None, topics=self._topics or None))
        return (place for place in places if self._may_match(place)) if self._alternatives else places

    def _may_match(self, place: int) -> bool:
        """Return whether the index has the words for an article. The index covers more text than `find_mismatch`."""
        indexed = {*self._index.title_stems(place), *self._index.body_stems(place)}
        return any(numbers <= indexed for numbers in self._numbers)


def _parse_alternative(words: str) -> _Alternative:
    tokens = tokenize(words)
    content = [token for token in tokens if not is_stopword(token.surface, token.word)]
    if not content:
        return _Alternative(frozenset(), frozenset(), tuple(stem(token.word) for token in tokens))
    names = frozenset(token.word for token in content if is_stopword(token.word, token.word))
    return _Alternative(frozenset(stem(token.word) for token in content if token.word not in names), names, ())


def _analyze(text: str) -> _AnalyzedText:
    tokens = tokenize(text)
    order = tuple(stem(token.word) for token in tokens)
    names = frozenset(token.word for token in tokens if token.surface.isupper())
    return _AnalyzedText(order, frozenset(order).union(map(stem, join_hyphenated(text))), names)
