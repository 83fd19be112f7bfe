"""Small talk: whole texts that ask nothing, by kind."""

import pytest

from bot.answers.conversation.smalltalk import detect_smalltalk
from bot.answers.query.typed_text import read_typed_text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "hello"),
        ("Good morning, everyone!", "hello"),
        ("How's it going?", "hello"),
        ("hey, how was your weekend?", "hello"),
        ("what are you up to", "hello"),
        ("you alive in there?", "hello"),
        ("r u still awake", "hello"),
        ("thank u, thats all i needed", "thanks"),
        ("who are you?", "identity"),
        ("are you a bot?", "identity"),
        ("who wrote this bot", "identity"),
        ("who coded the bot behind this thing", "identity"),
        ("lol nice one bot", "ok"),
        ("thanks, that helps", "thanks"),
        ("thanks", "thanks"),
        ("thx mate", "thanks"),
        ("Thank you so much", "thanks"),
        ("ok", "ok"),
        ("never mind", "ok"),
        ("bye", "bye"),
        ("see you later", "bye"),
    ],
)
def test_a_phrase_has_a_kind(text: str, kind: str):
    assert detect_smalltalk(read_typed_text(text)) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("ok thanks, bye", "thanks"), ("ok bye", "bye"), ("ok hi there", "hello"), ("cool, got it", "ok")],
)
def test_of_several_phrases_the_kind_with_precedence_counts(text: str, kind: str):
    assert detect_smalltalk(read_typed_text(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hi, who bans ferries?",
        "hello and ferries",
        "you again",
        "again",
        "thanks " * 20,
        "good ferries",
        "how was the weekend in Tarn",
    ],
)
def test_a_text_that_may_ask_something_is_no_small_talk(text: str):
    assert detect_smalltalk(read_typed_text(text)) is None
