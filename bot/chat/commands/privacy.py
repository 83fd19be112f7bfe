"""`/privacy`: what is stored about a person and a server, and its deletion."""

from typing import Any

from discord import app_commands

from bot.chat.cards.privacy import privacy_card
from bot.chat.commands.build import build_command
from bot.chat.digests.actions import require_service
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Card, Interaction


def privacy(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(interaction: Interaction) -> None:
        async def work() -> Card:
            office = require_service(chat)
            mine = await office.get_stored_data(None, interaction.user.id)
            # Where the bot is a person's own app, it is not in the server, and stores nothing of it.
            server = interaction.guild_id if interaction.guild is not None else None
            theirs = await office.get_stored_data(server, interaction.user.id) if server is not None else None
            return lambda look: privacy_card(mine, theirs, look, may_delete=interaction.permissions.manage_guild)

        await respond.respond_privately(chat, interaction, work())

    return build_command(chat, "privacy", callback)
