"""`/privacy`: what is stored about a person and a server, and its deletion."""

from typing import Any

from discord import app_commands

from bot.chat.cards import privacy as cards
from bot.chat.commands.build import command
from bot.chat.digests.actions import office_of
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.respond import Card, Interaction


def privacy(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(interaction: Interaction) -> None:
        async def work() -> Card:
            office = office_of(chat)
            mine = await office.held(None, interaction.user.id)
            # Where the bot is a person's own app, it is not in the server, and stores nothing of it.
            server = interaction.guild_id if interaction.guild is not None else None
            theirs = await office.held(server, interaction.user.id) if server is not None else None
            return lambda look: cards.held(mine, theirs, look, may_delete=interaction.permissions.manage_guild)

        await replies.privately(chat, interaction, work())

    return command(chat, "privacy", callback)
