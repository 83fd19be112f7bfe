"""Answers a question from anywhere on Discord, with the one before it in mind."""

from datetime import datetime

from bot.answers.answer import Answer
from bot.answers.conversation.previous import remember_answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.chat.session.context import BotContext
from bot.chat.session.memory import ConversationKey


def answer_question(bot: BotContext, question: str, conversation: ConversationKey, desk: Desk, now: datetime) -> Answer:
    """Answer a question, and remember it for the next one in the same conversation."""
    previous = bot.memory.recall(conversation, now)
    reply = answer(question, desk, now=now, previous=previous)
    if (remembered := remember_answer(reply, previous)) is not None:
        bot.memory.remember(conversation, remembered, now)
    return reply
