"""Turn articles into what is indexed: the stems of their titles and of all else, as numbers; and count their words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words
from bot.answers.index.sentences import encode_sentences, split_article
from bot.answers.index.synonyms import join_stems
from bot.coverage.article import Article, Outlet


class ArticleStems(NamedTuple):
    """The stems of an article in order, as numbers, and its sentences.

    `titles`: of all its titles. `body`: of its excerpts, hyphenated words, phrases, the outlet's names, and topics.
    `sentences`: see `sentences.encode_sentences`.
    """

    titles: Sequence[int]
    body: Sequence[int]
    sentences: Sequence[int]


class ArticleAnalyzer:
    """Turns articles into stem numbers.

    `stems`: every stem, at the place of its number; new ones are appended. `counts`: how often each word occurs in the
    analyzed articles, by surface form.
    """

    def __init__(
        self, outlets: Mapping[str, Outlet], phrases: Iterable[tuple[str, ...]], stems: Iterable[str] = ()
    ) -> None:
        """`phrases`: stems that make one more term if they stand together. `stems`: those that have numbers already."""
        self.stems = list(stems)
        self.counts: Counter[str] = Counter()
        self._outlets = outlets
        self._numbers = {stemmed: number for number, stemmed in enumerate(self.stems)}
        self._numbers_by_surface: dict[str, int] = {}
        self._phrases: dict[int, list[tuple[list[int], int]]] = {}
        for phrase in sorted(phrases):
            numbers = [self._number_stem(stemmed) for stemmed in phrase]
            phrase_number = self._number_stem(join_stems(phrase))
            self._phrases.setdefault(numbers[0], []).append((numbers, phrase_number))
        self._outlet_numbers: dict[str, list[int]] = {}
        self._topic_numbers: dict[str, list[int]] = {}

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

    def _number_stem(self, stemmed: str) -> int:
        number = self._numbers.get(stemmed)
        if number is None:
            number = self._numbers[stemmed] = len(self.stems)
            self.stems.append(stemmed)
        return number


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
