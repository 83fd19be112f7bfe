"""Interprets a text: is it small talk, a follow-up, or a question of its own?"""

from datetime import datetime

from bot.answers.conversation.followups import interpret_follow_up
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.conversation.smalltalk import detect_smalltalk
from bot.answers.entities.names import Names
from bot.answers.query.question import parse_typed_text
from bot.answers.query.typed_text import read_typed_text


def interpret(text: str, previous: PreviousQuestion | None, names: Names, *, now: datetime) -> Request:
    """Return what a text asks for. `previous`: the question before it. Never raises, whatever was typed."""
    typed = read_typed_text(text)
    if (smalltalk := detect_smalltalk(typed)) is not None:
        return Request("smalltalk", smalltalk=smalltalk)
    question = parse_typed_text(typed, names, now=now)
    follow_up = None if typed.is_new_subject else interpret_follow_up(typed, question, previous, names, now=now)
    return follow_up or Request("ask", question, is_follow_up=False)
