"""Confidence: what the best articles cover, alone and together, and how sure that makes an answer."""

import pytest
from msgspec.structs import replace

from bot.answers.retrieval.confidence import MatchStrength, estimate_confidence, measure_strength
from bot.answers.retrieval.features import Features
from bot.answers.retrieval.occurrences import NO_OCCURRENCES
from bot.answers.retrieval.plan import plan_query
from bot.answers.retrieval.ranking import RankedDoc
from tests.support.conversations import DESK, parse

STRONG = MatchStrength(score=0.9, coverage=1.0, bm25=0.6, pairs=1.0, combined_coverage=1.0)


def ranked(doc: int, score: float, coverage: float, *positions: int) -> RankedDoc:
    features = Features(coverage=coverage, title_coverage=coverage / 2)
    return RankedDoc(doc, score, features, dict.fromkeys(positions, 1.0), NO_OCCURRENCES)


def test_without_articles_there_is_no_strength():
    strength = measure_strength(plan_query(parse("ferries"), DESK), [])

    assert strength == MatchStrength()
    assert estimate_confidence(strength) < 0.01


def test_strength_takes_the_best_of_the_first_four():
    plan = plan_query(parse("council diesel ferries"), DESK)
    docs = [ranked(1, 0.8, 0.5, 0), ranked(2, 0.7, 0.6, 1), ranked(3, 0.6, 0.1), ranked(4, 0.5, 0.1)]
    strength = measure_strength(plan, [*docs, ranked(5, 0.4, 1.0, 2)])

    assert (strength.score, strength.coverage, strength.title_coverage) == (0.8, 0.6, 0.25)
    idfs = [term.idf for term in plan.terms]
    assert strength.combined_coverage == pytest.approx(sum(idfs[:2]) / sum(idfs))


def test_an_unlikely_correction_is_doubtful():
    doubt = measure_strength(plan_query(parse("telescpoe"), DESK), [ranked(1, 1.0, 1.0, 0)]).doubt

    assert 0 < doubt < 1
    assert measure_strength(plan_query(parse("telescope"), DESK), [ranked(1, 1.0, 1.0, 0)]).doubt == 0


def test_a_full_match_is_near_certain_and_doubt_lowers_it():
    assert estimate_confidence(STRONG) > 0.95
    assert estimate_confidence(replace(STRONG, doubt=1.0)) < estimate_confidence(STRONG)


def test_several_articles_can_answer_a_long_question_together():
    parts = MatchStrength(score=0.4, coverage=0.4, bm25=0.3, pairs=0.3, combined_coverage=0.9)

    assert estimate_confidence(replace(parts, length=1.0)) > 0.9
    assert estimate_confidence(parts) < 0.3
