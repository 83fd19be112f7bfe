"""`/topics` and `/outlets`: what the archive is about, and who is in it."""

from typing import Any

from discord import app_commands

from bot.answers.browse import listing
from bot.chat import pages, replies
from bot.chat.commands.making import command
from bot.chat.context import Chat
from bot.chat.replies import Interaction


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
