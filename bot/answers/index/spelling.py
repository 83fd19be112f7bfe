"""Correct a reader's spelling by the archive's own words.

Candidates are the archive's words within a few edits (optimal string alignment: a swap of neighbours is one edit). As
in a noisy channel, they are scored by edits, by how often the archive has the word, by Jaro-Winkler similarity, and by
the first letter, which people rarely mistype. Words with the same first letter are searched first, which is fast. Of
all words, only those are compared that have nearly the same letters, in whatever order.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.answers.analysis.stemming import stem
from bot.coverage.columns.table import Section, Table

_MIN_WORD_LENGTH = 4
"""Shorter words are left as typed: too many words are one edit away from them."""

_MAX_SUGGESTIONS = 3
CHANGES = "words.changes"
"""The section with the words that an archive has more or less often than when the others were built."""
_MIN_PART_LENGTH = 3
"""Letters of the shorter part of a word that is split into two."""


_Near = tuple[str, int, int]
"""A word, its distance in edits, and how often the archive has it."""


class SpellingSuggestion(NamedTuple):
    """What a reader may have meant: one word, or two that were typed as one; and its probability (0..1)."""

    words: tuple[str, ...]
    probability: float

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words."""
        return tuple(map(stem, self.words))


class _Bucket(NamedTuple):
    """The words of one first letter and length in the table.

    `start`, `end`: the place of their bytes. `first`: the number of the first word.
    """

    letter: str
    length: int
    start: int
    end: int
    first: int


class _Length(NamedTuple):
    """The words of one length, how often the archive has each, and the letters of each as a set of bits."""

    words: list[str]
    counts: list[int]
    letters: NDArray[np.uint32]


class SpellChecker:
    """Finds the words of an archive by their misspellings. It reads them from a table, and never changes."""

    def __init__(self, table: Table) -> None:
        """`table`: with the sections of `build_spelling_sections`."""
        self._text = table.bytes("words")
        self._counts = table.numbers("words.counts")
        buckets = table.value("words.buckets", list[_Bucket])
        self._buckets = {(bucket.letter, bucket.length): bucket for bucket in buckets}
        self._changes: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        """How much more often the archive has a word now, by bucket."""
        if CHANGES in table:
            for word, change in table.value(CHANGES, dict[str, int]).items():
                self._changes[word[0], len(word)][word] = change
        self._letters = sorted({letter for letter, _ in (*self._buckets, *self._changes)})
        self._words: dict[tuple[str, int], tuple[list[str], Sequence[int]]] = {}
        """The words of each bucket that was read, and their counts."""
        self._lengths: dict[int, _Length] = {}

    def iterate_words(self) -> Iterator[tuple[str, int]]:
        """Yield every word, and how often the archive has it."""
        for key in dict.fromkeys((*self._buckets, *self._changes)):
            yield from zip(*self._read_words(key), strict=True)

    def suggest(self, word: str, *, any_letter: bool = True) -> tuple[SpellingSuggestion, ...]:
        """Return at most three suggestions for a word that the archive lacks, the most probable first.

        `any_letter`: also search words with another first letter, which is rarely mistyped and takes most of the time.
        """
        if len(word) < _MIN_WORD_LENGTH or not word.isalpha():
            return ()
        edits = _get_max_edits(word)
        near = self._find_near(word, edits) or (self._find_near_of_any_letter(word, edits) if any_letter else [])
        scored: list[tuple[tuple[str, ...], float]] = [
            ((candidate,), _score(word, candidate, distance, count))
            for candidate, distance, count in near
            if candidate != word
        ]
        split = self._split_joined(word)
        if split is not None:
            scored.append(split)
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        best = scored[:_MAX_SUGGESTIONS]
        if not best:
            return ()
        total = sum(exp(score - best[0][1]) for _, score in scored)
        return tuple(
            SpellingSuggestion(words, _compute_certainty(score) * exp(score - best[0][1]) / total)
            for words, score in best
        )

    def _find_near(self, word: str, edits: int) -> list[_Near]:
        """Find the words within so many edits of a word that have its first letter."""
        near: list[_Near] = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            words, counts = self._read_words((word[0], length))
            near += [(other, distance, counts[at]) for other, distance, at in _compare(word, words, edits)]
        return near

    def _find_near_of_any_letter(self, word: str, edits: int) -> list[_Near]:
        """Find the words within so many edits of a word."""
        near: list[_Near] = []
        letters = _mark_letters([word])
        for length in range(len(word) - edits, len(word) + edits + 1):
            read = self._read_length(length)
            # An edit takes away one letter at most, and adds one.
            places = np.flatnonzero(np.bitwise_count(read.letters ^ letters) <= 2 * edits).tolist()
            matches = _compare(word, [read.words[at] for at in places], edits)
            near += [(other, distance, read.counts[places[at]]) for other, distance, at in matches]
        return near

    def _split_joined(self, word: str) -> tuple[tuple[str, ...], float] | None:
        """Return the most probable pair of the archive's words that are joined in `word`, with its score."""
        best: tuple[tuple[str, ...], float] | None = None
        for cut in range(_MIN_PART_LENGTH, len(word) - _MIN_PART_LENGTH + 1):
            left, right = word[:cut], word[cut:]
            rarer = min(self._count(left), self._count(right))
            if rarer:
                score = -2.0 + 0.45 * log(1 + rarer)
                if best is None or score > best[1]:
                    best = ((left, right), score)
        return best

    def _count(self, word: str) -> int:
        """Return how often the archive has a word."""
        words, counts = self._read_words((word[0], len(word)))
        at = bisect_left(words, word)
        return counts[at] if at < len(words) and words[at] == word else 0

    def _read_words(self, key: tuple[str, int]) -> tuple[list[str], Sequence[int]]:
        """Return the words of a first letter and length in order, and their counts.

        Reading takes some microseconds, so they are kept.
        """
        read = self._words.get(key)
        if read is None:
            bucket = self._buckets.get(key)
            words = str(self._text[bucket.start : bucket.end], "utf-8").split("\n") if bucket else []
            read = words, self._counts[bucket.first : bucket.first + len(words)] if bucket else ()
            if key in self._changes:
                read = _merge_words(*read, self._changes[key])
            self._words[key] = read
        return read

    def _read_length(self, length: int) -> _Length:
        """Return all words of a length. They are kept, too."""
        read = self._lengths.get(length)
        if read is None:
            words, counts = list[str](), list[int]()
            for letter in self._letters:
                bucket = self._read_words((letter, length))
                words += bucket[0]
                counts += bucket[1]
            read = self._lengths[length] = _Length(words, counts, _mark_letters(words))
        return read


