"""`/about`: shows what is in the archive, and what the bot stores."""

from typing import Any

from discord import app_commands

from bot.chat.cards.about import build_about_card
from bot.chat.command_tree.builder import build_command
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction


def build_about_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(interaction: Interaction, private: bool | None = None) -> None:  # noqa: FBT001
        await responses.respond(
            bot,
            interaction,
            lambda desk, _: desk.archive,
            lambda _, context: build_about_card(
                context, bot.version, bot.judge.notice if bot.judge else None, bot.feeds().keep if bot.feeds else None
            ),
            private=private,
        )

    return build_command(bot, "about", callback)
