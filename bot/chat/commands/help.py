"""`/help`: explains how to ask, with examples from the archive."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.cards.help import build_help_card
from bot.chat.command_tree.builder import build_command
from bot.chat.digests.owners import may_manage_server
from bot.chat.session import responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.responses import Interaction


def build_help_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(interaction: Interaction, private: bool | None = None) -> None:  # noqa: FBT001
        render = partial(
            build_help_card,
            commands=get_client(interaction).command_ids,
            manages=may_manage_server(interaction),
            has_pages=bool(bot.pages_url),
        )
        await responses.respond(bot, interaction, suggest_examples, render, private=private)

    return build_command(bot, "help", callback)
