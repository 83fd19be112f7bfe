"""A reader's typing -> the archive's own words.

Candidates are the archive's words within a few edits (optimal string alignment: a swap of neighbours is one edit).
They are weighed as a noisy channel would: by edits, by how often the archive has the word, by Jaro-Winkler likeness,
and by the first letter, which people rarely mistype. Searching words with the same first letter first keeps it fast.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import exp, log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

_SHORTEST = 4
"""Letters below which a word is left as typed: too many words are one edit away."""

_GUESSES = 3
_PART = 3
"""Letters of the shorter part when a word is taken for two that were run together."""


class Guess(NamedTuple):
    """What a reader may have meant: the words (two where they were run together), and how likely (0..1)."""

    words: tuple[str, ...]
    likely: float


class Speller:
    """The words of an archive, ready to be found by a misspelling. Built once; not changed afterwards."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """`words`: normal forms and how often the archive has each."""
        self._counts = words
        self._buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(words):
            if word.isalpha() and len(word) >= _SHORTEST - 1:
                self._buckets[word[0], len(word)].append(word)
        self._letters = sorted({letter for letter, _ in self._buckets})

    def guesses(self, word: str) -> tuple[Guess, ...]:
        """At most three readings of a word that the archive has not, likeliest first; empty where none is near."""
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        edits = _edits_allowed(word)
        near = self._near(word, edits, word[0])
        if not near:
            near = [found for letter in self._letters if letter != word[0] for found in self._near(word, edits, letter)]
        scored: list[tuple[tuple[str, ...], float]] = [
            ((found,), self._score(word, found, distance)) for found, distance in near if found != word
        ]
        split = self._split(word)
        if split is not None:
            scored.append(split)
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        best = scored[:_GUESSES]
        if not best:
            return ()
        total = sum(exp(score - best[0][1]) for _, score in scored)
        return tuple(Guess(words, _certainty(score) * exp(score - best[0][1]) / total) for words, score in best)

    def _near(self, word: str, edits: int, letter: str) -> Iterable[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            bucket = self._buckets.get((letter, length))
            if bucket:
                matches = process.extract(
                    word, bucket, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None
                )
                found += [(match, int(distance)) for match, distance, _ in matches]
        return found

    def _score(self, word: str, found: str, distance: int) -> float:
        """The logarithm of how likely `found` was meant by `word`, up to a constant."""
        return (
            -2.6 * distance
            + 0.45 * log(1 + self._counts[found])
            + 6.0 * (JaroWinkler.similarity(word, found) - 0.8)
            - (0.0 if word[0] == found[0] else 1.5)
        )

    def _split(self, word: str) -> tuple[tuple[str, ...], float] | None:
        """The likeliest pair of the archive's words that `word` runs together."""
        best: tuple[tuple[str, ...], float] | None = None
        for cut in range(_PART, len(word) - _PART + 1):
            left, right = word[:cut], word[cut:]
            rarer = min(self._counts.get(left, 0), self._counts.get(right, 0))
            if rarer:
                score = -2.0 + 0.45 * log(1 + rarer)
                if best is None or score > best[1]:
                    best = ((left, right), score)
        return best


def _edits_allowed(word: str) -> int:
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3  # noqa: PLR2004


def _certainty(score: float) -> float:
    """How sure a single candidate of this score is: a logistic curve."""
    return 1 / (1 + exp(-(score + 4.0)))
