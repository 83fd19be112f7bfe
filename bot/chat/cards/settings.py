"""The card of `/settings`: where and how the bot answers on a server, with a menu or a button to change each."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards.digests.digest import build_zone_menu
from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import GAP, LISTING, build_button_row
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, shorten
from bot.chat.custom_ids.settings import CHANNELS_ID, SERVER_ZONE_ID, SettingName, build_setting_id
from bot.digests.schedules.zones import Zone
from bot.servers.settings import ServerSettings

_NAMES: tuple[SettingName, ...] = ("mentions", "private", "feedback")
_CHANNEL_TYPES = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]


def build_settings_card(
    settings: ServerSettings, zone: str, zones: Sequence[Zone], context: CardContext
) -> ui.LayoutView:
    """Return the settings of a server. `zone`: its time zone, or empty. `zones`: time zones to choose from."""
    states = {"mentions": settings.mentions, "private": settings.private, "feedback": settings.feedback}
    channels = Markdown(", ".join(f"<#{channel}>" for channel in settings.channels))
    lines = [
        f"### {context.words('settings-title')}",
        context.words("settings-channels", {"count": len(settings.channels), "channels": channels}),
        *(context.words(f"settings-{name}", {"state": "on" if states[name] else "off"}) for name in _NAMES),
        context.words("settings-zone", {"zone": zone or "none"}),
    ]
    buttons = [_build_toggle(name, context, is_on=states[name]) for name in _NAMES]
    parts = [
        build_part(0, TextBlock("\n".join(lines))),
        GAP,
        build_part(1, build_button_row(_build_channel_menu(settings, context))),
        build_part(1, build_button_row(build_zone_menu(SERVER_ZONE_ID, zones, context) if zones else None)),
        build_part(1, build_button_row(*buttons)),
    ]
    return layout.build_card(parts, LISTING)


def _build_channel_menu(settings: ServerSettings, context: CardContext) -> ui.ChannelSelect[Any]:
    return ui.ChannelSelect(
        custom_id=CHANNELS_ID,
        channel_types=_CHANNEL_TYPES,
        placeholder=shorten(context.label_words("settings-channels-choose"), limits.PLACEHOLDER),
        min_values=0,
        max_values=limits.OPTIONS,
        default_values=[
            # Discord documents ids as text; discord.py sends them as they are here.
            discord.SelectDefaultValue(id=str(channel), type=discord.SelectDefaultValueType.channel)  # pyright: ignore[reportArgumentType]
            for channel in settings.channels[: limits.OPTIONS]
        ],
    )


def _build_toggle(name: SettingName, context: CardContext, *, is_on: bool) -> ui.Button[Any]:
    label = context.label_words(f"settings-{name}-{'off' if is_on else 'on'}")
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(label, limits.BUTTON_LABEL),
        custom_id=build_setting_id(name, is_on=not is_on),
    )
