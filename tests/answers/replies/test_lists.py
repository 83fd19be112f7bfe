"""Replies that count or list the articles on a subject."""

from datetime import date

import pytest

from bot.answers.answer import Answer
from bot.answers.pipeline import answer
from tests.support.conversations import DESK, NOW
from tests.support.desks import build_desk, build_record


def days_of(reply: Answer) -> list[date]:
    return [quote.article.published.day for quote in reply.quotes if quote.article.published]


def test_articles_are_counted():
    reply = answer("how many articles on diesel ferries", DESK, now=NOW)

    assert (reply.lead.id, reply.lead.args) == ("answer-count", {"count": 2})


def test_a_count_of_something_else_is_quoted():
    assert answer("how many villages were evacuated at Lake Orla?", DESK, now=NOW).lead.id == "answer-found"


def test_outlets_are_named_with_those_of_copies():
    reply = answer("which outlets reported the level of Lake Orla?", DESK, now=NOW)

    assert reply.lead.id == "answer-outlets"
    assert set(str(reply.lead.args["names"]).split(", ")) == {"Harbor Post", "Northern Wire"}


def test_of_many_outlets_eight_are_named_and_the_others_counted():
    desk = build_desk(
        *(
            build_record(
                "Ferry strike ends", url=f"https://site{n}.example/1", outlet=f"Outlet {n}", excerpt=f"Crew {n}."
            )
            for n in range(11)
        )
    )
    reply = answer("which outlets reported the ferry strike?", desk, now=NOW)

    assert reply.lead.id == "answer-outlets-more"
    assert (reply.lead.args["count"], reply.lead.args["more"]) == (11, 3)
    assert len(str(reply.lead.args["names"]).split(", ")) == 8


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("latest on ferries", "answer-latest"),
        ("oldest article on ferries", "answer-oldest"),
        ("list articles about ferries", "answer-list"),
    ],
)
def test_a_list_quotes_headlines(text: str, lead: str):
    reply = answer(text, DESK, now=NOW)

    assert reply.lead.id == lead
    assert all(quote.place == "title" for quote in reply.quotes)


def test_latest_and_oldest_order_by_date():
    latest = days_of(answer("latest on ferries", DESK, now=NOW))
    oldest = days_of(answer("oldest on ferries", DESK, now=NOW))

    assert latest == sorted(latest, reverse=True)
    assert oldest == sorted(oldest)


def test_without_a_subject_the_whole_archive_is_listed():
    reply = answer("latest news", DESK, now=NOW)

    assert reply.lead.args["count"] == len(DESK.archive)
    assert reply.confidence == 1.0
    assert days_of(reply)[0] == date(2021, 3, 12)
    assert days_of(answer("oldest news", DESK, now=NOW))[0] == date(2018, 1, 2)


def test_limits_alone_list_everything_within_them():
    reply = answer("in 2020", DESK, now=NOW)

    assert (reply.lead.id, reply.lead.args) == ("answer-all", {"count": 2})
    assert {day.year for day in days_of(reply)} == {2020}


def test_a_headline_comes_once():
    desk = build_desk(
        build_record("Ferry strike ends", url="https://a.example/1", excerpt="Monday.", published=date(2024, 1, 1)),
        build_record(
            "FERRY STRIKE ENDS", url="https://b.example/1", excerpt="Another text.", published=date(2024, 1, 2)
        ),
    )

    assert len(answer("latest on the ferry strike", desk, now=NOW).quotes) == 1
