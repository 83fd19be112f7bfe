"""Remarks: how a question was understood, and what a reader should know besides the quotes."""

from datetime import date

import pytest

from bot.answers.dates.ranges import DateRange
from bot.answers.pipeline import answer
from bot.answers.replies.remarks import (
    describe_dates,
    describe_interpretation,
    join_outlet_names,
)
from bot.answers.retrieval.terms import Correction
from tests.support.conversations import DESK, NOW, parse
from tests.support.desks import build_desk, build_record

JUNE_11, JUNE_12 = date(2020, 6, 11), date(2020, 6, 12)


@pytest.mark.parametrize(
    ("first", "last", "remark"),
    [
        (JUNE_11, JUNE_11, ("answer-range-day", {"first": "2020-06-11"})),
        (JUNE_11, JUNE_12, ("answer-range", {"first": "2020-06-11", "last": "2020-06-12"})),
        (JUNE_11, None, ("answer-range-since", {"first": "2020-06-11"})),
        (None, JUNE_12, ("answer-range-until", {"last": "2020-06-12"})),
    ],
)
def test_dates_are_described(first: date | None, last: date | None, remark: tuple[str, dict[str, str]]):
    described = describe_dates(DateRange(first, last, ""))

    assert (described.id, described.args) == remark


def test_the_interpretation_names_corrections_and_limits():
    question = parse("telescpoe in 2020 from Reuters, not from Northern Wire, on the topic Transport")
    remarks = describe_interpretation(question, [Correction("telescpoe", "telescope", 0.9)], DESK)

    assert {remark.id: remark.args for remark in remarks} == {
        "answer-spelled": {"typed": "telescpoe", "meant": "telescope"},
        "answer-range": {"first": "2020-01-01", "last": "2020-12-31"},
        "answer-from": {"outlets": "Reuters"},
        "answer-not-from": {"outlets": "Northern Wire"},
        "answer-topic": {"topics": "Transport"},
    }


def test_outlets_are_named_once():
    outlets = parse("from Reuters").outlets

    assert join_outlet_names([*outlets, *outlets], DESK) == "Reuters"


def test_a_weak_answer_says_which_words_are_missing():
    reply = answer("Who bans diesel ferries on the Danube?", DESK, now=NOW)

    assert [remark.args for remark in reply.remarks if remark.id == "answer-missing"] == [
        {"words": "Danube", "count": 2}
    ]


def test_if_no_quote_dates_the_event_the_date_of_the_report_is_given():
    desk = build_desk(
        build_record(
            "Council shuts the Tarn bridge",
            url="https://post.example/1",
            excerpt="The council shut the bridge.",
            outlet="Harbor Post",
            published=JUNE_11,
        ),
        build_record(
            "Ferry strike ends in March 2021", url="https://wire.example/1", outlet="Wire", published=date(2021, 3, 4)
        ),
    )

    undated = answer("when did the council shut the Tarn bridge?", desk, now=NOW)
    assert [remark.args for remark in undated.remarks if remark.id == "answer-reported-on"] == [
        {"date": "2020-06-11", "outlet": "Harbor Post"}
    ]
    dated = answer("when did the ferry strike end?", desk, now=NOW)
    assert dated.quotes
    assert "answer-reported-on" not in {remark.id for remark in dated.remarks}


def test_a_word_that_one_of_the_quoted_articles_has_is_not_missing():
    reply = answer("Who bans diesel ferries on the Danube?", DESK, now=NOW)

    (missing,) = (remark.args for remark in reply.remarks if remark.id == "answer-missing")
    quoted = " ".join(f"{quote.article.title} {quote.article.excerpt}" for quote in reply.quotes)
    assert all(word not in quoted for word in str(missing["words"]).split(", "))
