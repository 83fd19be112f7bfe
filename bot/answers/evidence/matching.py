"""Match the sentences of articles against a question: which of its terms each has, where, and how much it covers."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import join_hyphenated, locate_words, normalize, split_words
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import read_sentence
from bot.answers.index.reader import IndexReader
from bot.answers.index.sentences import SentencePlace
from bot.answers.retrieval.occurrences import OccurrenceFinder, Occurrences
from bot.answers.retrieval.terms import Term
from bot.coverage.article import Article

_MAX_STEM_ENDING = 2
"""Letters at the end of a stem that its word may write otherwise: the stem of "possibility" is "possibl"."""


class TextMatch(Struct, frozen=True, dict=True, eq=False):
    """What a sentence has of a question.

    `weights`: the weight (0..1) of each term that it has, by the term's position. `places`: the index of each matching
    word with its term's position, in order. `doc`, `place`: the number of its article, and where the index has it.
    """

    text: str
    weights: Mapping[int, float]
    places: Sequence[tuple[int, int]]
    doc: int
    place: SentencePlace
    index: IndexReader

    @cached_property
    def words(self) -> Sequence[str]:
        """The words of the sentence as written."""
        return split_words(self.text)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each of them starts, in characters."""
        return [start for _, start in locate_words(self.text)]

    @cached_property
    def stems(self) -> Sequence[int]:
        """Their stems, as numbers of the vocabulary."""
        return self.index.sentence_stems(self.doc, self.place)


class SentenceMatch(Struct, frozen=True, gc=False):
    """What a sentence has of a question, before its text is read. See `TextMatch`."""

    place: SentencePlace
    weights: dict[int, float]
    places: list[tuple[int, int]]

    def read(self, article: Article, doc: int, index: IndexReader) -> TextMatch:
        """Read the sentence in its article. `doc`: the number of that."""
        text = read_sentence(article, self.place)
        return TextMatch(text, self.weights, sorted(self.places), doc, self.place, index)


