"""Scoring: the best sentence first; of equal ones, the one that was read first."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.evidence.assessment import Assessment
from bot.answers.evidence.matching import TermMatcher
from bot.answers.evidence.reading import read_passages
from bot.answers.evidence.requirements import read_requirements
from bot.answers.evidence.scoring import score, score_passages
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from tests.support.desks import build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(
    build_record("Orla buys two ships", url="https://a.example/1", published=date(2022, 3, 1), excerpt="Orla paid."),
    build_record("Storm stops the Orla", url="https://a.example/3", published=date(2022, 2, 10), excerpt="Waves rose."),
)
# Both have the same score, but the sums of floating-point numbers differ in the last digits.
EQUAL = (
    Assessment(has_verb=0.0, value=0.3),
    Assessment(has_verb=0.0, value=0.0, coverage=0.2, recency=0.1),
)


@pytest.mark.parametrize("assessments", [EQUAL, EQUAL[::-1]])
def test_of_equal_sentences_the_one_that_was_read_first_stays_first(assessments: tuple[Assessment, ...]):
    assert score(EQUAL[0]) != score(EQUAL[1])
    result = search(parse_question("what did orla do", DESK.names, now=NOW), DESK)
    matcher = TermMatcher(result.plan.terms, DESK)
    passages = read_passages(result, read_requirements(result.plan, DESK), matcher, DESK)[:2]
    scored = score_passages(passages, assessments)
    assert [each.passage for each in scored] == [each.passage for each in passages]
