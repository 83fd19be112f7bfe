"""Turn articles into what is indexed: the stems of their titles and of all else, as numbers; and count their words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Self

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words
from bot.answers.index.sentences import encode_sentences, split_article
from bot.answers.index.synonyms import join_stems
from bot.coverage.article import Article, Outlet
from bot.coverage.columns.sequences import TextDictionary


class ArticleStems(NamedTuple):
    """The stems of an article in order, as numbers, and its sentences.

    `titles`: of all its titles. `body`: of its excerpts, hyphenated words, phrases, the outlet's names, and topics.
    `sentences`: see `sentences.encode_sentences`.
    """

    titles: Sequence[int]
    body: Sequence[int]
    sentences: Sequence[int]


class StemNumbers:
    """The number of each stem: those of a dictionary, and in `added` those that follow."""

    def __init__(self, known: TextDictionary | None = None) -> None:
        self.added: list[str] = []
        self._known = known
        self._first_added = len(known) if known is not None else 0
        self._numbers: dict[str, int] = {}

    def begin_with(self, first: Self) -> bool:
        """Take over the numbers of `first`, if those of the dictionary begin with them or there is no dictionary.

        Nothing may have been numbered yet.
        """
        if self._known is None:
            self.added = first.added.copy()
        elif list(islice(self._known, len(first))) != first.added:
            return False
        self._numbers = first._numbers.copy()
        return True

    def __len__(self) -> int:
        return self._first_added + len(self.added)

    def __getitem__(self, number: int) -> str:
        if self._known is not None and number < self._first_added:
            return self._known[number]
        return self.added[number - self._first_added]

    def number(self, stemmed: str) -> int:
        """Return the number of a stem; a new one gets the next number."""
        number = self._numbers.get(stemmed)
        if number is None:
            number = self._known.find(stemmed) if self._known is not None else -1
            if number < 0:
                number = len(self)
                self.added.append(stemmed)
            self._numbers[stemmed] = number
        return number


Phrase = tuple[str, ...]
_PhraseNumbers = dict[int, list[tuple[list[int], int]]]
"""By the number of the first stem: the numbers of all stems of a phrase, and its own."""


@lru_cache(maxsize=2)
def _number_phrases(phrases: frozenset[Phrase]) -> tuple[StemNumbers, _PhraseNumbers]:
    """Number phrases and their stems from 0 on. The package's own begin every index; numbering them takes longest."""
    stems, numbers = StemNumbers(), _PhraseNumbers()
    _add_phrases(phrases, stems, numbers)
    return stems, numbers


def _add_phrases(phrases: Iterable[Phrase], stems: StemNumbers, numbers: _PhraseNumbers) -> None:
    for phrase in sorted(phrases):
        entry = _number_phrase(phrase, stems)
        numbers.setdefault(entry[0][0], []).append(entry)


def _number_phrase(phrase: Phrase, stems: StemNumbers) -> tuple[list[int], int]:
    return [stems.number(stemmed) for stemmed in phrase], stems.number(join_stems(phrase))


class ArticleAnalyzer:
    """Turns articles into stem numbers.

    `stems`: the number of every stem. `counts`: how often each word occurs in the analyzed articles, by surface form.
    """

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        phrases: Iterable[Phrase],
        known: TextDictionary | None = None,
    ) -> None:
        """`phrases`: stems that make one more term if they stand together. `known`: stems that have numbers already."""
        self.stems = StemNumbers(known)
        self.counts: Counter[str] = Counter()
        self.phrases: frozenset[Phrase] = frozenset()
        self._phrases = _PhraseNumbers()
        self._numbers_by_surface: dict[str, int] = {}
        self._topic_numbers: dict[str, list[int]] = {}
        phrases = frozenset(phrases)
        stems, numbers = _number_phrases(phrases)
        if self.stems.begin_with(stems):
            self.phrases = phrases
            self._phrases |= {first: entries.copy() for first, entries in numbers.items()}
        else:
            self.use_phrases(phrases)
        self._number_stem = self.stems.number
        self.use_outlets(outlets)

    def use_outlets(self, outlets: Mapping[str, Outlet]) -> None:
        """From now on, index the names that these outlets have with their articles."""
        self._outlets = outlets
        self._outlet_numbers: dict[str, list[int]] = {}

    def use_phrases(self, phrases: Iterable[Phrase]) -> None:
        """From now on, find these phrases and no others."""
        phrases = frozenset(phrases)
        for phrase in self.phrases - phrases:
            entry = _number_phrase(phrase, self.stems)
            self._phrases[entry[0][0]].remove(entry)
        _add_phrases(phrases - self.phrases, self.stems, self._phrases)
        self.phrases = phrases

    def analyze(self, article: Article) -> ArticleStems:
        """Return the stems of an article, and add its words to the counts."""
        words = split_article(article)
        joined = _join_hyphenated(article)
        self.counts.update(words.titles)
        self.counts.update(words.excerpts)
        self.counts.update(joined)
        titles = self._number_surfaces(words.titles)
        body = self._number_surfaces(words.excerpts)
        body += [self._number_stem(stem(word)) for word in joined]
        body += [*self._find_phrases(titles), *self._find_phrases(body)]
        if article.outlet not in self._outlet_numbers:
            names = split_words(join_names(self._outlets[article.outlet]))
            self._outlet_numbers[article.outlet] = self._number_surfaces(names)
        body += self._outlet_numbers[article.outlet]
        for topic in article.topics:
            if topic not in self._topic_numbers:
                self._topic_numbers[topic] = self._number_surfaces(split_words(topic))
            body += self._topic_numbers[topic]
        return ArticleStems(titles, body, encode_sentences(words.sentences, len(words.excerpts), len(joined)))

    def _find_phrases(self, numbers: list[int]) -> list[int]:
        """Return the numbers of the phrases that occur in a sequence of stems."""
        if self._phrases.keys().isdisjoint(numbers):
            return []
        return [
            phrase_number
            for at, number in enumerate(numbers)
            for phrase, phrase_number in self._phrases.get(number, ())
            if numbers[at : at + len(phrase)] == phrase
        ]

    def _number_surfaces(self, surfaces: Iterable[str]) -> list[int]:
        known = self._numbers_by_surface
        numbers: list[int] = []
        for surface in surfaces:
            number = known.get(surface, -1)
            if number < 0:
                number = known[surface] = self._number_stem(stem(normalize(surface)))
            numbers.append(number)
        return numbers


def count_words(articles: Iterable[Article]) -> Counter[str]:
    """Count the words of articles by surface form, as `ArticleAnalyzer` does."""
    counts: Counter[str] = Counter()
    for article in articles:
        words = split_article(article)
        counts.update(words.titles)
        counts.update(words.excerpts)
        counts.update(_join_hyphenated(article))
    return counts


def count_name_words(outlets: Iterable[Outlet], topics: Iterable[str]) -> Counter[str]:
    """Count the words in the names of outlets and topics by surface form. Each name counts once."""
    names = [*map(join_names, outlets), *topics]
    return Counter(surface for name in names for surface in split_words(name))


def join_names(outlet: Outlet) -> str:
    """Return the names of an outlet and its key as one text. It is the same whichever name is most frequent now."""
    return " ".join((*sorted(outlet.names), outlet.key))


def _join_hyphenated(article: Article) -> list[str]:
    """Return the hyphenated words of the title and the excerpts, written as one word."""
    excerpts = " ".join(dict.fromkeys(wording.excerpt for wording in article.wordings))
    return join_hyphenated(f"{article.title} {excerpts}")
