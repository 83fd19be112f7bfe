"""`/ask`: a question in the reader's own words."""

from typing import Any

from discord import app_commands

from bot.answers.answering import answer
from bot.chat import cards, replies
from bot.chat.commands.making import QUESTION_LONGEST, command
from bot.chat.context import Chat
from bot.chat.replies import Interaction


def ask(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        question: app_commands.Range[str, 1, QUESTION_LONGEST],
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await replies.answer(
            chat, interaction, lambda desk, now: answer(question, desk, now=now), cards.answer, private=private
        )

    return command(chat, "ask", callback)
