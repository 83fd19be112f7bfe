"""Every button and menu on a posted message, and what it does.

`base` is what they have in common, `reply` those of replies, `export` those that export what a reply lists, `digest`
those of digests and of `/privacy`, `follow` those of follows, `settings` those of `/settings`. `pages` rebuilds the
page of a list that a button turns to.
"""

from collections.abc import Sequence
from typing import Any

import discord

from bot.chat.components.base import ComponentItem
from bot.chat.components.digest import ChangeButton, DigestButton, EditionButton, ForgetButton, LimitButton, ZoneMenu
from bot.chat.components.export import ExportArticlesButton, ExportListButton
from bot.chat.components.follow import FollowActionButton, NewFollowButton
from bot.chat.components.reply import (
    AskButton,
    DeleteButton,
    FeedbackButton,
    OpenMenu,
    PageButton,
    StoryButton,
    TimelineButton,
)
from bot.chat.components.settings import ChannelsMenu, ServerZoneMenu, SettingButton
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError
from bot.chat.session.responses import Interaction

ITEMS: Sequence[type[ComponentItem[Any, Any]]] = (
    DeleteButton,
    OpenMenu,
    PageButton,
    StoryButton,
    ExportListButton,
    ExportArticlesButton,
    AskButton,
    TimelineButton,
    FeedbackButton,
    EditionButton,
    DigestButton,
    LimitButton,
    ChangeButton,
    ZoneMenu,
    ForgetButton,
    FollowActionButton,
    NewFollowButton,
    SettingButton,
    ChannelsMenu,
    ServerZoneMenu,
)


async def answer_unknown(bot: BotContext, interaction: Interaction) -> None:
    """Say that a button is too old if no item knows its id: an older version of the bot posted it."""
    if interaction.type is not discord.InteractionType.component:
        return
    custom_id = str((interaction.data or {}).get("custom_id", ""))
    if not any(item.id_type.template.fullmatch(custom_id) for item in ITEMS):
        await errors.report_to_interaction(bot, interaction, "unknown button", GoneError("gone-button"))