def _compare(word: str, words: Sequence[str], edits: int) -> list[tuple[str, int, int]]:
    """Return those of some words that are within so many edits of a word, each with its distance and its place."""
    return process.extract(word, words, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None)


def _mark_letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return the letters of words of one length: for each word, a set of 32 bits. Rare letters may share a bit."""
    if not words:
        return np.zeros(0, np.uint32)
    letters = np.array(words).view(np.uint32).reshape(len(words), -1)
    return np.bitwise_or.reduce(np.uint32(1) << (letters & np.uint32(31)), axis=1)


def _merge_words(
    words: Sequence[str], counts: Sequence[int], changes: Mapping[str, int]
) -> tuple[list[str], Sequence[int]]:
    """Return words in order with their counts, after changes of the counts. A word with a count of 0 is left out."""
    merged = dict(zip(words, counts, strict=True))
    for word, change in changes.items():
        merged[word] = merged.get(word, 0) + change
    kept = sorted(word for word, count in merged.items() if count > 0)
    return kept, [merged[word] for word in kept]


def build_change_sections(changes: Mapping[str, int]) -> dict[str, Section]:
    """Build the section of a `SpellChecker` with how much more often the archive has each word now."""
    kept = {word: change for word, change in changes.items() if change and _is_kept(word)}
    return {CHANGES: msgspec.msgpack.encode(kept)}


def _is_kept(word: str) -> bool:
    return word.isalpha() and len(word) >= _MIN_PART_LENGTH


def build_spelling_sections(words: Mapping[str, int]) -> dict[str, Section]:
    """Build the sections that a `SpellChecker` reads. `words`: normal forms, and how often the archive has each."""
    grouped: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(words):
        if words[word] > 0 and _is_kept(word):
            grouped[word[0], len(word)].append(word)
    texts: list[bytes] = []
    counts = array("I")
    buckets: list[_Bucket] = []
    at = 0
    for (letter, length), group in sorted(grouped.items()):
        texts.append("\n".join(group).encode())
        buckets.append(_Bucket(letter, length, at, at + len(texts[-1]), len(counts)))
        counts.extend(words[word] for word in group)
        at += len(texts[-1])
    return {"words": texts, "words.counts": counts.tobytes(), "words.buckets": msgspec.msgpack.encode(buckets)}


def _score(word: str, candidate: str, distance: int, count: int) -> float:
    """Return the logarithm of the probability that a reader who typed `word` meant `candidate`, up to a constant."""
    return (
        -2.6 * distance
        + 0.45 * log(1 + count)
        + 6.0 * (JaroWinkler.similarity(word, candidate) - 0.8)
        - (0.0 if word[0] == candidate[0] else 1.5)
    )


def _get_max_edits(word: str) -> int:
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3  # noqa: PLR2004


def _compute_certainty(score: float) -> float:
    """Return the probability that a candidate of this score was meant if there is no other: a logistic curve."""
    return 1 / (1 + exp(-(score + 4.0)))
