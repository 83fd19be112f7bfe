"""`/source`: shows the profile of an outlet."""

from typing import Any

from discord import app_commands

from bot.answers.browse.outlet import build_profile
from bot.chat.cards.chart import render_chart
from bot.chat.cards.listing import build_page_card
from bot.chat.command_tree.builder import MAX_NAME, build_command
from bot.chat.custom_ids.pages import MAX_ABOUT
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.counting import count_lists
from bot.chat.session.responses import Interaction


def build_source_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(
        interaction: Interaction,
        outlet: app_commands.Range[str, 1, MAX_NAME],
        about: app_commands.Range[str, 1, MAX_ABOUT] | None = None,
        private: bool | None = None,  # noqa: FBT001 - discord.py reads the signature
    ) -> None:
        await responses.respond(
            bot,
            interaction,
            lambda desk, now: build_profile(desk, outlet=outlet, about=about, now=now),
            build_page_card,
            private=private,
            finish=count_lists(bot, interaction.user.id, interaction.guild_id),
            draw=render_chart,
        )

    return build_command(bot, "source", callback)
