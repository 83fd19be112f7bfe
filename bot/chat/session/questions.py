"""A question, asked anywhere: answered with what was asked there before in mind, and remembered for what comes next."""

from collections.abc import Callable
from datetime import datetime

from bot.answers.answer import Answer
from bot.answers.conversation.previous import remember_answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.chat.session.context import BotContext
from bot.chat.session.memory import Place


def answer_question(chat: BotContext, said: str, place: Place) -> Callable[[Desk, datetime], Answer]:
    """What answers `said`, asked in a place."""

    def asked(desk: Desk, now: datetime) -> Answer:
        earlier = chat.memory.last(place, now)
        made = answer(said, desk, now=now, previous=earlier)
        if (told := remember_answer(made, earlier)) is not None:
            chat.memory.keep(place, told, now)
        return made

    return asked
