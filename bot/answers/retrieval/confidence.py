"""How sure one may be that the archive answers a question at all."""

from collections.abc import Sequence
from math import exp

from msgspec import Struct

from bot.answers.retrieval.plan import QueryPlan
from bot.answers.retrieval.ranking import RankedDoc

_BEST = 4
"""Articles that an answer may rest on."""


class MatchStrength(Struct, frozen=True):
    """What speaks for an answer being in the archive, each 0..1 but `mass` and `terms`.

    `score`, `title`: of the best candidate, the latter `in_title`. The most that one of the best four has of
    `coverage`, `window`, `bm25` and `pairs` (see `features.Features`); `together`: the share of the question that they
    have between them. `best_coverage`: the most that any candidate has. `mass`: the question's idf in all. `unknown`:
    the share of it that the archive lacks; `doubtful`: the share that rests on corrections, weighed by their doubt.
    `length`: see `QueryPlan.length`.
    """

    score: float = 0.0
    coverage: float = 0.0
    best_coverage: float = 0.0
    title: float = 0.0
    window: float = 0.0
    bm25: float = 0.0
    pairs: float = 0.0
    together: float = 0.0
    mass: float = 0.0
    unknown: float = 1.0
    doubtful: float = 0.0
    terms: int = 0
    length: float = 0.0


def measure_strength(plan: QueryPlan, ranked: Sequence[RankedDoc]) -> MatchStrength:
    """Measure what speaks for an answer among ranked candidates."""
    asked, length = plan.terms, plan.length
    mass = sum(term.idf for term in asked) or 1.0
    if not ranked:
        return MatchStrength(mass=mass, terms=len(asked), length=length)
    together: dict[int, float] = {}
    for one in ranked[:_BEST]:
        for at, worth in one.hits.items():
            together[at] = max(worth, together.get(at, 0.0))
    best = [one.features for one in ranked[:_BEST]]
    return MatchStrength(
        score=ranked[0].score,
        coverage=max(one.coverage for one in best),
        best_coverage=max(one.features.coverage for one in ranked),
        title=ranked[0].features.in_title,
        window=max(one.window for one in best),
        bm25=max(one.bm25 for one in best),
        pairs=max(one.pairs for one in best),
        together=sum(asked[at].idf * worth for at, worth in together.items()) / mass,
        mass=mass,
        unknown=sum(term.idf for term in asked if not term.stems) / mass,
        doubtful=sum(term.idf * (1 - term.likely) for term in asked if term.status == "corrected") / mass,
        terms=len(asked),
        length=length,
    )


def estimate_confidence(strength: MatchStrength) -> float:
    """How likely (0..1) an archive answers a question of this strength.

    Two logistic curves, mixed by length: one article must say all of a short question, while a long one is answered
    by several that each say a part. Fitted on half of the development questions with answers, of those without, of
    everyday ones, and of made-up mixtures of two titles.
    """
    short = (
        -6.4
        + 1.3 * strength.score
        + 6.7 * strength.coverage
        + 0.8 * strength.bm25
        + 2.7 * strength.pairs
        - 0.7 * strength.doubtful
    )
    long = (
        -4.6
        + 3.7 * strength.score
        + 2.7 * strength.coverage
        + 2.3 * strength.bm25
        + 5.4 * strength.together
        + 3.0 * strength.pairs
    )
    return 1 / (1 + exp(-((1 - strength.length) * short + strength.length * long)))
