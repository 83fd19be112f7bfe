"""`/topics` and `/outlets`: what the archive is about, and who is in it."""

from typing import Any

from discord import app_commands

from bot.answers.browse import listing
from bot.chat.commands.build import command
from bot.chat.components import pages
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.respond import Interaction


def topics(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command that lists the topics."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await replies.answer(chat, interaction, lambda desk, _: listing.topics(desk), pages.show, private=private)

    return command(chat, "topics", callback)


def outlets(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command that lists the outlets."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await replies.answer(chat, interaction, lambda desk, _: listing.outlets(desk), pages.show, private=private)

    return command(chat, "outlets", callback)
