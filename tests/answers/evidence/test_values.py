"""Values: whether a sentence has the kind of value that a question asks for."""

from datetime import UTC, datetime

import pytest

from bot.answers.evidence.requirements import read_requirements
from bot.answers.evidence.values import ValueFinder
from tests.support.matches import match_excerpt

NOW = datetime(2022, 5, 20, tzinfo=UTC)


def rate(question: str, text: str) -> tuple[float, float]:
    match, matcher, plan, desk = match_excerpt(question, text, now=NOW)
    return ValueFinder(plan, read_requirements(plan, desk), matcher, desk).rate(match)


def find(question: str, text: str) -> frozenset[str]:
    match, matcher, plan, desk = match_excerpt(question, text, now=NOW)
    return ValueFinder(plan, read_requirements(plan, desk), matcher, desk).find_comparable(match)


@pytest.mark.parametrize(
    ("question", "fitting", "other"),
    [
        ("how long will the ban last?", "The ban lasts nine months.", "The ban is in force."),
        ("how long is the ferry closed?", "The ferry is closed indefinitely.", "The ferry is closed."),
        ("how many villages were evacuated?", "Three villages were evacuated.", "Villages were evacuated."),
        ("how much did the bridge cost?", "The bridge cost 48 million euros.", "The bridge cost a lot."),
        ("when will the bridge open?", "The bridge opens on 12 March.", "The bridge may open."),
        ("why did the ferry stop?", "The ferry stopped because of the storm.", "The ferry stopped."),
        ("where is the bridge?", "The bridge in Tarn is shut.", "The bridge is shut in a hurry."),
        ("who will sue?", "The mayor, Ada Byron, will sue.", "they will sue."),
        ("what percentage of ferries burn diesel?", "Some 40% of ferries burn diesel.", "Most ferries burn diesel."),
    ],
)
def test_a_sentence_with_the_value_fits_and_one_without_does_not(question: str, fitting: str, other: str):
    assert rate(question, fitting)[0] == 1
    assert rate(question, other)[0] < 0.5


def test_a_number_of_the_question_is_no_answer():
    assert rate("how many ferries sail to pier 4?", "Pier 4 ferries sail.")[0] < 1


def test_a_name_of_the_question_does_not_answer_who():
    assert rate("who sued Byron?", "then Byron sued.")[0] == 0


def test_a_past_event_may_be_dated_by_its_report():
    assert rate("when did the bridge open?", "The bridge opened.")[0] == 0.5


def test_any_sentence_may_answer_a_question_without_a_value():
    assert rate("what did the council say?", "it is.") == (1.0, 1.0)


def test_a_value_near_the_words_of_the_question_is_worth_more():
    near = "In 9 months the ban ends."
    far = (
        "The ban of which every paper in the whole of the country has written so very much ends, they say, in 9 months."
    )

    assert rate("how long is the ban?", near)[1] > rate("how long is the ban?", far)[1]


def test_values_compare_in_their_normal_form():
    assert find("how long is the ban?", "It lasts Nine months.") == find("how long is the ban?", "Nine Months it is.")
