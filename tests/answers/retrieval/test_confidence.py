"""Confidence: what the best articles cover, alone and together, and how sure that makes an answer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from msgspec.structs import replace

from bot.answers.retrieval.confidence import MatchStrength, estimate_confidence, measure_strength
from bot.answers.retrieval.features import FeatureTable
from bot.answers.retrieval.plan import plan_query
from bot.answers.retrieval.ranking import RankedDoc
from tests.support.conversations import DESK, parse

STRONG = MatchStrength(score=0.9, coverage=1.0, bm25=0.6, pairs=1.0, combined_coverage=1.0)


class Doc(NamedTuple):
    """An article that has these terms of a question."""

    score: float
    coverage: float
    positions: Sequence[int] = ()


def rank_docs(*docs: Doc) -> list[RankedDoc]:
    coverage = np.array([doc.coverage for doc in docs])
    term_weights = np.zeros((len(docs), 3))
    for row, doc in enumerate(docs):
        term_weights[row, doc.positions] = 1.0
    columns = {"coverage": coverage, "title_coverage": coverage / 2}
    table = FeatureTable(columns, term_weights, DESK.index.forward.find(range(len(docs)), []))
    return [RankedDoc(row, doc.score, doc.coverage, row, table) for row, doc in enumerate(docs)]


def test_without_articles_there_is_no_strength():
    strength = measure_strength(plan_query(parse("ferries"), DESK), [])

    assert strength == MatchStrength()
    assert estimate_confidence(strength) < 0.01


def test_strength_takes_the_best_of_the_first_four():
    plan = plan_query(parse("council diesel ferries"), DESK)
    docs = [Doc(0.8, 0.5, [0]), Doc(0.7, 0.6, [1]), Doc(0.6, 0.1), Doc(0.5, 0.1), Doc(0.4, 1.0, [2])]
    strength = measure_strength(plan, rank_docs(*docs))

    assert (strength.score, strength.coverage, strength.title_coverage) == (0.8, 0.6, 0.25)
    idfs = [term.idf for term in plan.terms]
    assert strength.combined_coverage == pytest.approx(sum(idfs[:2]) / sum(idfs))


def test_an_unlikely_correction_is_doubtful():
    doubt = measure_strength(plan_query(parse("telescpoe"), DESK), rank_docs(Doc(1.0, 1.0, [0]))).doubt

    assert 0 < doubt < 1
    assert measure_strength(plan_query(parse("telescope"), DESK), rank_docs(Doc(1.0, 1.0, [0]))).doubt == 0


def test_a_full_match_is_near_certain_and_doubt_lowers_it():
    assert estimate_confidence(STRONG) > 0.95
    assert estimate_confidence(replace(STRONG, doubt=1.0)) < estimate_confidence(STRONG)


def test_several_articles_can_answer_a_long_question_together():
    parts = MatchStrength(score=0.4, coverage=0.4, bm25=0.3, pairs=0.3, combined_coverage=0.9)

    assert estimate_confidence(replace(parts, length=1.0)) > 0.9
    assert estimate_confidence(parts) < 0.3
