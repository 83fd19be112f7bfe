"""Candidates -> the order that a reader would want.

Each candidate is described by a few features between 0 and 1 (shares of what the question asks), so that scores can
be compared over questions, short and long, and over archives of any size. The weights were fitted by random search on
one half of development questions (long ones over several articles, and misspelt parts of titles) and checked on the
other half; figures are kept round, since the optimum is flat.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import log

from msgspec import Struct
from msgspec.structs import astuple, replace
from rapidfuzz.distance import LCSseq

from bot.answers.index import Index, Match
from bot.answers.terms import Term

_NEAR = 3
"""Words within which two terms that follow each other in the question still count as a pair."""

_WINDOW = 30
"""Words of a passage: about the length of a long sentence."""

_NEW = 0.15
_AGAIN = 0.06
_SPREAD = 12
"""For a long question: what an article gains by saying what those above it don't (a share of the question), what it
loses for each article of its outlet above it where several outlets were named, and how many places are so filled."""


class Features(Struct, frozen=True):
    """What speaks for one article, each 0..1. Shares are of the idf mass of what is meant.

    `bm25`: of the most that BM25 could give. `coverage`: of the question, in the article; `in_title`: in its title;
    `window`: in its best passage; `clause`: of the question's best clause, in the article. `of_title`: of the title,
    in the question. `pairs`: of the question's neighbouring terms, neighbours in the article too; `title_pairs`: in
    its title. `letters`: of the question's letters, in the title in the same order (which forgives any misspelling).
    `outlet`, `dated`: whether it is of an outlet or a date that was mentioned.
    """

    bm25: float = 0.0
    coverage: float = 0.0
    in_title: float = 0.0
    of_title: float = 0.0
    window: float = 0.0
    clause: float = 0.0
    pairs: float = 0.0
    title_pairs: float = 0.0
    letters: float = 0.0
    outlet: float = 0.0
    dated: float = 0.0


SHORT_WEIGHTS = Features(
    bm25=0.15,
    coverage=0.2,
    in_title=0.08,
    of_title=0.1,
    window=0.1,
    pairs=0.06,
    title_pairs=0.06,
    letters=0.25,
    outlet=0.1,
    dated=0.06,
)
LONG_WEIGHTS = Features(
    bm25=0.34,
    coverage=0.3,
    clause=0.23,
    pairs=0.06,
    title_pairs=0.07,
    outlet=0.3,
    dated=0.3,
)


class Ranked(Struct, frozen=True):
    """An article by its number: its score (0..1), its BM25, the terms it has, by position, with their worth, and the
    numbers of the stems that satisfy them."""

    doc: int
    score: float
    bm25: float
    features: Features
    hits: Mapping[int, float]
    stems: frozenset[int]


class Asked(Struct, frozen=True):
    """What ranking is told of a question: its terms, its length (0 short, 1 long; they are weighed differently), its
    clauses, and by article number how well it fits the outlets and dates that were mentioned (0..1; None: none were).
    """

    terms: Sequence[Term]
    length: float
    clauses: Sequence[frozenset[int]]
    outlet: Mapping[int, float] | None
    dated: Mapping[int, float] | None


def rank(asked: Asked, matches: Iterable[Match], index: Index, titles: Mapping[int, str]) -> list[Ranked]:
    """The matches, best first; ties by number. `titles`: by article number."""
    reader = _Reader(asked, index)
    weights, most = _weights(asked)
    found: list[Ranked] = []
    for match in matches:
        features, hits, stems = reader.read(match, titles[match.doc])
        score = sum([weight * value for weight, value in zip(weights, astuple(features), strict=True)]) / most
        found.append(Ranked(match.doc, min(1.0, score), match.bm25, features, hits, stems))
    return sorted(found, key=lambda ranked: (-ranked.score, ranked.doc))


def spread(asked: Asked, ranked: Sequence[Ranked], outlets: Mapping[int, str], several: bool) -> list[Ranked]:  # noqa: FBT001
    """The order for a long question, which several articles answer together: each says something that those above it
    don't. `outlets`: by article number; `several`: whether the question named more than one."""
    idf = [term.idf for term in asked.terms]
    mass = sum(idf) or 1.0
    covered: dict[int, float] = {}
    used: dict[str, int] = {}

    def worth(one: Ranked) -> float:
        new = sum([idf[at] * max(0.0, had - covered.get(at, 0.0)) for at, had in one.hits.items()]) / mass
        again = used.get(outlets[one.doc], 0) if several else 0
        return (one.score + _NEW * new - _AGAIN * again) / (1 + _NEW)

    # Worth only falls as others are taken, so a value that is still the largest when renewed is the largest of all.
    heap = [(-worth(one), place) for place, one in enumerate(ranked)]
    heapify(heap)
    taken: list[Ranked] = []
    while heap and len(taken) < _SPREAD:
        _, place = heappop(heap)
        one = ranked[place]
        value = worth(one)
        if heap and -heap[0][0] > value:
            heappush(heap, (-value, place))
            continue
        taken.append(replace(one, score=max(0.0, value)))
        used[outlets[one.doc]] = used.get(outlets[one.doc], 0) + 1
        for at, had in one.hits.items():
            covered[at] = max(had, covered.get(at, 0.0))
    rest = sorted((-worth(ranked[place]), place) for _, place in heap)
    return [*taken, *(replace(ranked[place], score=max(0.0, -value)) for value, place in rest)]


