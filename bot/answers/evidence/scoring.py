"""Score assessed sentences: a linear model.

Its weights were fitted by softmax regression to the development questions in `bench/questions`: over the sentences that
are read for a question, the right ones should score highest. They are rounded, since the optimum is flat.
"""

from collections.abc import Iterable
from operator import mul

from msgspec import Struct
from msgspec.structs import astuple

from bot.answers.evidence.assessment import Assessment
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.reading import MatchedPassage
from bot.answers.retrieval.search import Candidate

WEIGHTS = Assessment(
    coverage=1.6,
    coverage_with_title=0.0,
    terms=2.5,
    terms_with_title=0.0,
    missing_names=-2.1,
    distant_names=-0.5,
    missing_number=0.0,
    missing_year=0.0,
    has_verb=0.6,
    value=1.3,
    value_nearness=0.0,
    values=1.2,
    detail=2.5,
    has_holder=0.8,
    has_figure=0.6,
    asks=-1.2,
    hedges=-1.2,
    former=0.0,
    negation_differs=-1.9,
    no_prose=-0.2,
    swaps_roles=0.0,
    recency=0.7,
    rank=1.6,
    article_score=6.0,
)
"""What each feature of a sentence adds to its score."""

_WEIGHTS = astuple(WEIGHTS)


class ScoredPassage(Struct, frozen=True):
    """A sentence with its assessment and score. Scores compare within one question."""

    passage: Passage
    candidate: Candidate
    assessment: Assessment
    score: float


def score_passages(passages: Iterable[MatchedPassage], assessed: Iterable[Assessment]) -> list[ScoredPassage]:
    """Score sentences by their assessments, and return them best first. Of equal ones, the first stays first."""
    scored = [
        ScoredPassage(matched.passage, matched.article.candidate, assessment, score(assessment))
        for matched, assessment in zip(passages, assessed, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.score)


def score(assessment: Assessment) -> float:
    """Score a sentence. Scores compare within one question."""
    return sum(map(mul, _WEIGHTS, astuple(assessment)))
