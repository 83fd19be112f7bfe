"""A reader's typing -> the archive's own words.

Candidates are the archive's words within a few edits (optimal string alignment: a swap of neighbours is one edit).
They are weighed as a noisy channel would: by edits, by how often the archive has the word, by Jaro-Winkler likeness,
and by the first letter, which people rarely mistype. Searching words with the same first letter first keeps it fast.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import exp, log
from typing import NamedTuple

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.answers.analysis.stemming import stem
from bot.coverage.columns.table import Section, Table

_SHORTEST = 4
"""Letters below which a word is left as typed: too many words are one edit away."""

_GUESSES = 3
_PART = 3
"""Letters of the shorter part when a word is taken for two that were run together."""


class SpellingSuggestion(NamedTuple):
    """What a reader may have meant: the words (two where they were run together), and how likely (0..1)."""

    words: tuple[str, ...]
    probability: float

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words."""
        return tuple(map(stem, self.words))


class _Bucket(NamedTuple):
    """Where the words of one first letter and length stand in the table: their bytes, and the first one's number."""

    letter: str
    length: int
    start: int
    end: int
    first: int


class SpellChecker:
    """The words of an archive, ready to be found by a misspelling. They lie in a table; it does not change."""

    def __init__(self, table: Table) -> None:
        """`table`: with the sections that `build_spelling_sections` makes."""
        self._text = table.bytes("words")
        self._counts = table.numbers("words.counts")
        buckets = table.value("words.buckets", list[_Bucket])
        self._places = {(bucket.letter, bucket.length): bucket for bucket in buckets}
        self._letters = sorted({bucket.letter for bucket in buckets})
        self._read: dict[tuple[str, int], list[str]] = {}

    def words(self) -> Iterator[tuple[str, int]]:
        """Every word, and how often the archive has it."""
        for key, bucket in self._places.items():
            yield from zip(self._bucket(key), self._counts[bucket.first :], strict=False)

    def _bucket(self, key: tuple[str, int]) -> list[str]:
        """The words of a first letter and length, in order; kept once read, which takes some microseconds."""
        found = self._read.get(key)
        if found is None:
            place = self._places.get(key)
            found = str(self._text[place.start : place.end], "utf-8").split("\n") if place else []
            self._read[key] = found
        return found

    def _count(self, word: str) -> int:
        place = self._places.get((word[0], len(word)))
        if place is None:
            return 0
        words = self._bucket((word[0], len(word)))
        at = bisect_left(words, word)
        return self._counts[place.first + at] if at < len(words) and words[at] == word else 0

    def suggest(self, word: str, *, any_letter: bool = True) -> tuple[SpellingSuggestion, ...]:
        """At most three readings of a word that the archive has not, likeliest first; empty where none is near.

        `any_letter`: the first may be the wrong one too, which is rare and takes most of the time.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        edits = _edits_allowed(word)
        near = self._near(word, edits, word[0])
        if not near and any_letter:
            near = [found for letter in self._letters if letter != word[0] for found in self._near(word, edits, letter)]
        scored: list[tuple[tuple[str, ...], float]] = [
            ((found,), _score(word, found, distance, count)) for found, distance, count in near if found != word
        ]
        split = self._split(word)
        if split is not None:
            scored.append(split)
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        best = scored[:_GUESSES]
        if not best:
            return ()
        total = sum(exp(score - best[0][1]) for _, score in scored)
        return tuple(
            SpellingSuggestion(words, _certainty(score) * exp(score - best[0][1]) / total) for words, score in best
        )

    def _near(self, word: str, edits: int, letter: str) -> Iterable[tuple[str, int, int]]:
        """The words within so many edits, with their distance and how often the archive has them."""
        found: list[tuple[str, int, int]] = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            place = self._places.get((letter, length))
            if place:
                matches = process.extract(
                    word,
                    self._bucket((letter, length)),
                    scorer=OSA.distance,
                    processor=None,
                    score_cutoff=edits,
                    limit=None,
                )
                found += [(match, int(distance), self._counts[place.first + at]) for match, distance, at in matches]
        return found

    def _split(self, word: str) -> tuple[tuple[str, ...], float] | None:
        """The likeliest pair of the archive's words that `word` runs together."""
        best: tuple[tuple[str, ...], float] | None = None
        for cut in range(_PART, len(word) - _PART + 1):
            left, right = word[:cut], word[cut:]
            rarer = min(self._count(left), self._count(right))
            if rarer:
                score = -2.0 + 0.45 * log(1 + rarer)
                if best is None or score > best[1]:
                    best = ((left, right), score)
        return best


def build_spelling_sections(words: Mapping[str, int]) -> dict[str, Section]:
    """What a `SpellChecker` reads. `words`: normal forms and how often the archive has each."""
    buckets: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(words):
        if words[word] > 0 and word.isalpha() and len(word) >= _PART:
            buckets[word[0], len(word)].append(word)
    texts: list[bytes] = []
    counts = array("I")
    places: list[_Bucket] = []
    at = 0
    for (letter, length), found in sorted(buckets.items()):
        texts.append("\n".join(found).encode())
        places.append(_Bucket(letter, length, at, at + len(texts[-1]), len(counts)))
        counts.extend(words[word] for word in found)
        at += len(texts[-1])
    return {"words": texts, "words.counts": counts.tobytes(), "words.buckets": msgspec.msgpack.encode(places)}


def _score(word: str, found: str, distance: int, count: int) -> float:
    """The logarithm of how likely `found` was meant by `word`, up to a constant."""
    return (
        -2.6 * distance
        + 0.45 * log(1 + count)
        + 6.0 * (JaroWinkler.similarity(word, found) - 0.8)
        - (0.0 if word[0] == found[0] else 1.5)
    )


def _edits_allowed(word: str) -> int:
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3  # noqa: PLR2004


def _certainty(score: float) -> float:
    """How sure a single candidate of this score is: a logistic curve."""
    return 1 / (1 + exp(-(score + 4.0)))