class TermMatcher:
    """Matches the sentences of articles against the terms of one question."""

    def __init__(self, terms: Sequence[Term], desk: Desk) -> None:
        self._terms = terms
        self._index = desk.index
        self._idfs = [term.idf for term in terms]
        self._total_idf = sum(self._idfs)
        self._stem_number = desk.index.vocabulary.stem_number
        self._terms_of_stem = OccurrenceFinder(terms, desk.index).terms_of_stem
        self._beginnings = {
            position: term.stem.removesuffix("i") or term.stem
            for position, term in enumerate(terms)
            if term.stem in term.stems
        }
        """What a term's word begins with. Only those that are in the archive's vocabulary are looked for."""
        stems = [stemmed for term in terms for stemmed in term.stems]
        self._prefixes = tuple({stemmed[: max(1, len(stemmed) - _MAX_STEM_ENDING)] for stemmed in stems})
        self._first_letters = frozenset(letter for stemmed in stems for letter in (stemmed[0], stemmed[0].upper()))
        phrases = {stemmed for term in terms for stemmed in term.stems if "_" in stemmed}
        self._phrases = {
            self._stem_number(phrase): [self._stem_number(part) for part in phrase.split("_")] for phrase in phrases
        }

    def match(self, article: Article, occurrences: Occurrences) -> list[SentenceMatch]:
        """Match the sentences of an article: its words, phrases, and hyphenated or run-together words."""
        indexed = self._index.sentences(occurrences.doc)
        sentences = self._collect(indexed.places, occurrences)
        # What stands in the body after the words of excerpts was found in the whole article.
        if occurrences.body and occurrences.body[-1][0] >= indexed.words:
            others = [(at - indexed.words, number) for at, number in occurrences.body if at >= indexed.words]
            if not self._phrases.keys().isdisjoint([number for _, number in others]):
                self._add_phrases(sentences, occurrences.doc)
            if others[0][0] < indexed.joined:
                self._add_hyphenated(sentences, article)
        if missing := self._list_missing(sentences):
            self._add_run_together(sentences, article, missing)
        return sentences

    def _collect(self, places: Sequence[SentencePlace], occurrences: Occurrences) -> list[SentenceMatch]:
        """Collect the terms that occur in each sentence of an article. Its sentences are in the order of its words."""
        terms_of_stem = self._terms_of_stem
        title, body = occurrences.title, occurrences.body
        in_title = in_body = 0
        sentences: list[SentenceMatch] = []
        for place in places:
            words, at = (title, in_title) if place.in_title else (body, in_body)
            first, last = place.first, place.last
            weights: dict[int, float] = {}
            found: list[tuple[int, int]] = []
            while at < len(words) and words[at][0] < last:
                index, number = words[at]
                at += 1
                if index >= first:
                    for position, weight in terms_of_stem[number]:
                        if weight >= weights.get(position, 0.0):
                            weights[position] = weight
                        found.append((index - first, position))
            if place.in_title:
                in_title = at
            else:
                in_body = at
            sentences.append(SentenceMatch(place, weights, found))
        return sentences

    def _add_phrases(self, sentences: Iterable[SentenceMatch], doc: int) -> None:
        for sentence in sentences:
            stems = self._index.sentence_stems(doc, sentence.place)
            for phrase, parts in self._phrases.items():
                for at in _find_phrase(stems, parts):
                    self._add(sentence, phrase, range(at, at + len(parts)))

    def _add_hyphenated(self, sentences: Iterable[SentenceMatch], article: Article) -> None:
        for sentence in sentences:
            for word in join_hyphenated(read_sentence(article, sentence.place)):
                self._add(sentence, self._stem_number(stem(word)), ())

    def _list_missing(self, sentences: Iterable[SentenceMatch]) -> list[str]:
        """List the beginnings of the terms that no sentence has."""
        found = {position for sentence in sentences for position in sentence.weights}
        return [word for position, word in self._beginnings.items() if position not in found]

    def _add_run_together(self, sentences: Sequence[SentenceMatch], article: Article, missing: Sequence[str]) -> None:
        """Add "face book" for "facebook". `missing`: the beginnings of terms that the article has in no other way."""
        # Few articles have the letters of a term. Only those are split into words.
        letters = "".join([f"{wording.title} {wording.excerpt} " for wording in article.wordings])
        letters = letters.casefold().replace(" ", "")
        if not [word for word in missing if word in letters]:
            return
        for sentence in sentences:
            words = split_words(read_sentence(article, sentence.place))
            for at, (first, second) in enumerate(pairwise(words)):
                # To normalize all words is slow. A letter that is not in ASCII may have another one as normal form.
                if first[0] in self._first_letters or not first[0].isascii():
                    joined = normalize(first) + normalize(second)
                    if joined.startswith(self._prefixes):
                        self._add(sentence, self._stem_number(stem(joined)), (at, at + 1))

    def _add(self, sentence: SentenceMatch, number: int, places: Iterable[int]) -> None:
        """Add the terms that a stem matches, by its number, at these places. A stem that matches none adds nothing."""
        for position, weight in self._terms_of_stem.get(number, ()):
            sentence.weights[position] = max(weight, sentence.weights.get(position, 0.0))
            sentence.places.extend((at, position) for at in places)

    def measure(self, weights: Mapping[int, float]) -> float:
        """Return the share (0..1) of the question's idf that these terms cover; 1 if the question has no terms."""
        if not self._total_idf:
            return 1.0
        return sum([self._idfs[position] * weight for position, weight in weights.items()]) / self._total_idf

    def find_telling(self, match: TextMatch, min_idf: float = 1.5) -> list[int]:
        """Return the indexes of the words that match a telling term: one with this idf, or the highest one there is."""
        highest = max((self._idfs[position] for _, position in match.places), default=0.0)
        return [index for index, position in match.places if self._idfs[position] >= min(min_idf, highest)]


def merge_weights(first: Mapping[int, float], second: Mapping[int, float]) -> dict[int, float]:
    """Return the weight of each term in two texts together."""
    return {
        position: max(first.get(position, 0.0), second.get(position, 0.0)) for position in first.keys() | second.keys()
    }


def _find_phrase(stems: Sequence[int], phrase: Sequence[int]) -> Iterable[int]:
    size = len(phrase)
    return [at for at, stemmed in enumerate(stems) if stemmed == phrase[0] and stems[at : at + size] == phrase]
