"""Values: whether a sentence has the kind of value that a question asks for."""

from datetime import UTC, datetime

import pytest

from bot.answers.evidence.matching import TextMatch
from bot.answers.evidence.requirements import read_requirements
from bot.answers.evidence.values import ValueFinder
from bot.coverage.article import Record
from tests.support.desks import build_record
from tests.support.matches import match_excerpt

NOW = datetime(2022, 5, 20, tzinfo=UTC)


def build_finder(question: str, text: str, *records: Record) -> tuple[ValueFinder, TextMatch]:
    match, matcher, plan, desk = match_excerpt(question, text, *records, now=NOW)
    return ValueFinder(plan, read_requirements(plan, desk), matcher, desk), match


def rate(question: str, text: str, *records: Record) -> tuple[float, float]:
    finder, match = build_finder(question, text, *records)
    return finder.rate(match), finder.rate_nearness(match)


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


def count(question: str, text: str) -> int:
    finder, match = build_finder(question, text)
    return finder.count(match)


def test_different_values_are_counted_once_each():
    assert count("how long is the ban?", "It lasts nine months, not Nine Months and two years.") == 2
    assert count("what did the council say?", "It lasts nine months.") == 0


NUMBERED = [
    build_record("A new ferry", url=f"https://a.example/{number}", excerpt=f"They call it a Seacat {number} there.")
    for number in range(3, 9)
]


def has_figure(question: str, text: str) -> bool:
    finder, match = build_finder(question, text, *NUMBERED)
    return finder.has_figure(match.text)


def test_the_number_of_a_name_is_no_figure():
    assert not has_figure("how many cabins has the ferry?", "The ferry is a Seacat 4 with cabins.")
    assert has_figure("how many cabins has the ferry?", "The ferry is a Seacat 4 with 90 cabins.")


def test_the_number_of_a_name_counts_nothing():
    assert rate("how many cabins has the ferry?", "The Seacat 4 cabins are new.", *NUMBERED)[0] < 1
    assert rate("how many cabins has the ferry?", "The Seacat has 4 cabins.", *NUMBERED)[0] == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how long is the ban?", "The ban starts next week."),
        ("when does the bridge open?", "The council spoke of the bridge today."),
        ("how much does the bridge cost?", "The free ferry sails while the bridge is built."),
    ],
)
def test_a_vague_value_answers_half(question: str, text: str):
    assert rate(question, text)[0] == 0.5


def test_a_month_is_neither_a_place_nor_a_name():
    assert rate("where is the bridge?", "The bridge is shut in March.")[0] == 0
    assert rate("who will sue?", "they will sue in March.")[0] == 0
