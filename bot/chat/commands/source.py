"""`/source`: an outlet's profile."""

from typing import Any

from discord import app_commands

from bot.answers.browse.outlet import build_profile
from bot.chat.cards import chart
from bot.chat.commands.build import NAME_LONGEST, build_command
from bot.chat.components import pages
from bot.chat.custom_ids import ABOUT_LONGEST
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Interaction


def source(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        outlet: app_commands.Range[str, 1, NAME_LONGEST],
        about: app_commands.Range[str, 1, ABOUT_LONGEST] | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await respond.respond(
            chat,
            interaction,
            lambda desk, now: build_profile(desk, outlet=outlet, about=about, now=now),
            pages.render_page,
            private=private,
            draw=chart.render_chart,
        )

    return build_command(chat, "source", callback)
