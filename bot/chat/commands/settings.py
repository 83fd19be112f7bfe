"""`/settings`: shows and changes where and how the bot answers on a server."""

from typing import Any

import discord
from discord import app_commands

from bot.chat.command_tree.builder import build_command
from bot.chat.command_tree.tree import build_autocomplete
from bot.chat.commands.digest import complete_zone_option
from bot.chat.digests.options import Zone, parse_zone
from bot.chat.digests.settings import show_settings
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction


def build_settings_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command, for those who may manage the server."""

    async def callback(interaction: Interaction, zone: Zone | None = None) -> None:
        found = await bot.admission.run(lambda: parse_zone(zone, bot.clock())) if zone else ""
        await show_settings(bot, interaction, zone=found)

    command = build_command(bot, "settings", callback)
    command.default_permissions = discord.Permissions(manage_guild=True)
    command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    command.autocomplete("zone")(build_autocomplete(bot, "settings zone", complete_zone_option))
    return command
