"""Dates are read less strictly if they would leave no answer."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.answer import Answer
from bot.answers.pipeline import answer
from bot.answers.query.question import Question, parse_question
from bot.answers.query.relaxation import names_time, relax_dates
from tests.support.desks import build_desk, build_wire_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(
    build_wire_record(
        "sales",
        "2021-04-22",
        "Nimbus sales grew by nine percent",
        "Sales of Nimbus grew by nine percent in the first quarter, the company said.",
    ),
    build_wire_record("trial", "2020-06-12", "Harbor fire trial delayed"),
    build_wire_record(
        "memorial", "2021-10-01", "March 9 memorial opens", "The March 9 memorial opened in Oslo on Friday."
    ),
    build_wire_record("show", "2021-11-01", "Today show changes its host", "The Today show has a new host."),
    build_wire_record("ferries", "2019-06-12", "Ferries collide"),
    build_wire_record("prices", "2020-06-11", "Ferry prices rise"),
)


def ask(text: str) -> Answer:
    return answer(text, DESK, now=NOW)


def parse(text: str) -> Question:
    return parse_question(text, DESK.names, now=NOW)


@pytest.mark.parametrize(
    ("text", "url", "remark"),
    [
        ("March 9 memorial", "memorial", "answer-dates-as-words"),
        ("Today show", "show", "answer-dates-as-words"),
        ("was the harbor fire trial delayed in may 2020", "trial", "answer-dates-widened"),
        ("did the ferries collide on june 11", "ferries", "answer-dates-widened"),
        ("ferries collide june 19", "ferries", "answer-dates-widened"),
    ],
)
def test_a_date_without_an_answer_is_read_less_strictly_and_the_reply_says_so(text: str, url: str, remark: str):
    reply = ask(text)

    assert reply.verdict in ("found", "weak")
    assert reply.quotes[0].article.url == f"https://wire.example/{url}"
    assert reply.remarks[0].id == remark


def test_a_quarter_is_reported_after_it():
    question = parse("how much did Nimbus sales grow in the first quarter of 2021")

    assert question.dates is not None
    assert (question.dates.first, question.dates.last) == (date(2021, 1, 1), date(2021, 5, 19))
    assert "first quarter" in question.subject
    assert ask(question.text).quotes[0].article.url == "https://wire.example/sales"


@pytest.mark.parametrize(
    "text",
    [
        "harbor fire trial since 2021",
        "harbor fire trial before 2020",
        "harbor fire trial between 2017 and 2018",
        "news on the harbor fire trial in may 2020",
        "what happened with the harbor fire trial in may 2020",
        "harbor fire trial last week",
    ],
)
def test_limits_that_are_meant_as_such_stay(text: str):
    assert list(relax_dates(parse(text), DESK.names.days)) == []
    assert ask(text).verdict == "nothing"


@pytest.mark.parametrize(
    "text", ["was the harbor fire trial delayed in 2017", "the Yesterday show", "June 2016 memorial"]
)
def test_another_time_is_no_answer(text: str):
    assert ask(text).verdict != "found"


@pytest.mark.parametrize(
    ("text", "typed", "names"),
    [
        ("The March 9 memorial", "March 9", True),
        ("The March 10 memorial", "March 9", False),
        ("He said today that it works", "Today", False),
        ("The Today show", "today", True),
        ("Sales in the third quarter of 2020", "first quarter of 2020", False),
        ("Sales in the first quarter of 2020", "first quarter of 2020", True),
    ],
)
def test_an_article_names_the_time_or_not(text: str, typed: str, *, names: bool):
    assert names_time(text, typed, f"{typed} memorial") is names


def test_a_year_alone_stands_beside_the_word_of_the_question():
    assert names_time("The Harbor Cup 2022 was called off", "2022", "who won harbor cup 2022")
    assert not names_time("The Harbor Cup 2021 was called off in May 2022", "2022", "who won harbor cup 2022")
