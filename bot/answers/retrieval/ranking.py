"""Ranking: the order of candidates by their features.

The weights were fitted by random search on one half of development questions (long ones about several articles, and
misspelt parts of titles) and checked on the other half. They are round numbers, since the optimum is flat.
"""

# pyright: basic

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple, replace

from bot.answers.analysis.tokens import split_words
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.retrieval.features import Boosts, Features, FeatureTable, extract_features
from bot.answers.retrieval.occurrences import OccurrenceFinder, Occurrences
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_NOVELTY_WEIGHT = 0.15
_SAME_OUTLET_PENALTY = 0.06
_DIVERSIFIED = 12
"""For a long question: the weight of what an article covers and those above it don't; what it loses for each article of
its outlet above it, if the question names several outlets; and how many places are filled that way."""

DECIMALS = 9
"""How many decimals of a score or a share count. Numbers that were added in another order differ in the sixteenth."""

_RERANKED = 8
_LITERAL_WEIGHT = 0.03
"""How many of the best articles are ranked again by the words that their titles have as typed, and the weight of these.
"""

_MIN_RANKED = 24
_STOP_BM25_SHARE = 0.45
_STOP_COVERAGE = 0.9
"""If an article covers this much of a short question, articles with less than this share of the best BM25 are ignored:
they cover less than half of it. The first number of articles is never ignored."""

SHORT_WEIGHTS = Features(
    bm25=0.08,
    coverage=0.38,
    title_coverage=0.04,
    title_in_question=0.11,
    passage_coverage=0.1,
    pairs=0.05,
    title_pairs=0.03,
    letter_overlap=0.21,
    phrases=0.15,
    outlet=0.1,
    date=0.06,
)
LONG_WEIGHTS = Features(
    bm25=0.34,
    coverage=0.3,
    title_in_question=0.1,
    clause_coverage=0.18,
    pairs=0.06,
    title_pairs=0.07,
    phrases=0.02,
    outlet=0.4,
    date=0.4,
)


class RankedDoc(Struct, frozen=True, eq=False):
    """A ranked article. `doc`: its number. `score`, `coverage`: 0..1. `row`: where it is in `table`."""

    doc: int
    score: float
    coverage: float
    row: int
    table: FeatureTable

    @property
    def features(self) -> Features:
        """Its features."""
        return self.table.read(self.row)

    @property
    def term_weights(self) -> dict[int, float]:
        """The weights of the terms that it matches, by position."""
        return self.table.read_term_weights(self.row)

    @property
    def occurrences(self) -> Occurrences:
        """Where it matches terms."""
        return self.table.found.read(self.row)


def rank(plan: QueryPlan, boosts: Boosts, matches: Sequence[ScoredDoc], index: IndexReader) -> list[RankedDoc]:
    """Rank articles, best first; ties by number. `matches`: by BM25, best first. The last ones may be left out."""
    if not matches:
        return []
    weights, max_score = _mix_weights(plan, boosts)
    table = extract_features(plan, boosts, matches, OccurrenceFinder(plan.terms, index), index)
    total = sum(getattr(weights, name) * column for name, column in table.columns.items())
    scores = np.minimum(1.0, np.round(total / max_score, DECIMALS))
    docs, coverage = table.found.docs, table.columns["coverage"].tolist()
    count = len(docs) if plan.length >= 1 else _count_near(matches, coverage)
    rows, scores = np.lexsort((docs[:count], -scores[:count])).tolist(), scores.tolist()
    if not plan.length:
        best = rows[:_RERANKED]
        for row, share in zip(best, _measure_literal(plan.terms, [docs[row] for row in best], index), strict=True):
            scores[row] = min(1.0, scores[row] + _LITERAL_WEIGHT * share)
        rows[:_RERANKED] = sorted(best, key=lambda row: (-scores[row], docs[row]))
    return [RankedDoc(docs[row], scores[row], coverage[row], row, table) for row in rows]


def diversify(
    terms: Sequence[Term], ranked: Sequence[RankedDoc], outlets: Mapping[int, str], *, several: bool
) -> list[RankedDoc]:
    """Rank articles for a long question, which several of them answer together.

    The first places are filled by maximal marginal relevance: an article scores higher for covering what those above it
    don't. `outlets`: the outlet of each article, by number. `several`: whether the question names several outlets; then
    an article scores lower for each of its own outlet above it.
    """
    idfs = [term.idf for term in terms]
    total_idf = sum(idfs) or 1.0
    covered: dict[int, float] = {}
    outlet_counts: dict[str, int] = {}

    term_weights = [doc.term_weights for doc in ranked]

    def marginal_score(place: int) -> float:
        doc = ranked[place]
        gains = [
            idfs[position] * max(0.0, weight - covered.get(position, 0.0))
            for position, weight in term_weights[place].items()
        ]
        novelty = sum(gains) / total_idf
        repeats = outlet_counts.get(outlets[doc.doc], 0) if several else 0
        return (doc.score + _NOVELTY_WEIGHT * novelty - _SAME_OUTLET_PENALTY * repeats) / (1 + _NOVELTY_WEIGHT)

    # Scores only fall as articles are selected, so one that is still the highest when computed again is the highest.
    heap = [(-marginal_score(place), place) for place in range(len(ranked))]
    heapify(heap)
    selected: list[RankedDoc] = []
    while heap and len(selected) < _DIVERSIFIED:
        _, place = heappop(heap)
        doc = ranked[place]
        score = marginal_score(place)
        if heap and -heap[0][0] > score:
            heappush(heap, (-score, place))
            continue
        selected.append(replace(doc, score=max(0.0, score)))
        outlet_counts[outlets[doc.doc]] = outlet_counts.get(outlets[doc.doc], 0) + 1
        for position, weight in term_weights[place].items():
            covered[position] = max(weight, covered.get(position, 0.0))
    rest = sorted((-marginal_score(place), place) for _, place in heap)
    return [*selected, *(replace(ranked[place], score=max(0.0, -negated)) for negated, place in rest)]


def _count_near(matches: Sequence[ScoredDoc], coverage: Sequence[float]) -> int:
    """Return how many of the first articles are near enough to a question that one article should answer."""
    best_coverage, lowest_bm25 = max(coverage[:_MIN_RANKED]), _STOP_BM25_SHARE * matches[0].bm25
    for row in range(_MIN_RANKED, len(matches)):
        if best_coverage >= _STOP_COVERAGE and matches[row].bm25 < lowest_bm25:
            return row
        best_coverage = max(best_coverage, coverage[row])
    return len(matches)


def _measure_literal(terms: Sequence[Term], docs: Sequence[int], index: IndexReader) -> list[float]:
    """Return the share of a short question's words that each title has as typed. They count a little more than other
    forms of them: for "altar", "Altar of Lilith" comes before "All altars"."""
    typed = {term.word.casefold() for term in terms}
    return [len(typed.intersection(split_words(title))) / (len(typed) or 1) for title in index.read_lower_titles(docs)]


def _mix_weights(plan: QueryPlan, boosts: Boosts) -> tuple[Features, float]:
    """Return the weight of each feature for a question of this length, and the highest score that they allow."""
    pairs = zip(astuple(SHORT_WEIGHTS), astuple(LONG_WEIGHTS), strict=True)
    weights = Features(*((1 - plan.length) * short + plan.length * long for short, long in pairs))
    *content, phrases, outlet, date = astuple(weights)
    optional = ((phrases, bool(plan.phrases)), (outlet, boosts.outlet is not None), (date, boosts.date is not None))
    return weights, sum(content) + sum(weight for weight, is_used in optional if is_used)
