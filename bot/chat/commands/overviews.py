"""`/topics` and `/outlets`: what the archive is about, and who is in it."""

from typing import Any

from discord import app_commands

from bot.answers.browse import listing
from bot.chat.commands.build import build_command
from bot.chat.components import pages
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Interaction


def topics(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command that lists the topics."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await respond.respond(
            chat, interaction, lambda desk, _: listing.list_topics(desk), pages.render_page, private=private
        )

    return build_command(chat, "topics", callback)


def outlets(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command that lists the outlets."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await respond.respond(
            chat, interaction, lambda desk, _: listing.list_outlets(desk), pages.render_page, private=private
        )

    return build_command(chat, "outlets", callback)
