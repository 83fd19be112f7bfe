"""Interprets a text: is it small talk, a follow-up, or a question of its own?"""

from datetime import datetime

from bot.answers.conversation.followups import interpret_follow_up
from bot.answers.conversation.patterns import NEW_SUBJECT
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.conversation.smalltalk import detect_smalltalk
from bot.answers.entities.names import Names
from bot.answers.query.politeness import strip_politeness
from bot.answers.query.question import clean_question, parse_question


def interpret(text: str, previous: PreviousQuestion | None, names: Names, *, now: datetime) -> Request:
    """Return what a text asks for. `previous`: the question before it. Never raises, whatever was typed."""
    text = clean_question(text)
    if (smalltalk := detect_smalltalk(text)) is not None:
        return Request("smalltalk", smalltalk=smalltalk)
    if new_subject := NEW_SUBJECT.match(text):
        return Request("ask", parse_question(text[new_subject.end() :], names, now=now), is_follow_up=False)
    text = strip_politeness(text)
    follow_up = interpret_follow_up(text, previous, names, now=now)
    return follow_up or Request("ask", parse_question(text, names, now=now), is_follow_up=False)
