"""`/source`: an outlet's profile."""

from typing import Any

from discord import app_commands

from bot.answers.browse.outlet import profile
from bot.chat import charts, pages, replies
from bot.chat.commands.making import NAME_LONGEST, command
from bot.chat.context import Chat
from bot.chat.ids import ABOUT_LONGEST
from bot.chat.replies import Interaction


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
