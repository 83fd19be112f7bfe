"""Match texts against a question: which of its terms a text has, where, and how much of the question it covers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import join_hyphenated, normalize, split_words
from bot.answers.retrieval.terms import Term


class TextMatch(Struct, frozen=True):
    """What a text has of a question.

    `words`, `stems`: every word of the text in order, as written and as its stem. `weights`: the weight (0..1) of each
    term that the text has, by the term's position. `places`: the index of each matching word with its term's position.
    """

    words: Sequence[str]
    stems: Sequence[str]
    weights: Mapping[int, float]
    places: Sequence[tuple[int, int]]


class TermMatcher:
    """Matches texts against the terms of one question."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._idfs = [term.idf for term in terms]
        self._total_idf = sum(self._idfs)
        self._terms_of_stem: dict[str, list[tuple[int, float]]] = {}
        """The positions of the terms that a stem matches, each with its weight."""
        for position, term in enumerate(terms):
            for stemmed, weight in term.stems.items():
                self._terms_of_stem.setdefault(stemmed, []).append((position, weight))
        self._phrases = {stemmed: stemmed.split("_") for stemmed in self._terms_of_stem if "_" in stemmed}
        self._prefixes = {stemmed[:3] for stemmed in self._terms_of_stem}

    def match(self, text: str) -> TextMatch:
        """Match a text. Also matches hyphenated words, run-together words and phrases."""
        words = split_words(text)
        stems = [stem_surface(word) for word in words]
        weights: dict[int, float] = {}
        places: list[tuple[int, int]] = []
        for stemmed, indexes in self._find_stems(text, words, stems):
            for position, weight in self._terms_of_stem[stemmed]:
                weights[position] = max(weight, weights.get(position, 0.0))
                places.extend((index, position) for index in indexes)
        return TextMatch(words, stems, weights, sorted(places))

    def _find_stems(self, text: str, words: Sequence[str], stems: Sequence[str]) -> Iterator[tuple[str, Iterable[int]]]:
        """Yield the stems in a text that match terms, each with the indexes of its words."""
        wanted = self._terms_of_stem
        yield from ((stemmed, (index,)) for index, stemmed in enumerate(stems) if stemmed in wanted)
        yield from ((stemmed, ()) for word in join_hyphenated(text) if (stemmed := stem(word)) in wanted)
        for index, (first, second) in enumerate(pairwise(words)):
            # Stemming is slow, so neighbours are only joined if a stem begins like them.
            if (
                f"{first[:3]}{second[:2]}"[:3].casefold() in self._prefixes
                and (joined := stem(normalize(first) + normalize(second))) in wanted
            ):
                yield joined, (index, index + 1)
        for phrase, parts in self._phrases.items():
            for index in _find_phrase(stems, parts):
                yield phrase, range(index, index + len(parts))

    def measure(self, weights: Mapping[int, float]) -> float:
        """Return the share (0..1) of the question's idf that these terms cover; 1 if the question has no terms."""
        if not self._total_idf:
            return 1.0
        return sum(self._idfs[position] * weight for position, weight in weights.items()) / self._total_idf

    def find_telling(self, match: TextMatch, min_idf: float = 1.5) -> list[int]:
        """Return the indexes of the words that match a telling term: one with this idf, or the highest one there is."""
        highest = max((self._idfs[position] for _, position in match.places), default=0.0)
        return [index for index, position in match.places if self._idfs[position] >= min(min_idf, highest)]


def merge_weights(first: Mapping[int, float], second: Mapping[int, float]) -> dict[int, float]:
    """Return the weight of each term in two texts together."""
    return {
        position: max(first.get(position, 0.0), second.get(position, 0.0)) for position in first.keys() | second.keys()
    }


def measure_density(match: TextMatch) -> float:
    """Return how close together a text's terms are: their number per word of the shortest stretch with all of them.

    0 if there are fewer than two.
    """
    wanted = {position for _, position in match.places}
    if len(wanted) < 2:  # noqa: PLR2004 - one term is close to nothing
        return 0.0
    counts: dict[int, int] = {}
    shortest = len(match.words)
    left = 0
    for index, position in match.places:
        counts[position] = counts.get(position, 0) + 1
        while len(counts) == len(wanted):
            start, leaving = match.places[left]
            shortest = min(shortest, index - start + 1)
            counts[leaving] -= 1
            if not counts[leaving]:
                del counts[leaving]
            left += 1
    return min(1.0, len(wanted) / (shortest or 1))


def _find_phrase(stems: Sequence[str], phrase: Sequence[str]) -> Iterable[int]:
    size = len(phrase)
    return [at for at, stemmed in enumerate(stems) if stemmed == phrase[0] and list(stems[at : at + size]) == phrase]
