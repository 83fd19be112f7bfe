"""Score assessed sentences: a linear model.

Its weights were fitted by softmax regression to the development questions in `bench/questions`: over the sentences that
are read for a question, the right ones should score highest. They are rounded, since the optimum is flat.
"""

from collections.abc import Mapping, Sequence
from operator import mul

from msgspec import Struct
from msgspec.structs import astuple, replace

from bot.answers.evidence.assessment import Assessment
from bot.answers.evidence.passages import Passage
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

_MIN_AGREEING_COVERAGE = 0.5
"""The coverage, with the headline, from which a sentence is about the question, so that its value counts."""

_FULL_AGREEMENT = 4
"""Outlets that state a value from which more make it no surer."""


class ScoredPassage(Struct, frozen=True):
    """A sentence with its assessment and score. Scores compare within one question."""

    passage: Passage
    candidate: Candidate
    assessment: Assessment
    score: float


def score(assessment: Assessment) -> float:
    """Score a sentence. Scores compare within one question."""
    return sum(map(mul, _WEIGHTS, astuple(assessment)))


def add_agreement(
    assessed: Sequence[Assessment], values: Sequence[frozenset[str]], outlets: Sequence[str]
) -> list[Assessment]:
    """Return the assessments with the agreement of other outlets on their values.

    A value counts once for each outlet, by how well its best sentence covers the question. All three sequences have an
    item a sentence.
    """
    votes: dict[str, dict[str, float]] = {}
    counted = [
        found if _is_about_question(assessment) else frozenset[str]()
        for assessment, found in zip(assessed, values, strict=True)
    ]
    for assessment, found, outlet in zip(assessed, counted, outlets, strict=True):
        vote = assessment.coverage_with_title**2 * assessment.value_nearness
        for value in found:
            by_outlet = votes.setdefault(value, {})
            by_outlet[outlet] = max(vote, by_outlet.get(outlet, 0.0))
    return [
        replace(assessment, agreement=_measure_agreement(found, votes)) if found else assessment
        for assessment, found in zip(assessed, counted, strict=True)
    ]


def _is_about_question(assessment: Assessment) -> bool:
    return assessment.coverage_with_title >= _MIN_AGREEING_COVERAGE and not (
        assessment.missing_names or assessment.distant_names
    )


def _measure_agreement(found: frozenset[str], votes: Mapping[str, Mapping[str, float]]) -> float:
    highest = max(sum(votes[value].values()) for value in found)
    return min(1.0, highest / _FULL_AGREEMENT)
