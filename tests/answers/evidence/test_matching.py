"""Matching: which terms of a question a text has, where, and how much of the question it covers."""

from datetime import UTC, datetime

import pytest

from bot.answers.evidence.matching import TermMatcher, measure_density, merge_weights
from bot.answers.query.question import parse_question
from bot.answers.retrieval.plan import plan_query
from tests.support.desks import FILES, build_bulletins, build_desk

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(*FILES, build_bulletins(20))


def build_matcher(question: str) -> TermMatcher:
    return TermMatcher(plan_query(parse_question(question, DESK.names, now=NOW), DESK).terms)


def measure(question: str, text: str) -> float:
    matcher = build_matcher(question)
    return matcher.measure(matcher.match(text).weights)


def test_coverage_is_the_share_of_idf_that_a_text_has():
    assert measure("council diesel ferries", "The councils ban a diesel ferry.") == pytest.approx(1)
    assert measure("council diesel ferries", "Nothing of the kind.") == 0
    council, both = (
        measure("council diesel ferries", text) for text in ("The council met.", "The council met on diesel.")
    )
    assert 0 < council < both < 1


def test_hyphenated_and_run_together_words_match():
    assert measure("lake Orla", "Lake-Orla") == pytest.approx(1)
    assert measure("telescope", "a tele scope") == pytest.approx(1)


def test_a_question_without_terms_is_covered_by_any_text():
    assert measure("who is it", "anything") == 1


def test_a_match_knows_the_places_of_its_words():
    match = build_matcher("diesel ferries").match("Old ferries burn diesel.")

    assert [match.words[index] for index, _ in match.places] == ["ferries", "diesel"]


def test_density_is_higher_if_the_words_are_close_together():
    matcher = build_matcher("diesel ferries")
    near, far, one = map(
        matcher.match, ("Diesel ferries sail.", "Diesel is what these old and slow ferries burn.", "Ferries sail.")
    )

    assert measure_density(near) == 1
    assert 0 < measure_density(far) < 1
    assert measure_density(one) == 0


def test_two_texts_together_have_the_higher_weight_of_each_term():
    assert merge_weights({0: 0.4, 1: 1.0}, {0: 0.9}) == {0: 0.9, 1: 1.0}
