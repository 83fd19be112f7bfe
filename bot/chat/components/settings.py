"""The menus and buttons of `/settings`."""

from typing import Any

from discord import ui
from msgspec.structs import replace

from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids.settings import ChannelsId, ServerZoneId, SettingId
from bot.chat.digests.settings import show_settings
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction
from bot.servers.settings import ServerSettings


class SettingButton(ComponentItem[SettingId, ui.Button[Any]], id_type=SettingId):
    """Turns a setting of the server on or off."""

    surface = "settings button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Change the setting, and show them all."""
        changed: dict[str, Any] = {self.parsed.name: self.parsed.state == "on"}
        await show_settings(bot, interaction, change=lambda settings: replace(settings, **changed), in_place=True)


class ChannelsMenu(ComponentItem[ChannelsId, ui.ChannelSelect[Any]], id_type=ChannelsId):
    """Sets the channels in which the bot answers; if none is chosen, it answers in all."""

    surface = "channel menu"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Change the channels, and show all settings."""
        channels = tuple(channel.id for channel in self.item.values)

        def change(settings: ServerSettings) -> ServerSettings:
            return replace(settings, channels=channels)

        await show_settings(bot, interaction, change=change, in_place=True)


class ServerZoneMenu(ComponentItem[ServerZoneId, ui.Select[Any]], id_type=ServerZoneId):
    """Sets the time zone of the server, for the digests that are created from now on."""

    surface = "zone menu of the server"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Change the zone, and show all settings."""
        await show_settings(bot, interaction, zone=self.item.values[0], in_place=True)
