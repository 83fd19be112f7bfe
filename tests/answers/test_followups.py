"""What follows up a question and what stands on its own; each follow-up as the question that it means."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answering import answer
from bot.answers.followups import Earlier, carried, meaning
from tests.support.desks import FILES, desk_of, many, record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = desk_of(
    *FILES,
    many(20),
    record(
        "Blue Line to sue over ban on diesel ferries",
        url="https://wire.example/sue",
        excerpt="Blue Line said on Friday that it will sue the council over the ban on diesel ferries.",
        outlet="Northern Wire",
        published=date(2020, 6, 13),
    ),
    record("Reuters on ferries", url="https://www.reuters.com/a", outlet="Reuters", published=date(2021, 2, 1)),
)
BEFORE = Earlier(
    "Why did Harbor Post say Blue Line will sue over diesel ferries?", ("1" * 16, "2" * 16), "1" * 16, date(2020, 6, 11)
)


def read(text: str, asked: str = "How long will the council ban diesel ferries?") -> str:
    """The question that a text means after another; empty where it stands on its own."""
    meant = meaning(text, Earlier(asked, ("1" * 16,), "1" * 16, date(2020, 6, 11)), DESK.names, now=NOW)
    if meant is None:
        return ""
    return meant.asked if meant.what == "ask" else meant.what


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("and in 2021?", "How long will the council ban diesel ferries in 2021"),
        ("in 2021?", "How long will the council ban diesel ferries in 2021"),
        ("2021?", "How long will the council ban diesel ferries in 2021"),
        ("what about 2021?", "How long will the council ban diesel ferries in 2021"),
        ("ok and since June 2020?", "How long will the council ban diesel ferries since June 2020"),
        ("only Reuters", "How long will the council ban diesel ferries from Reuters"),
        ("from Reuters", "How long will the council ban diesel ferries from Reuters"),
        ("and from Northern Wire?", "How long will the council ban diesel ferries from Northern Wire"),
        ("not from Reuters", "How long will the council ban diesel ferries not from Reuters"),
        ("what about Reuters?", "How long will the council ban diesel ferries from Reuters"),
        ("who said that?", "who said council ban diesel ferries"),
        ("why?", "why council ban diesel ferries"),
        ("but why?", "why council ban diesel ferries"),
        ("when was that?", "when was council ban diesel ferries"),
        ("where is it?", "where is council ban diesel ferries"),
        ("how much is it?", "how much is council ban diesel ferries"),
        ("did they extend it?", "did extend council ban diesel ferries"),
        ("before that?", "How long will the council ban diesel ferries until 2020-06-10"),
        ("and after that?", "How long will the council ban diesel ferries since 2020-06-12"),
        ("what about trams?", "How long will the council ban diesel ferries trams"),
        ("and buses", "How long will the council ban diesel ferries buses"),
    ],
)
def test_a_follow_up_is_the_question_that_it_means(text: str, meant: str):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what about Red Funnel?", "Why did Red Funnel say diesel ferries will stop"),
        ("and Red Funnel?", "Why did Red Funnel say diesel ferries will stop"),
        ("how about Red Funnel instead?", "Why did Red Funnel say diesel ferries will stop"),
    ],
)
def test_another_name_takes_the_place_of_the_one_before(text: str, meant: str):
    assert read(text, "Why did Blue Line say diesel ferries will stop?") == meant


def test_another_limit_takes_the_place_of_the_one_before():
    assert read("and in 2021?", "ferries in June 2020") == "ferries in 2021"
    assert read("what about Northern Wire?", "ferries from Reuters in 2020") == "ferries in 2020 from Northern Wire"


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "More!",
        "show me more",
        "next",
        "anything else?",
        "what else",
        "and more",
        "go on",
        "more of that",
        "the rest",
    ],
)
def test_more_is_the_same_question_again(text: str):
    assert read(text) == "more"


@pytest.mark.parametrize(
    "text",
    ["the first one", "first", "tell me more about the first one", "tell me more", "tell me more about it", "open it"],
)
def test_an_article_that_was_shown_can_be_opened(text: str):
    assert read(text) == "open"


ALONE = (
    "Who bans diesel ferries?",
    "How long did Amazon ban police use of facial recognition?",
    "and how long did the telescope on Mount Kell take to build?",
    "what about the new telescope on Mount Kell?",
    "latest from Reuters",
    "the latest on ferries",
    "is there news about the lake?",
    "is there anything on ferries in 2020?",
    "lake orla level",
    "diesel ferries",
    "companies that banned facial recognition",
    "ferries in June 2020",
    "floods from Northern Wire",
    "what did the council decide?",
    "what is the water level of that lake near Tarn?",
    "does the operator sue the council over it?",
    "Blue Line will sue",
    "what happened in March 2021?",
    "news since March 2021",
    "which outlets reported the flood?",
    "how many articles are there?",
    "list articles about floods",
    "show me coverage of the lake",
    "telescope",
    "Reuters",
    "https://wire.example/sue",
    "also reported: villagers return to Tarn",
    "or was the bridge closed after the flood?",
    "But the council votes again on ferries",
    "so what did the water board say about the lake?",
    "thank you",
    "then came the flood at Lake Orla",
    "more ferries for the lake",
    "the second flood at Tarn",
    "what else did the council ban?",
    "who is the mayor of Harbor?",
    "why did the lake rise?",
    "when did villagers return to Tarn?",
    "where is Mount Kell?",
    "how much did the telescope cost?",
)


@pytest.mark.parametrize("text", ALONE)
def test_a_full_question_is_never_touched_by_the_one_before(text: str):
    assert read(text) == ""


@pytest.mark.parametrize("text", ["more", "who said that?", "the second one", "tell me more about it", "did they?"])
def test_what_points_at_nothing_is_lost(text: str):
    meant = meaning(text, None, DESK.names, now=NOW)
    assert meant is not None
    assert meant.what == "lost"
    reply = answer(text, DESK, now=NOW)
    assert (reply.verdict, reply.lead.id) == ("nothing", "answer-lost")


def test_a_conversation_goes_on():
    first = answer("Who bans diesel ferries?", DESK, now=NOW)
    earlier = carried(first, None)
    second = answer("and from Northern Wire?", DESK, now=NOW, earlier=earlier)
    assert {quote.article.outlet for quote in second.quotes} == {"wire.example"}
    assert second.question == "and from Northern Wire?"
    assert second.remarks[0].id == "answer-continued"
    third = answer("who said that?", DESK, now=NOW, earlier=carried(second, earlier))
    assert "ferries" in third.asked
    assert third.quotes


def test_more_tells_each_article_once_until_there_is_no_more():
    reply = answer("harbor bulletin tide tables for piers", DESK, now=NOW)
    earlier = carried(reply, None)
    told = set(earlier.shown)
    for _ in range(30):
        reply = answer("more", DESK, now=NOW, earlier=earlier)
        if reply.lead.id == "answer-no-more":
            break
        ids = {quote.article.id for quote in reply.quotes}
        assert ids
        assert not ids & told
        told |= ids
        earlier = carried(reply, earlier)
    else:
        raise AssertionError("there is always more")
    assert len(told) >= 20


def test_an_article_that_is_gone_is_lost_and_not_an_error():
    earlier = Earlier("ferries", ("0" * 16,), "0" * 16, None)
    assert answer("the first one", DESK, now=NOW, earlier=earlier).lead.id == "answer-lost"


def test_what_is_opened_is_quoted():
    first = answer("Who bans diesel ferries?", DESK, now=NOW)
    opened = answer("tell me more about it", DESK, now=NOW, earlier=carried(first, None))
    assert {quote.article.id for quote in opened.quotes} == {first.quotes[0].article.id}
    assert len(opened.quotes) > 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_are_answered(first: str, then: str):
    earlier = carried(answer(first, DESK, now=NOW), None)
    made = answer(then, DESK, now=NOW, earlier=earlier)
    assert made.question == then
    carried(made, earlier)
