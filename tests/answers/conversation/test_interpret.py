"""What a text asks for: small talk before follow-ups, follow-ups before questions of their own."""

import pytest

from bot.answers.conversation.interpret import interpret
from tests.support.conversations import DESK, NOW, previous_question


@pytest.mark.parametrize(
    ("text", "action", "is_follow_up"),
    [
        ("thanks!", "smalltalk", True),
        ("more", "more", True),
        ("the second one", "open", True),
        ("and in 2021?", "ask", True),
        ("Who bans diesel ferries?", "ask", False),
        ("", "ask", False),
    ],
)
def test_a_text_is_small_talk_a_follow_up_or_a_question(text: str, action: str, *, is_follow_up: bool):
    request = interpret(text, previous_question(), DESK.names, now=NOW)

    assert request.action == action
    if action == "ask":
        assert request.is_follow_up == is_follow_up


def test_marks_of_a_chat_client_do_not_hide_small_talk():
    request = interpret("<@123456789012345678> **thanks**", None, DESK.names, now=NOW)

    assert (request.action, request.smalltalk) == ("smalltalk", "thanks")


def test_a_question_of_its_own_is_parsed_whole():
    request = interpret("latest from Reuters", previous_question(), DESK.names, now=NOW)

    assert request.question.text == "latest from Reuters"
    assert [outlet.keys for outlet in request.question.outlets] == [("reuters.com",)]


@pytest.mark.parametrize(
    "text", ["something else: who bans ferries", "New question - who bans ferries", "never mind, who bans ferries"]
)
def test_words_for_a_new_subject_end_the_conversation(text: str):
    request = interpret(text, previous_question(), DESK.names, now=NOW)

    assert (request.question.text, request.is_follow_up) == ("who bans ferries", False)
