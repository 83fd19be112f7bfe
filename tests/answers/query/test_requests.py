"""Requests: words that ask the bot to do something and don't belong to the subject."""

from bot.answers.query.requests import strip_request


def test_a_request_is_stripped_and_the_question_mark_stays():
    assert strip_request("Could you please show me articles on cameras?") == "articles on cameras?"
    assert strip_request("who banned cameras, thanks!") == "who banned cameras"
