"""`/ask`: answers a question in the reader's own words."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.cards.help import build_help_card
from bot.chat.command_tree.builder import MAX_QUESTION, build_command
from bot.chat.digests.owners import may_manage_server
from bot.chat.messages.phrases import is_greeting
from bot.chat.session import responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.conversation import respond_to_question
from bot.chat.session.responses import Interaction


def build_ask_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(
        interaction: Interaction,
        question: app_commands.Range[str, 1, MAX_QUESTION],
        private: bool | None = None,  # noqa: FBT001 - discord.py reads the signature
    ) -> None:
        client = get_client(interaction)
        if is_greeting(bot.catalogue, question, client.user.name if client.user else ""):
            render = partial(
                build_help_card,
                commands=client.command_ids,
                manages=may_manage_server(interaction),
                has_pages=bool(bot.pages_url),
            )
            await responses.respond(bot, interaction, suggest_examples, render, private=private)
            return
        await respond_to_question(bot, interaction, question, private=private)

    return build_command(bot, "ask", callback)
