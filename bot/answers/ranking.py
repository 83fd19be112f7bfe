"""Candidates -> the order that a reader would want, and how sure one may be that the archive answers at all.

Each candidate is described by a few features between 0 and 1 (shares of what the question asks), so that scores can
be compared over questions, short and long, and over archives of any size. The weights were fitted by
`bench/quality.py` on one half of the development questions and checked on the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log

from msgspec import Struct

from bot.answers.index import Index, Match


class Sought(Struct, frozen=True):
    """A term as ranking needs it: what it says (`idf`), and the stems that satisfy it with the worth of each (0..1)."""

    idf: float
    stems: Mapping[str, float]


class Features(Struct, frozen=True):
    """What speaks for one article, each 0..1. `hits` are the sought terms (by position) that it has, with the worth."""

    doc: int
    bm25: float
    bm25_share: float
    coverage: float
    in_title: float
    of_title: float
    pairs: float
    boost: float
    score: float
    hits: Mapping[int, float]


class Weights(Struct, frozen=True):
    """What each feature counts for; they sum to 1 without the boost."""

    bm25: float = 0.4
    coverage: float = 0.3
    in_title: float = 0.1
    of_title: float = 0.1
    pairs: float = 0.1
    boost: float = 0.1


def rank(
    sought: Sequence[Sought],
    matches: Iterable[Match],
    index: Index,
    boosts: Mapping[int, float],
    weights: Weights,
) -> list[Features]:
    """The matches, best first. `boosts`: by article number, 0..1, for outlets and dates that were mentioned."""
    mass = sum(one.idf for one in sought)
    if mass <= 0:
        return [_bare(match) for match in matches]
    size = index.size
    most = 2.2 * sum(
        max(
            (worth * _bm25_idf(size, index.vocabulary.frequency(stem)) for stem, worth in one.stems.items()),
            default=_bm25_idf(size, 0),
        )
        for one in sought
    )
    number = index.vocabulary.number
    wanted: dict[int, list[tuple[int, float]]] = {}
    for position, one in enumerate(sought):
        for stem, worth in one.stems.items():
            if (known := number(stem)) >= 0:
                wanted.setdefault(known, []).append((position, worth))
    found = [
        _features(match, sought, wanted, index, (mass, most, boosts.get(match.doc, 0.0)), weights) for match in matches
    ]
    return sorted(found, key=lambda features: (-features.score, features.doc))


def _bm25_idf(size: int, frequency: int) -> float:
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def _bare(match: Match) -> Features:
    return Features(match.doc, match.bm25, 0, 0, 0, 0, 0, 0, 0, {})


def _features(
    match: Match,
    sought: Sequence[Sought],
    wanted: Mapping[int, list[tuple[int, float]]],
    index: Index,
    scale: tuple[float, float, float],
    weights: Weights,
) -> Features:
    mass, most, boost = scale
    hits: dict[int, float] = {}
    in_title: dict[int, float] = {}
    pairs: set[int] = set()
    title_mass = title_had = 0.0
    idf = index.idfs
    before: list[int] = []
    for stem in index.title(match.doc):
        title_mass += idf[stem]
        at = wanted.get(stem)
        if at is None:
            before = []
            continue
        title_had += idf[stem]
        before = _meet(at, before, in_title, pairs)
    hits.update(in_title)
    before = []
    for stem in index.body(match.doc):
        at = wanted.get(stem)
        before = _meet(at, before, hits, pairs) if at is not None else []
    coverage = sum(sought[position].idf * worth for position, worth in hits.items()) / mass
    title = sum(sought[position].idf * worth for position, worth in in_title.items()) / mass
    paired = sum(sought[i].idf + sought[i + 1].idf for i in pairs)
    pairable = sum(sought[i].idf + sought[i + 1].idf for i in range(len(sought) - 1))
    features = Features(
        doc=match.doc,
        bm25=match.bm25,
        bm25_share=min(1.0, match.bm25 / most) if most else 0.0,
        coverage=coverage,
        in_title=title,
        of_title=title_had / title_mass if title_mass else 0.0,
        pairs=paired / pairable if pairable else coverage,
        boost=boost,
        score=0.0,
        hits=hits,
    )
    return _scored(features, weights)


def _meet(at: Sequence[tuple[int, float]], before: Sequence[int], hits: dict[int, float], pairs: set[int]) -> list[int]:
    """Note that the terms `at` stand here, right after the terms `before`; what stands here is `before` of the next."""
    here: list[int] = []
    for position, worth in at:
        if worth > hits.get(position, 0.0):
            hits[position] = worth
        if position - 1 in before:
            pairs.add(position - 1)
        here.append(position)
    return here


def _scored(features: Features, weights: Weights) -> Features:
    score = (
        weights.bm25 * features.bm25_share
        + weights.coverage * features.coverage
        + weights.in_title * features.in_title
        + weights.of_title * features.of_title
        + weights.pairs * features.pairs
        + weights.boost * features.boost
    )
    return Features(
        doc=features.doc,
        bm25=features.bm25,
        bm25_share=features.bm25_share,
        coverage=features.coverage,
        in_title=features.in_title,
        of_title=features.of_title,
        pairs=features.pairs,
        boost=features.boost,
        score=score / (1 + weights.boost),
        hits=features.hits,
    )
