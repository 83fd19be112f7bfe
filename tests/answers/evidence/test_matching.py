"""Matching: which terms of a question a text has, where, and how much of the question it covers."""

from datetime import UTC, datetime

import pytest

from bot.answers.evidence.matching import TermMatcher, TextMatch, merge_weights
from bot.answers.query.question import parse_question
from bot.answers.retrieval.plan import plan_query
from tests.support.desks import FILES, build_bulletins, build_desk
from tests.support.matches import match_excerpt

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(*FILES, build_bulletins(20))


def match(question: str, text: str) -> TextMatch:
    return match_excerpt(question, text, now=NOW).match


def measure(question: str, text: str) -> float:
    matched = match_excerpt(question, text, now=NOW)
    return matched.matcher.measure(matched.match.weights)


def test_coverage_is_the_share_of_idf_that_a_text_has():
    assert measure("council diesel ferries", "The councils ban a diesel ferry.") == pytest.approx(1)
    assert measure("council diesel ferries", "Nothing of the kind.") == 0
    council, both = (
        measure("council diesel ferries", text) for text in ("The council met.", "The council met on diesel.")
    )
    assert 0 < council < both < 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("lakeorla", "Lake-Orla is full."),
        ("telescope", "They built a tele scope."),
        ("is law enforcement slow", "The police were slow."),
    ],
)
def test_hyphenated_and_run_together_words_and_phrases_match(question: str, text: str):
    assert measure(question, text) > 0.5


def test_a_sentence_has_only_its_own_words():
    assert measure("diesel ferries", "Old boats burn coal. Ferries burn diesel.") == 0


def test_a_question_without_terms_is_covered_by_any_text():
    plan = plan_query(parse_question("who is it", DESK.names, now=NOW), DESK)

    assert TermMatcher(plan.terms, DESK).measure({}) == 1


def test_a_match_knows_the_places_of_its_words():
    matched = match("diesel ferries", "Old ferries burn diesel.")

    assert [matched.words[index] for index, _ in matched.places] == ["ferries", "diesel"]


def test_a_match_knows_where_each_word_starts():
    matched = match("diesel ferries", "Old ferries burn diesel.")

    assert [matched.text[start:].split()[0] for start in matched.starts] == ["Old", "ferries", "burn", "diesel."]


def test_two_texts_together_have_the_higher_weight_of_each_term():
    assert merge_weights({0: 0.4, 1: 1.0}, {0: 0.9}) == {0: 0.9, 1: 1.0}
