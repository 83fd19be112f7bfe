"""`/outlets`: lists the outlets of the archive."""

from typing import Any

from discord import app_commands

from bot.answers.browse import listing
from bot.chat.cards.listing import build_page_card
from bot.chat.command_tree.builder import build_command
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction


def build_outlets_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(interaction: Interaction, private: bool | None = None) -> None:  # noqa: FBT001
        await responses.respond(
            bot, interaction, lambda desk, _: listing.list_outlets(desk), build_page_card, private=private
        )

    return build_command(bot, "outlets", callback)
