"""Replies that need no search."""

from datetime import date

import pytest

from bot.answers.conversation.request import Request
from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.replies.direct import quote_articles, reply_directly, reply_with_message
from tests.support.conversations import DESK, parse, previous_question
from tests.support.desks import build_desk, build_record


@pytest.mark.parametrize(
    ("request_", "lead"),
    [
        (Request("smalltalk", smalltalk="thanks"), "answer-thanks"),
        (Request("unresolved"), "answer-lost"),
        (Request("out_of_range"), "answer-beyond"),
        (Request("open", article_id="gone"), "answer-lost"),
        (Request("open", article_id=DESK.archive.articles[0].id), "answer-opened"),
    ],
)
def test_what_asks_nothing_of_the_archive_gets_its_own_reply(request_: Request, lead: str):
    reply = reply_directly(request_, previous_question(), DESK)

    assert reply is not None
    assert reply.lead.id == lead


def test_a_question_has_to_be_searched_for():
    assert reply_directly(Request("ask", parse("diesel ferries")), None, DESK) is None
    assert reply_directly(Request("more", parse("diesel ferries")), previous_question(), DESK) is None


def test_over_an_empty_archive_there_is_nothing_to_search():
    reply = reply_directly(Request("ask", parse("diesel ferries")), None, build_desk())

    assert reply is not None
    assert (reply.lead.id, reply.topic) == ("answer-empty-archive", "diesel ferries")


def test_an_address_is_answered_by_its_article():
    reply = reply_directly(Request("ask", parse("https://www.reuters.com/a")), None, DESK)

    assert reply is not None
    assert reply.lead.id == "answer-address"


def test_an_opened_article_is_the_only_hit():
    article = DESK.archive.articles[0]
    reply = quote_articles([article, article], "answer-opened")

    assert reply.max_hits == 1
    assert 0 < len(reply.passages) <= MAX_QUOTES
    assert reply.passages[0].text == article.title


def test_an_article_without_a_url_is_not_quoted():
    (article,) = build_desk(
        build_record("Ferries", url=None, excerpt="They stop.", published=date(2020, 1, 1))
    ).archive.articles

    assert quote_articles([article], "answer-opened").passages == []


def test_a_sentence_has_its_arguments():
    reply = reply_with_message("answer-beyond", parse("the fifth one"), count=3)

    assert (reply.lead.id, reply.lead.args, reply.verdict) == ("answer-beyond", {"count": 3}, "nothing")
    assert reply.passages == ()
