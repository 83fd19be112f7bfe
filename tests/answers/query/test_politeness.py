"""Politeness around a question: greetings, thanks, requests, interjections, the bot's name, `/ask`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.query.politeness import strip_politeness

QUESTION = "who banned cameras"


@pytest.mark.parametrize(
    "opener",
    [
        "hi, ", "hey ", "Hello! ", "yo ", "good evening, ", "hey bot, ", "@nutgraf ", "Nutgraf: ", "hi everyone, ",
        "ok so ", "please ", "pls ", "thanks, ", "um, ", "omg ", "btw ", "how are you? ", "Hope you're well. ",
        "/ask ", "/ask question: ", "quick question: ", "I have a question: ", "stupid question: ",
        "can you tell me ", "could u please explain ", "can anyone tell me ", "may I ask ", "let me know ",
        "do you know ", "does anyone here know ", "u know ", "any idea ", "any clue ", "idk ", "I was wondering, ",
        "just curious: ", "I'd like to know ", "wanna know ", "sorry if this was asked before but ",
        "Hi bot! Could you please tell me ", "hey guys, quick question - does anyone know ",
    ],
)  # fmt: skip
def test_an_opener_is_removed(opener: str):
    assert strip_politeness(opener + QUESTION) == QUESTION


@pytest.mark.parametrize(
    "closer",
    [
        " please", ", pls", " thanks!", ". Thanks in advance!", " thx", ", ty", " lol", " haha", ", mate", ", any idea",
        ", if you can", " if possible", ", does anyone know", ", can you tell me", " :)", " @nutgraf", ", just curious",
    ],
)  # fmt: skip
def test_a_closer_is_removed(closer: str):
    assert strip_politeness(QUESTION + closer) == QUESTION


def test_the_question_mark_stays():
    assert strip_politeness("who banned cameras? thanks!") == "who banned cameras?"
    assert strip_politeness("who banned cameras pls?") == "who banned cameras?"
    assert strip_politeness("who banned cameras, anyone know?") == "who banned cameras?"


@pytest.mark.parametrize(
    "text",
    [
        "Hey Jude lyrics", "Good Morning America host", "Hello Kitty", "Yo-Yo Ma concert", "no man's sky",
        "Thank You for Smoking", "So Solid Crew", "LoL worlds final", "who won LoL", "the help", "who is ty",
        "can you play nimbus alone", "tell me about cameras", "show me articles on cameras", "what is a nutgraf",
    ],
)  # fmt: skip
def test_names_and_requests_for_articles_stay(text: str):
    assert strip_politeness(text) == text


@pytest.mark.parametrize("text", ["please", "thanks!", "hey", "@nutgraf", "ok"])
def test_a_text_that_says_nothing_else_stays(text: str):
    assert strip_politeness(text) == text


@given(st.text(max_size=200))
def test_any_text_can_be_stripped_twice_as_well_as_once(text: str):
    once = strip_politeness(text)
    assert strip_politeness(once) == once
