"""Candidates -> the order that a reader would want.

The weights of features were fitted by random search on one half of development questions (long ones over several
articles, and misspelt parts of titles) and checked on the other half; figures are kept round, since the optimum is
flat.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from operator import mul

from msgspec import Struct
from msgspec.structs import astuple, replace

from bot.answers.analysis.tokens import split_words
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.retrieval.features import Boosts, FeatureExtractor, Features
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_NEW = 0.15
_AGAIN = 0.06
_SPREAD = 12
"""For a long question: what an article gains by saying what those above it don't (a share of the question), what it
loses for each article of its outlet above it where several outlets were named, and how many places are so filled."""


_CLOSE = 8
_LITERAL = 0.03
"""How many of the best are looked at again for words as they were typed, and what these add."""

_READ = 24
_BEYOND = 0.45
_SAID = 0.9
"""Where an article says nearly all of a short question, others with less than this share of its BM25 are not read:
they say less than half of it. So many are read in any case."""

SHORT_WEIGHTS = Features(
    bm25=0.08,
    coverage=0.38,
    in_title=0.04,
    of_title=0.11,
    window=0.1,
    pairs=0.05,
    title_pairs=0.03,
    letters=0.21,
    quoted=0.15,
    outlet=0.1,
    dated=0.06,
)
LONG_WEIGHTS = Features(
    bm25=0.34,
    coverage=0.3,
    of_title=0.1,
    clause=0.18,
    pairs=0.06,
    title_pairs=0.07,
    quoted=0.02,
    outlet=0.4,
    dated=0.4,
)


class RankedDoc(Struct, frozen=True):
    """An article by its number: its score (0..1), its BM25, the terms it has, by position, with their worth, and the
    numbers of the stems that satisfy them."""

    doc: int
    score: float
    bm25: float
    features: Features
    hits: Mapping[int, float]
    stems: frozenset[int]


def rank(plan: QueryPlan, boosts: Boosts, matches: Iterable[ScoredDoc], index: IndexReader) -> list[RankedDoc]:
    """Order matches, best first; ties by number.

    `matches`: best first by BM25. The last of them may be left out if nothing in them could count any more.
    """
    weights, most = _weights(plan, boosts)
    extractor = FeatureExtractor(plan, boosts, index)
    found: list[RankedDoc] = []
    best = most_covered = 0.0
    for match in matches:
        if len(found) >= _READ and plan.length < 1 and match.bm25 < _BEYOND * best and most_covered >= _SAID:
            break
        read = extractor.read(match)
        best, most_covered = max(best, match.bm25), max(most_covered, read.features.coverage)
        score = sum(map(mul, weights, astuple(read.features))) / most
        found.append(RankedDoc(match.doc, min(1.0, score), match.bm25, read.features, read.hits, read.stems))
    found.sort(key=lambda ranked: (-ranked.score, ranked.doc))
    return found if plan.length else _prefer_literal(plan.terms, found, index)


def _prefer_literal(terms: Sequence[Term], ranked: Sequence[RankedDoc], index: IndexReader) -> list[RankedDoc]:
    """Order the best few of a short question again: words that stand in a title as they were typed count a little more
    than other forms of them. "altar" is rather from "Altar of Lilith" than from "All altars"."""
    typed = {term.word.casefold() for term in terms}
    best: list[RankedDoc] = []
    for doc in ranked[:_CLOSE]:
        literal = typed.intersection(split_words(index.lower_title(doc.doc)))
        best.append(replace(doc, score=min(1.0, doc.score + _LITERAL * len(literal) / (len(typed) or 1))))
    return [*sorted(best, key=lambda doc: (-doc.score, doc.doc)), *ranked[_CLOSE:]]


def diversify(
    terms: Sequence[Term], ranked: Sequence[RankedDoc], outlets: Mapping[int, str], *, several: bool
) -> list[RankedDoc]:
    """The order for a long question, which several articles answer together: each says something that those above it
    don't. `outlets`: by article number; `several`: whether the question named more than one."""
    idf = [term.idf for term in terms]
    mass = sum(idf) or 1.0
    covered: dict[int, float] = {}
    used: dict[str, int] = {}

    def worth(one: RankedDoc) -> float:
        new = sum([idf[at] * max(0.0, had - covered.get(at, 0.0)) for at, had in one.hits.items()]) / mass
        again = used.get(outlets[one.doc], 0) if several else 0
        return (one.score + _NEW * new - _AGAIN * again) / (1 + _NEW)

    # Worth only falls as others are taken, so a value that is still the largest when renewed is the largest of all.
    heap = [(-worth(one), place) for place, one in enumerate(ranked)]
    heapify(heap)
    taken: list[RankedDoc] = []
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


def _weights(plan: QueryPlan, boosts: Boosts) -> tuple[tuple[float, ...], float]:
    """Return the weight of each feature, and the most that they can add up to."""
    pairs = zip(astuple(SHORT_WEIGHTS), astuple(LONG_WEIGHTS), strict=True)
    weights = tuple((1 - plan.length) * short + plan.length * long for short, long in pairs)
    *content, quoted, outlet, dated = weights
    optional = ((quoted, bool(plan.phrases)), (outlet, boosts.outlet is not None), (dated, boosts.date is not None))
    return weights, sum(content) + sum(weight for weight, is_used in optional if is_used)
