"""Confidence: how sure it is that the archive answers a question."""

from collections.abc import Sequence
from math import exp

from msgspec import Struct

from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.ranking import RankedDoc

_TOP_DOCS = 4
"""Articles that an answer may rest on."""


class MatchStrength(Struct, frozen=True):
    """How well the best articles match a question.

    `score`, `title_coverage`: of the best article. `coverage`, `bm25`, `pairs`: the highest among the best four (see
    `features.Features`). `combined_coverage`: what the best four cover together. `doubt`: the share of the question's
    idf that depends on corrections, weighted by how unlikely each is. `length`: see `QueryPlan`. All are 0..1.
    """

    score: float = 0.0
    coverage: float = 0.0
    title_coverage: float = 0.0
    bm25: float = 0.0
    pairs: float = 0.0
    combined_coverage: float = 0.0
    doubt: float = 0.0
    length: float = 0.0


def measure_strength(plan: QueryPlan, ranked: Sequence[RankedDoc]) -> MatchStrength:
    """Measure how well ranked articles match a question."""
    if not ranked:
        return MatchStrength(length=plan.length)
    terms = plan.terms
    total_idf = sum(term.idf for term in terms) or 1.0
    combined: dict[int, float] = {}
    for doc in ranked[:_TOP_DOCS]:
        for position, weight in doc.term_weights.items():
            combined[position] = max(weight, combined.get(position, 0.0))
    top = [doc.features for doc in ranked[:_TOP_DOCS]]
    corrected = (term for term in terms if term.status == "corrected")
    return MatchStrength(
        score=ranked[0].score,
        coverage=max(features.coverage for features in top),
        title_coverage=ranked[0].features.title_coverage,
        bm25=max(features.bm25 for features in top),
        pairs=max(features.pairs for features in top),
        combined_coverage=sum(terms[position].idf * weight for position, weight in combined.items()) / total_idf,
        doubt=sum(term.idf * (1 - term.probability) for term in corrected) / total_idf,
        length=plan.length,
    )


def estimate_confidence(strength: MatchStrength) -> float:
    """Estimate how likely (0..1) the archive answers a question that it matches this well.

    Two logistic curves are mixed by length: one article has to cover a short question, while several articles answer a
    long one together. They were fitted on half of the development questions with answers, of those without, of everyday
    ones, and of questions made of two titles.
    """
    short = (
        -6.4
        + 1.3 * strength.score
        + 6.7 * strength.coverage
        + 0.8 * strength.bm25
        + 2.7 * strength.pairs
        - 0.7 * strength.doubt
    )
    long = (
        -4.6
        + 3.7 * strength.score
        + 2.7 * strength.coverage
        + 2.3 * strength.bm25
        + 5.4 * strength.combined_coverage
        + 3.0 * strength.pairs
    )
    return 1 / (1 + exp(-((1 - strength.length) * short + strength.length * long)))
