"""Replies without an answer say why there is none."""

import pytest

from bot.answers.pipeline import answer
from tests.support.conversations import DESK, NOW


def remark_ids(text: str) -> set[str]:
    return {remark.id for remark in answer(text, DESK, now=NOW).remarks}


def test_an_unknown_outlet_is_reported_with_similar_names():
    reply = answer("ferries from Forbes", DESK, now=NOW)

    assert reply.lead.id == "answer-outlet-absent"
    assert reply.lead.args["typed"] == "Forbes"
    assert reply.lead.args["nearest"]
    assert reply.quotes == ()
    assert reply.near_hits


def test_if_other_dates_have_an_answer_the_reply_says_so():
    assert "answer-other-dates" in remark_ids("who bans diesel ferries in February 2021?")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("ferries in 1999", "answer-range-empty"),
        ("ferries from Reuters in 2020", "answer-range-none"),
    ],
)
def test_empty_limits_say_which_limit_left_nothing(text: str, remark: str):
    reply = answer(text, DESK, now=NOW)

    assert reply.lead.id == "answer-nothing"
    assert remark in {remark.id for remark in reply.remarks}


def test_articles_outside_the_limits_score_less():
    inside = answer("diesel ferries", DESK, now=NOW).hits[0]
    outside = answer("diesel ferries in 1999", DESK, now=NOW).hits[0]

    assert outside.article == inside.article
    assert 0 < outside.score < inside.score
