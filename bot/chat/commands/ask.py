"""`/ask`: a question in the reader's own words."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards import answer
from bot.chat.cards.examples import example_questions, welcome_card
from bot.chat.commands.build import QUESTION_LONGEST, build_command
from bot.chat.messages.handler import is_greeting
from bot.chat.session import questions, respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.respond import Interaction


def ask(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        question: app_commands.Range[str, 1, QUESTION_LONGEST],
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        client = client_of(interaction)
        if is_greeting(chat.catalogue, question, client.user.name if client.user else ""):
            show = partial(welcome_card, commands=client.command_ids)
            await respond.respond(chat, interaction, example_questions, show, private=private)
            return
        place = (interaction.user.id, interaction.channel_id or 0)
        await respond.respond(
            chat, interaction, questions.answer_question(chat, question, place), answer.answer_card, private=private
        )

    return build_command(chat, "ask", callback)
