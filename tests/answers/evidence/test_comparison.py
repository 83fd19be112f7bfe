"""Outlets that are compared: what each says, and the verdict on all together."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.answer import Answer
from bot.answers.evidence.comparison import split_by_outlet
from bot.answers.pipeline import answer
from bot.answers.query.question import parse_question
from tests.support.desks import build_bulletins, build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
PIECES = (
    ("Harbor Post", "Ferry strike ends", "The ferry strike ended on Friday after crews got a raise of 4 percent."),
    ("Harbor Post", "Ferry strike costs traders", "Traders say that the ferry strike cost them a week of sales."),
    ("Harbor Post", "Ferry strike enters its second week", "Crews voted to go on with the ferry strike."),
    ("Northern Wire", "Ferry strike is over, union says", "The union called the end of the ferry strike a victory."),
    ("Northern Wire", "Lake Orla rises", "Lake Orla rose by a meter."),
)
DESK = build_desk(
    build_bulletins(20),
    *(
        build_record(
            title,
            url=f"https://{outlet.split()[0].lower()}.example/{n}",
            excerpt=excerpt,
            outlet=outlet,
            published=date(2021, 3, 1 + n),
        )
        for n, (outlet, title, excerpt) in enumerate(PIECES)
    ),
)


def ask(text: str) -> Answer:
    return answer(text, DESK, now=NOW)


def outlets_of(reply: Answer) -> list[str]:
    return [DESK.archive.outlets[quote.article.outlet].name for quote in reply.quotes]


@pytest.mark.parametrize(
    "text",
    [
        "compare harbor post and northern wire on the ferry strike",
        "does the harbor post say the same as northern wire about the ferry strike?",
        "Harbor Post vs Northern Wire on the ferry strike",
    ],
)
def test_each_of_the_compared_outlets_is_quoted_in_turn(text: str):
    reply = ask(text)

    assert reply.verdict == "found"
    assert sorted(outlets_of(reply)[:2]) == ["Harbor Post", "Northern Wire"]


def test_an_outlet_that_says_nothing_about_it_is_named():
    reply = ask("compare harbor post and northern wire on ferry traders")

    assert set(outlets_of(reply)) == {"Harbor Post"}
    assert {"outlets": "Northern Wire"} in [
        remark.args for remark in reply.remarks if remark.id == "answer-outlet-none"
    ]


def test_nothing_is_quoted_if_no_outlet_says_anything_about_it():
    reply = ask("compare harbor post and northern wire on volcanoes")

    assert reply.verdict == "nothing"
    assert not reply.quotes


def test_without_a_subject_the_newest_of_each_outlet_comes_first():
    reply = ask("compare harbor post and northern wire")

    assert reply.lead.id == "answer-all"
    assert sorted(outlets_of(reply)[:2]) == ["Harbor Post", "Northern Wire"]


@pytest.mark.parametrize("text", ["harbor post on the ferry strike", "compare ferries and trams", "ferry strike"])
def test_a_question_that_compares_no_outlets_is_not_split(text: str):
    assert split_by_outlet(parse_question(text, DESK.names, now=NOW)) == ()
