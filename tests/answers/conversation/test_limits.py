"""Limits of a question: every function edits the parsed question and its text alike."""

from datetime import date

import pytest

from bot.answers.conversation.limits import (
    copy_limits,
    exclude_outlets,
    remove_dates,
    remove_limits,
    set_limits,
    set_open_range,
)
from bot.answers.conversation.rewriting import ask_about
from bot.answers.query.question import Question
from tests.support.conversations import DESK, NOW, parse


def with_limits(question: str, limits: str) -> Question:
    return set_limits(parse(question), parse(limits), limits, DESK.names, now=NOW)


def days_of(question: Question) -> tuple[date | None, date | None]:
    assert question.dates is not None
    assert question.dates_explicit
    return question.dates.first, question.dates.last


def outlets_of(question: Question) -> set[str]:
    return {key for outlet in question.outlets if outlet.explicit for key in outlet.keys}


def excluded_outlets_of(question: Question) -> set[str]:
    return {key for outlet in question.excluded_outlets for key in outlet.keys}


def test_dates_replace_the_dates_of_a_question():
    question = with_limits("ferries in June 2020", "in 2021")

    assert question.text == "ferries in 2021"
    assert days_of(question) == (date(2021, 1, 1), date(2021, 12, 31))
    assert question.subject == "ferries"


def test_a_month_without_a_year_is_in_the_year_of_the_question():
    question = with_limits("ferries in June 2020", "July")

    assert question.text == "ferries in July 2020"
    assert days_of(question) == (date(2020, 7, 1), date(2020, 7, 31))


def test_an_outlet_replaces_the_outlet_of_a_question():
    question = with_limits("ferries from Reuters in 2020", "from Northern Wire")

    assert question.text == "ferries from Northern Wire in 2020"
    assert outlets_of(question) == {"wire.example"}
    assert days_of(question) == (date(2020, 1, 1), date(2020, 12, 31))


def test_an_outlet_that_was_excluded_can_be_the_limit():
    question = with_limits("ferries not from Reuters", "only from Reuters")

    assert question.text == "ferries from Reuters"
    assert outlets_of(question) == {"reuters.com"}
    assert excluded_outlets_of(question) == set()


def test_a_topic_replaces_the_topic_of_a_question():
    question = with_limits("ferries on the topic Floods", "topic Transport")

    assert question.text.endswith("on the topic Transport")
    assert question.topics == parse("topic Transport").topics


def test_an_outlet_that_was_the_limit_can_be_excluded():
    question = exclude_outlets(parse("ferries from Reuters"), parse("not from Reuters").excluded_outlets)

    assert question.text == "ferries not from Reuters"
    assert outlets_of(question) == set()
    assert excluded_outlets_of(question) == {"reuters.com"}


def test_dates_are_removed_with_their_preposition():
    question = remove_dates(parse("Who bans ferries in 2020?"))

    assert question.text == "Who bans ferries"
    assert (question.dates, question.date_ranges, question.dates_explicit) == (None, (), False)


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (date(2020, 6, 12), None, "ferries since June 12, 2020"),
        (None, date(2020, 6, 10), "ferries until June 10, 2020"),
    ],
)
def test_an_open_range_has_one_end(since: date | None, until: date | None, text: str):
    question = set_open_range(parse("ferries"), since=since, until=until)

    assert question.text == text
    assert days_of(question) == (since, until)


def test_limits_are_copied_with_their_words():
    source = parse("ferries from Reuters in 2020, not from Northern Wire")
    question = copy_limits(ask_about("ferries", "why {}", "why"), source)

    assert question.text == "why ferries in 2020 from Reuters not from Northern Wire"
    assert question.dates == source.dates
    assert outlets_of(question) == {"reuters.com"}
    assert excluded_outlets_of(question) == {"wire.example"}


def test_dates_and_outlets_can_be_left_out_of_a_copy():
    source = parse("ferries from Reuters in 2020 on the topic Transport")
    question = copy_limits(ask_about("ferries", "{}", "what"), source, dates=False, outlets=False)

    assert question.text == "ferries on the topic Transport"
    assert (question.dates, question.outlets) == (None, ())
    assert question.topics == source.topics


def test_a_limit_is_removed_with_the_words_that_introduce_it():
    assert remove_limits("ferries not from the Reuters, in 2020 again", ["Reuters", "2020"]) == "ferries again"
    assert remove_limits("ferries", [""]) == "ferries"
