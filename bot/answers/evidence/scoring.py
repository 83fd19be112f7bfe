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
from bot.answers.evidence.reading import PRECISION, MatchedPassage
from bot.answers.retrieval.search import Candidate

WEIGHTS = Assessment(
    coverage=1.6,
    terms=2.5,
    missing_names=-2.1,
    distant_names=-0.5,
    has_verb=0.6,
    value=1.3,
    values=1.2,
    detail=2.5,
    has_holder=0.8,
    has_figure=0.6,
    asks=-1.2,
    hedges=-1.2,
    negation_differs=-1.9,
    no_prose=-0.2,
    recency=0.7,
    rank=1.6,
    article_score=6.0,
)
"""What each feature of a sentence adds to its score."""

_WEIGHTS = astuple(WEIGHTS)


class ScoredPassage(Struct, frozen=True):
    """A sentence with its assessment and score. Scores compare within one question."""

    matched: MatchedPassage
    assessment: Assessment
    score: float

    @property
    def passage(self) -> Passage:
        """The sentence."""
        return self.matched.passage

    @property
    def candidate(self) -> Candidate:
        """The article that it is from."""
        return self.matched.article.candidate


def score_passages(passages: Iterable[MatchedPassage], assessed: Iterable[Assessment]) -> list[ScoredPassage]:
    """Score sentences by their assessments, and return them best first. Of equal ones, the first stays first."""
    scored = [
        ScoredPassage(matched, assessment, score(assessment))
        for matched, assessment in zip(passages, assessed, strict=True)
    ]
    return sorted(scored, key=lambda passage: -round(passage.score * PRECISION))


def score(assessment: Assessment) -> float:
    """Score a sentence. Scores compare within one question."""
    return sum(map(mul, _WEIGHTS, astuple(assessment)))
