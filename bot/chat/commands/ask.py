"""`/ask`: a question in the reader's own words."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards import answer as cards
from bot.chat.cards.examples import examples, welcome
from bot.chat.commands.build import QUESTION_LONGEST, command
from bot.chat.messages.handler import is_greeting
from bot.chat.session import questions as asking
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat, client_of
from bot.chat.session.respond import Interaction


def ask(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        question: app_commands.Range[str, 1, QUESTION_LONGEST],
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        client = client_of(interaction)
        if is_greeting(chat.catalogue, question, client.user.name if client.user else ""):
            show = partial(welcome, commands=client.command_ids)
            await replies.answer(chat, interaction, examples, show, private=private)
            return
        place = (interaction.user.id, interaction.channel_id or 0)
        await replies.answer(chat, interaction, asking.work(chat, question, place), cards.answer, private=private)

    return command(chat, "ask", callback)
