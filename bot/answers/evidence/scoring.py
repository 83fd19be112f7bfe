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
    coverage=2.9,
    coverage_with_title=1.2,
    article_coverage=0.8,
    missing_names=-1.7,
    distant_names=-0.5,
    missing_number=-0.6,
    missing_year=-0.2,
    words=0.9,
    missing_idf=0.0,
    has_verb=1.0,
    value=1.7,
    value_nearness=1.4,
    agreement=0.6,
    density=0.3,
    asks=-1.5,
    teases=-0.4,
    hedges=0.0,
    former=-0.4,
    negation_differs=-1.4,
    no_prose=-0.6,
    title_asks=-0.2,
    is_title=-0.2,
    is_fragment=-0.8,
    recency=1.0,
    rank=2.0,
    article_score=1.8,
    is_related=0.0,
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
