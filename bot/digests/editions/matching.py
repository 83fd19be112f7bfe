"""What a digest asks for: which articles of an archive it may send, and why not the others."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, tokenize
from bot.answers.analysis.wordlists import is_stopword
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters
from bot.coverage.article import Article
from bot.digests.digest import Digest

Rejection = Literal["unlinked", "outlet", "topic", "words"]
"""Without an address to link to; not of the outlets, the topics, the words asked for."""


class _Said(NamedTuple):
    """The words of a text: their stems in order, all of them with those of compounds, and names in capitals."""

    order: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]


class _Alternative(NamedTuple):
    """What an article must have: `stems` all of them; `names` in capitals, which in small letters say nothing (US, IT);
    `phrase`, where there is nothing else, as it stands (The Who)."""

    stems: frozenset[str]
    names: frozenset[str]
    phrase: tuple[str, ...]

    def is_in(self, said: _Said) -> bool:
        if self.phrase:
            length = len(self.phrase)
            return any(said.order[at : at + length] == self.phrase for at in range(len(said.order) - length + 1))
        return bool(self.stems or self.names) and self.stems <= said.stems and self.names <= said.names


class DigestFilter:
    """What a digest asks for of an archive."""

    def __init__(self, desk: Desk, digest: Digest) -> None:
        self._index = desk.index
        self._outlets, self._topics = frozenset(digest.outlets), frozenset(digest.topics)
        # What has words but none that can be looked for matches nothing, rather than everything.
        self._alternatives = [_alternative(each) for each in digest.words.split(",") if each.strip()]
        numbers = [[desk.index.vocabulary.number(one) for one in _stems(each)] for each in self._alternatives]
        self._numbers = [frozenset(some) for some in numbers if some and min(some) >= 0]

    def why_not(self, place: int, article: Article) -> Rejection | None:
        """Why an article, which stands at this place of the archive, is not wanted; None where it is."""
        if article.url is None:
            return "unlinked"
        if self._outlets and article.outlet not in self._outlets:
            return "outlet"
        if self._topics and self._topics.isdisjoint(article.topics):
            return "topic"
        if self._alternatives:
            if not self._may_say(place):
                return "words"
            said = _said(" \n ".join((article.title, article.excerpt, *article.topics)))
            if not any(one.is_in(said) for one in self._alternatives):
                return "words"
        return None

    def places(self) -> Iterator[int]:
        """The places of articles that may be wanted, newest first: all that are, and few others. Decodes none."""
        if self._alternatives and not self._numbers:
            return iter(())
        within = self._index.newest(Filters(outlets=self._outlets or None, topics=self._topics or None))
        return (place for place in within if self._may_say(place)) if self._alternatives else within

    def _may_say(self, place: int) -> bool:
        """Whether the words stand in what the index has of an article, which is more than what is looked at."""
        there = {*self._index.title(place), *self._index.body(place)}
        return any(some <= there for some in self._numbers)


def _stems(one: _Alternative) -> frozenset[str]:
    return one.stems | one.names | frozenset(one.phrase)


def _alternative(text: str) -> _Alternative:
    said = list(tokenize(text))
    telling = [token for token in said if not is_stopword(token.surface, token.word)]
    if not telling:
        return _Alternative(frozenset(), frozenset(), tuple(stem(token.word) for token in said))
    names = frozenset(token.word for token in telling if is_stopword(token.word, token.word))
    return _Alternative(frozenset(stem(token.word) for token in telling if token.word not in names), names, ())


def _said(text: str) -> _Said:
    said = list(tokenize(text))
    order = tuple(stem(token.word) for token in said)
    names = frozenset(token.word for token in said if token.surface.isupper())
    return _Said(order, frozenset(order).union(map(stem, join_hyphenated(text))), names)