def _weights(asked: Asked) -> tuple[tuple[float, ...], float]:
    """The weight of each feature, and the most that they can give."""
    pairs = zip(astuple(SHORT_WEIGHTS), astuple(LONG_WEIGHTS), strict=True)
    weights = tuple((1 - asked.length) * short + asked.length * long for short, long in pairs)
    *content, outlet, dated = weights
    return weights, sum(content) + outlet * (asked.outlet is not None) + dated * (asked.dated is not None)


def _bm25_idf(size: int, frequency: int) -> float:
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


class _Reader:
    """Reads articles for the terms of one question."""

    def __init__(self, asked: Asked, index: Index) -> None:
        self._asked = asked
        self._index = index
        self._idf = [term.idf for term in asked.terms]
        self._mass = sum(self._idf) or 1.0
        self._pair_mass = sum(a + b for a, b in zip(self._idf, self._idf[1:], strict=False))
        self._clauses = [(clause, sum(self._idf[i] for i in clause)) for clause in asked.clauses]
        self._short = asked.length < 1.0
        self._letters = " ".join(dict.fromkeys(term.word for term in asked.terms)).casefold()
        frequency = index.vocabulary.frequency
        unknown = _bm25_idf(index.size, 0)
        # 2.2 is k1 + 1 for tantivy's k1 of 1.2: what a term's BM25 tends to where it stands often.
        self._most = 2.2 * sum(
            max((worth * _bm25_idf(index.size, frequency(stem)) for stem, worth in term.stems.items()), default=unknown)
            for term in asked.terms
        )
        self._wanted: dict[int, list[tuple[int, float]]] = {}
        for position, term in enumerate(asked.terms):
            for stemmed, worth in term.stems.items():
                if (number := index.vocabulary.number(stemmed)) >= 0:
                    self._wanted.setdefault(number, []).append((position, worth))

    def read(self, match: Match, title: str) -> tuple[Features, Mapping[int, float], frozenset[int]]:
        """The features of one article, the terms it has, and by which stems."""
        idfs = self._index.idfs
        wanted = self._wanted
        numbers = self._index.title(match.doc)
        title_hits = [(at, hit) for at, number in enumerate(numbers) if (hit := wanted.get(number))]
        body = self._index.body(match.doc)
        body_hits = [(at, hit) for at, number in enumerate(body) if (hit := wanted.get(number))]
        in_title: dict[int, float] = {}
        title_pairs: set[int] = set()
        _meet(title_hits, in_title, title_pairs)
        hits = dict(in_title)
        pairs = set(title_pairs)
        _meet(body_hits, hits, pairs)
        title_mass = sum([idfs[number] for number in numbers])
        said = sum([idfs[numbers[at]] for at, _ in title_hits])
        in_title_share = self._share(in_title)
        features = Features(
            bm25=min(1.0, match.bm25 / self._most) if self._most else 0.0,
            coverage=self._share(hits),
            in_title=in_title_share,
            of_title=said / title_mass if title_mass else 0.0,
            window=max(in_title_share, self._window(body_hits)) if self._short else 0.0,
            clause=max((self._share_of(clause, hits, mass) for clause, mass in self._clauses), default=0.0),
            pairs=self._paired(pairs),
            title_pairs=self._paired(title_pairs),
            letters=LCSseq.similarity(self._letters, title.casefold()) / len(self._letters) if self._short else 0.0,
            outlet=self._asked.outlet.get(match.doc, 0.0) if self._asked.outlet else 0.0,
            dated=self._asked.dated.get(match.doc, 0.0) if self._asked.dated else 0.0,
        )
        return features, hits, frozenset([*[numbers[at] for at, _ in title_hits], *[body[at] for at, _ in body_hits]])

    def _share(self, hits: Mapping[int, float]) -> float:
        idf = self._idf
        return sum([idf[position] * worth for position, worth in hits.items()]) / self._mass

    def _share_of(self, clause: frozenset[int], hits: Mapping[int, float], mass: float) -> float:
        return sum([self._idf[position] * hits.get(position, 0.0) for position in clause]) / mass if mass else 0.0

    def _paired(self, pairs: Iterable[int]) -> float:
        if not self._pair_mass:
            return 0.0
        return sum([self._idf[i] + self._idf[i + 1] for i in pairs]) / self._pair_mass

    def _window(self, hits: Sequence[tuple[int, list[tuple[int, float]]]]) -> float:
        """The best share of the question within one passage."""
        best = 0.0
        for i, (start, _) in enumerate(hits):
            within: dict[int, float] = {}
            for at, found in hits[i:]:
                if at - start > _WINDOW:
                    break
                for position, worth in found:
                    if worth > within.get(position, 0.0):
                        within[position] = worth
            best = max(best, self._share(within))
        return best


def _meet(found: Sequence[tuple[int, Sequence[tuple[int, float]]]], hits: dict[int, float], pairs: set[int]) -> None:
    """Note the terms that stand in a text, and the pairs (by the first's position) that stand near, in order."""
    last: dict[int, int] = {}
    for at, terms in found:
        for position, worth in terms:
            if worth > hits.get(position, 0.0):
                hits[position] = worth
            before = last.get(position - 1)
            if before is not None and 0 < at - before <= _NEAR:
                pairs.add(position - 1)
        for position, _ in terms:
            last[position] = at
