"""`/privacy`: shows what the bot stores about a person and a server, with buttons to delete it."""

from typing import Any

from discord import app_commands

from bot.chat.cards.privacy import build_privacy_card
from bot.chat.command_tree.builder import build_command
from bot.chat.digests.owners import require_service
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction, RenderPrivate


def build_privacy_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(interaction: Interaction) -> None:
        async def work() -> RenderPrivate:
            service = require_service(bot)
            person = interaction.user.id
            about_person = await service.get_stored_data(None, person)
            # A user-installed app may be used on servers that the bot is not a member of. It stores nothing about them.
            server = interaction.guild_id if interaction.guild is not None else None
            about_server = await service.get_stored_data(server, person) if server is not None else None
            may_delete = interaction.permissions.manage_guild
            judge = bot.judge.notice if bot.judge else None
            feedback = bot.get_settings(server).feedback
            return lambda context: build_privacy_card(
                about_person, about_server, context, may_delete=may_delete, feedback=feedback, judge=judge
            )

        await responses.respond_privately(bot, interaction, work())

    return build_command(bot, "privacy", callback)
