"""`/source`: an outlet's profile."""

from typing import Any

from discord import app_commands

from bot.answers.browse.outlet import profile
from bot.chat.cards import chart as charts
from bot.chat.commands.build import NAME_LONGEST, command
from bot.chat.components import pages
from bot.chat.custom_ids import ABOUT_LONGEST
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.respond import Interaction


def source(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        outlet: app_commands.Range[str, 1, NAME_LONGEST],
        about: app_commands.Range[str, 1, ABOUT_LONGEST] | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await replies.answer(
            chat,
            interaction,
            lambda desk, now: profile(desk, outlet=outlet, about=about, now=now),
            pages.show,
            private=private,
            draw=charts.picture,
        )

    return command(chat, "source", callback)
