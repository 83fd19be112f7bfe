"""Requests: what a question asks to be done, which is no part of its subject."""

from bot.answers.query.requests import strip_request


def test_a_request_is_stripped_and_the_question_mark_stays():
    assert strip_request("Could you please show me articles on cameras?") == "articles on cameras?"
    assert strip_request("who banned cameras, thanks!") == "who banned cameras"
