"""Ranking: the order of candidates by their features.

The weights were fitted by random search on one half of development questions (long ones about several articles, and
misspelt parts of titles) and checked on the other half. They are round numbers, since the optimum is flat.
"""

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from operator import mul

from msgspec import Struct
from msgspec.structs import astuple, replace

from bot.answers.analysis.tokens import split_words
from bot.answers.index.reader import IndexReader, ScoredDoc
from bot.answers.retrieval.features import Boosts, FeatureExtractor, Features
from bot.answers.retrieval.occurrences import OccurrenceFinder, Occurrences
from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.terms import Term

_NOVELTY_WEIGHT = 0.15
_SAME_OUTLET_PENALTY = 0.06
_DIVERSIFIED = 12
"""For a long question: the weight of what an article covers and those above it don't; what it loses for each article of
its outlet above it, if the question names several outlets; and how many places are filled that way."""

_RERANKED = 8
_LITERAL_WEIGHT = 0.03
"""How many of the best articles are ranked again by the words that their titles have as typed, and the weight of these.
"""

_MIN_EXTRACTED = 24
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


class RankedDoc(Struct, frozen=True):
    """A ranked article. `doc`: its number. `score`: 0..1. `term_weights`: see `DocumentFeatures`."""

    doc: int
    score: float
    features: Features
    term_weights: Mapping[int, float]
    occurrences: Occurrences


def rank(plan: QueryPlan, boosts: Boosts, matches: Sequence[ScoredDoc], index: IndexReader) -> list[RankedDoc]:
    """Rank articles, best first; ties by number. `matches`: by BM25, best first. The last ones may be left out."""
    weights, max_score = _mix_weights(plan, boosts)
    finder = OccurrenceFinder(plan.terms, index)
    extractor = FeatureExtractor(plan, boosts, finder.terms_of_stem, index)
    ranked: list[RankedDoc] = []
    best_coverage = 0.0
    best_bm25 = matches[0].bm25 if matches else 0.0
    for match, occurrences in zip(matches, finder.find([match.doc for match in matches]), strict=True):
        if (
            best_coverage >= _STOP_COVERAGE
            and match.bm25 < _STOP_BM25_SHARE * best_bm25
            and len(ranked) >= _MIN_EXTRACTED
            and plan.length < 1
        ):
            break
        extracted = extractor.extract(match, occurrences)
        features = extracted.features
        best_coverage = max(best_coverage, features.coverage)
        score = sum(map(mul, weights, astuple(features))) / max_score
        ranked.append(RankedDoc(match.doc, min(1.0, score), features, extracted.term_weights, occurrences))
    ranked.sort(key=lambda doc: (-doc.score, doc.doc))
    return ranked if plan.length else _prefer_literal(plan.terms, ranked, index)


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

    def marginal_score(doc: RankedDoc) -> float:
        gains = [
            idfs[position] * max(0.0, weight - covered.get(position, 0.0))
            for position, weight in doc.term_weights.items()
        ]
        novelty = sum(gains) / total_idf
        repeats = outlet_counts.get(outlets[doc.doc], 0) if several else 0
        return (doc.score + _NOVELTY_WEIGHT * novelty - _SAME_OUTLET_PENALTY * repeats) / (1 + _NOVELTY_WEIGHT)

    # Scores only fall as articles are selected, so one that is still the highest when computed again is the highest.
    heap = [(-marginal_score(doc), place) for place, doc in enumerate(ranked)]
    heapify(heap)
    selected: list[RankedDoc] = []
    while heap and len(selected) < _DIVERSIFIED:
        _, place = heappop(heap)
        doc = ranked[place]
        score = marginal_score(doc)
        if heap and -heap[0][0] > score:
            heappush(heap, (-score, place))
            continue
        selected.append(replace(doc, score=max(0.0, score)))
        outlet_counts[outlets[doc.doc]] = outlet_counts.get(outlets[doc.doc], 0) + 1
        for position, weight in doc.term_weights.items():
            covered[position] = max(weight, covered.get(position, 0.0))
    rest = sorted((-marginal_score(ranked[place]), place) for _, place in heap)
    return [*selected, *(replace(ranked[place], score=max(0.0, -negated)) for negated, place in rest)]


def _prefer_literal(terms: Sequence[Term], ranked: Sequence[RankedDoc], index: IndexReader) -> list[RankedDoc]:
    """Rank the best few again for a short question: words that a title has as typed count a little more than other
    forms of them. For "altar", "Altar of Lilith" comes before "All altars"."""
    typed = {term.word.casefold() for term in terms}
    best: list[RankedDoc] = []
    for doc in ranked[:_RERANKED]:
        literal = typed.intersection(split_words(index.lower_title(doc.doc)))
        best.append(replace(doc, score=min(1.0, doc.score + _LITERAL_WEIGHT * len(literal) / (len(typed) or 1))))
    return [*sorted(best, key=lambda doc: (-doc.score, doc.doc)), *ranked[_RERANKED:]]


def _mix_weights(plan: QueryPlan, boosts: Boosts) -> tuple[tuple[float, ...], float]:
    """Return the weight of each feature for a question of this length, and the highest score that they allow."""
    pairs = zip(astuple(SHORT_WEIGHTS), astuple(LONG_WEIGHTS), strict=True)
    weights = tuple((1 - plan.length) * short + plan.length * long for short, long in pairs)
    *content, phrases, outlet, date = weights
    optional = ((phrases, bool(plan.phrases)), (outlet, boosts.outlet is not None), (date, boosts.date is not None))
    return weights, sum(content) + sum(weight for weight, is_used in optional if is_used)
