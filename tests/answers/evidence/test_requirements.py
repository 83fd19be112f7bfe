"""Requirements: what a sentence needs to answer a question."""

from datetime import UTC, datetime

import pytest

from bot.answers.evidence.requirements import Requirements, read_requirements
from bot.answers.query.question import parse_question
from bot.answers.retrieval.plan import QueryPlan, plan_query
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(*FILES, build_bulletins(20))


def plan(text: str) -> QueryPlan:
    return plan_query(parse_question(text, DESK.names, now=NOW), DESK)


def read(text: str) -> Requirements:
    return read_requirements(plan(text), DESK)


def words_of(text: str, field: str) -> set[str]:
    terms = plan(text).terms
    return {terms[position].word for position in getattr(read(text), field)}


def test_a_capitalized_word_and_a_word_that_english_lacks_are_names():
    assert words_of("will Stena ban diesel ferries?", "names") == {"Stena"}
    assert words_of("will stenaline ban ferries?", "names") == {"stenaline"}


def test_a_word_that_only_headlines_have_is_a_name_if_english_lacks_it():
    desk = build_desk(build_record("Codolia Raises Money for Ferries", url="https://a.example/1", excerpt=""))
    plan = plan_query(parse_question("codolia raises money", desk.names, now=NOW), desk)

    assert {plan.terms[position].word for position in read_requirements(plan, desk).names} == {"codolia"}


def test_a_word_of_letters_and_digits_is_a_name():
    assert "q7" in words_of("does the q7 use diesel", "names")


def test_a_number_belongs_to_the_word_beside_it():
    requirements = read("how much is the Orla 5 telescope?")

    assert words_of("how much is the Orla 5 telescope?", "numbers") == {"5"}
    (neighbours,) = requirements.neighbours.values()
    assert "orla" in neighbours


def test_a_year_is_no_number():
    assert words_of("what did the council ban in the winter 1998 plan", "years") <= {"1998"}
    assert "1998" not in words_of("what did the council ban in the winter 1998 plan", "numbers")


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("will the council ban ferries?", "ban"),
        ("who sued the council?", "sued"),
        ("is the ferry ban permanent?", ""),
        ("diesel ferries", ""),
    ],
)
def test_the_main_verb_follows_an_auxiliary_or_a_question_word(text: str, verb: str):
    position = read(text).verb

    assert (plan(text).terms[position].word if position >= 0 else "") == verb


@pytest.mark.parametrize(
    ("text", "value_type"),
    [
        ("who bans ferries?", "name"),
        ("which council bans ferries?", "name"),
        ("when did the council ban ferries?", "date"),
        ("when will the council ban ferries?", "day"),
        ("how many villages were evacuated?", "count"),
        ("how much did the bridge cost?", "money"),
        ("why did the council ban ferries?", "cause"),
        ("did the council ban ferries?", "any"),
    ],
)
def test_the_kind_of_question_tells_the_type_of_value(text: str, value_type: str):
    assert read(text).value_type == value_type


def test_a_question_about_what_happened_needs_a_fact():
    assert read("did the council ban ferries?").asks_for_fact
    assert not read("may the council have banned ferries?").asks_for_fact
