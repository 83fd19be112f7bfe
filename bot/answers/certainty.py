"""How sure one may be that the archive answers a question at all."""

from collections.abc import Sequence
from math import exp

from msgspec import Struct

from bot.answers.question import Question
from bot.answers.ranking import Ranked
from bot.answers.terms import Term

_BEST = 4
"""Articles that an answer may rest on."""


class Strength(Struct, frozen=True):
    """What speaks for an answer being in the archive, each 0..1 but `mass` and `terms`.

    Of the best candidate: `score`, `coverage`, `window` (see `ranking.Features`) and `bm25`. `together`: the share of
    the question that the best four have between them. `mass`: the question's idf in all. `unknown`: the share of it
    that the archive lacks; `doubtful`: the share that rests on corrections, weighed by their doubt. `absent`: the
    share of the outlets that were named which the archive has not. `terms`: how many.
    """

    score: float = 0.0
    coverage: float = 0.0
    window: float = 0.0
    bm25: float = 0.0
    pairs: float = 0.0
    together: float = 0.0
    mass: float = 0.0
    unknown: float = 1.0
    doubtful: float = 0.0
    absent: float = 0.0
    terms: int = 0


def strength_of(question: Question, asked: Sequence[Term], ranked: Sequence[Ranked]) -> Strength:
    """What speaks for an answer among ranked candidates."""
    mass = sum(term.idf for term in asked) or 1.0
    best = max(ranked[:_BEST], key=lambda one: one.features.coverage, default=None)
    if best is None:
        return Strength(mass=mass, terms=len(asked))
    together: dict[int, float] = {}
    for one in ranked[:_BEST]:
        for at, worth in one.hits.items():
            together[at] = max(worth, together.get(at, 0.0))
    named = question.outlets
    return Strength(
        score=ranked[0].score,
        coverage=best.features.coverage,
        window=max(one.features.window for one in ranked[:_BEST]),
        bm25=max(one.features.bm25 for one in ranked[:_BEST]),
        pairs=max(one.features.pairs for one in ranked[:_BEST]),
        together=sum(asked[at].idf * worth for at, worth in together.items()) / mass,
        mass=mass,
        unknown=sum(term.idf for term in asked if not term.stems) / mass,
        doubtful=sum(term.idf * (1 - term.likely) for term in asked if term.status == "corrected") / mass,
        absent=sum(not one.keys for one in named) / len(named) if named else 0.0,
        terms=len(asked),
    )


def confidence(strength: Strength) -> float:
    """How likely (0..1) an archive answers a question of this strength: a logistic curve."""
    return 1 / (1 + exp(-(8 * strength.score - 3)))
