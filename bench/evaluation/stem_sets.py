"""Finds the articles with certain words, to make sure that no article says what a false question asks.

Whole articles are sets of stems here. That is stricter than sentences: a question counts as false only if no article
has its words anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import normalize, tokenize
from bot.answers.analysis.wordlists import STOPWORDS
from bot.coverage.archive.archive import Archive

_ROMAN = ("", "", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
NUMBER_WORDS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Words for numbers, each in its number's place."""

_DIGITS = {word: str(number) for words in (_ROMAN, NUMBER_WORDS) for number, word in enumerate(words) if word}

_MOSTLY_LOWER = 0.6
"""The share of small words from which a text is a sentence and no headline."""

_NAME_RATIO = 5
"""How much more often than in small letters a name is capitalized."""


def find_stems(text: str) -> list[str]:
    """Return the stems of the content words, in order. Number words and Roman numerals become digits."""
    return [_DIGITS.get(token.word) or stem(token.word) for token in tokenize(text) if token.word not in STOPWORDS]


class StemSets:
    """The stems of every article of an archive, and how its words are capitalized."""

    def __init__(self, archive: Archive) -> None:
        self._docs: defaultdict[str, set[int]] = defaultdict(set)
        self._lower: Counter[str] = Counter()
        self._upper: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()
        self.size = len(archive.articles)
        self.years = [article.published.day.year if article.published else 0 for article in archive.articles]
        for doc, article in enumerate(archive.articles):
            for wording in article.wordings:
                stems = find_stems(f"{wording.title} . {wording.excerpt}")
                self._pairs.update(pairwise(stems))
                for stemmed in stems:
                    self._docs[stemmed].add(doc)
                self._count_case(wording.excerpt)

    def count(self, stemmed: str) -> int:
        """Return the number of articles with a stem."""
        return len(self._docs.get(stemmed, ()))

    def has_pair(self, first: str, second: str) -> bool:
        """Return whether any article has two stems beside each other."""
        return (first, second) in self._pairs

    def find_articles(self, slots: Iterable[Collection[str]]) -> set[int]:
        """Return the places of the articles that have at least one stem of each slot."""
        found: set[int] | None = None
        for slot in slots:
            docs = set().union(*(self._docs.get(stemmed, set()) for stemmed in slot))
            found = docs if found is None else found & docs
        return found or set()

    def is_name(self, surface: str) -> bool:
        """Return whether a word is a name or a number: sentences write it with a capital, or hardly ever small."""
        word = normalize(surface)
        return word.isdigit() or self._upper[word] > _NAME_RATIO * self._lower[word]

    def is_capitalized(self, surface: str) -> bool:
        """Return whether sentences write a word with a capital as often as small. True for numbers."""
        word = normalize(surface)
        return word.isdigit() or 0 < self._upper[word] >= self._lower[word]

    def _count_case(self, text: str) -> None:
        tokens = list(tokenize(text))
        lower = sum(token.surface[0].islower() for token in tokens)
        if not tokens or lower < _MOSTLY_LOWER * len(tokens):
            return
        end = -1
        for token in tokens:
            if end >= 0 and not set(text[end : token.start]) & set('.!?:"“'):
                (self._lower if token.surface[0].islower() else self._upper)[token.word] += 1
            end = token.end
