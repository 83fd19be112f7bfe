"""The pipeline: which kind of reply a text gets, and conversations of several texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer
from bot.answers.conversation.previous import PreviousQuestion, remember_answer
from bot.answers.pipeline import answer
from tests.support.conversations import DESK, NOW, previous_question
from tests.support.desks import build_desk


def converse(*texts: str) -> Answer:
    """The answer to the last of several texts."""
    previous: PreviousQuestion | None = None
    for text in texts[:-1]:
        previous = remember_answer(answer(text, DESK, now=NOW, previous=previous), previous)
    return answer(texts[-1], DESK, now=NOW, previous=previous)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("hi", "answer-hello"),
        ("thanks", "answer-thanks"),
        ("https://wire.example/sue", "answer-address"),
        ("ferries from Forbes", "answer-outlet-absent"),
        ("ferries in 1999", "answer-nothing"),
        ("???", "answer-no-words"),
        ("latest news", "answer-latest"),
        ("how many articles on ferries", "answer-count"),
        ("volcano eruption on the moon", "answer-nothing"),
        ("Who bans diesel ferries?", "answer-found"),
        ("more", "answer-lost"),
    ],
)
def test_a_text_gets_the_first_kind_of_reply_that_fits(text: str, lead: str):
    reply = answer(text, DESK, now=NOW)

    assert reply.lead.id == lead
    assert reply.question == text


@pytest.mark.parametrize(
    "text",
    [
        "Hey bot, can you tell me who bans diesel ferries? Thanks!",
        "@nutgraf who bans diesel ferries",
        "/ask question: who bans diesel ferries pls",
        "quick question - does anyone know who bans diesel ferries lol",
    ],
)
def test_politeness_changes_nothing(text: str):
    polite, bare = answer(text, DESK, now=NOW), answer("who bans diesel ferries", DESK, now=NOW)

    assert (polite.verdict, polite.confidence, polite.quotes) == (bare.verdict, bare.confidence, bare.quotes)


def test_of_several_outlets_those_in_the_archive_answer_and_the_others_are_named():
    reply = answer("what did northern wire, bbc and forbes say about ferries", DESK, now=NOW)

    assert {quote.article.outlet for quote in reply.quotes} == {"wire.example"}
    assert {remark.args["typed"] for remark in reply.remarks if "absent" in remark.id} == {"bbc", "forbes"}


def test_an_empty_archive_says_so():
    assert answer("Who bans diesel ferries?", build_desk(), now=NOW).lead.id == "answer-empty-archive"


@pytest.mark.parametrize("text", ["more", "who said that?", "the second one", "tell me more about it", "did they?"])
def test_a_follow_up_to_nothing_says_that_it_is_lost(text: str):
    reply = answer(text, DESK, now=NOW)

    assert (reply.verdict, reply.lead.id) == ("nothing", "answer-lost")


def test_a_conversation_goes_on():
    second = converse("Who bans diesel ferries?", "and from Northern Wire?")
    assert {quote.article.outlet for quote in second.quotes} == {"wire.example"}
    assert second.question == "and from Northern Wire?"
    assert second.remarks[0].id == "answer-continued"

    third = converse("Who bans diesel ferries?", "and from Northern Wire?", "who said that?")
    assert "ferries" in third.asked
    assert third.quotes


def test_another_name_that_gives_no_answer_is_asked_about_alone():
    reply = converse("How long will Blue Line sue?", "what about the telescope?")

    assert reply.verdict == "found"
    assert reply.asked == "what about the telescope?"
    assert all(remark.id != "answer-continued" for remark in reply.remarks)


def test_another_question_finds_what_the_limits_before_it_hid():
    assert converse("diesel ferries from Harbor Post").verdict == "nothing"
    assert converse("diesel ferries from Harbor Post", "why?").quotes


def test_an_article_beyond_those_shown_is_out_of_range():
    reply = answer("the fifth one", DESK, now=NOW, previous=previous_question())

    assert (reply.lead.id, reply.lead.args) == ("answer-beyond", {"count": 3})


def test_an_article_that_is_gone_can_not_be_opened():
    previous = PreviousQuestion("ferries", "ferries", ("0" * 16,), ("0" * 16,), "0" * 16)

    assert answer("the first one", DESK, now=NOW, previous=previous).lead.id == "answer-lost"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_are_answered(first: str, second: str):
    previous = remember_answer(answer(first, DESK, now=NOW), None)
    reply = answer(second, DESK, now=NOW, previous=previous)

    assert reply.question == second
    remember_answer(reply, previous)
