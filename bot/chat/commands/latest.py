"""`/latest`: lists the newest articles."""

from typing import Any

from discord import app_commands

from bot.answers.browse import listing
from bot.chat.command_tree.builder import MAX_NAME, build_command
from bot.chat.components import pages
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Interaction


def build_latest_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(
        interaction: Interaction,
        topic: app_commands.Range[str, 1, MAX_NAME] | None = None,
        outlet: app_commands.Range[str, 1, MAX_NAME] | None = None,
        count: app_commands.Range[int, 1, listing.MAX_COUNT] | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - discord.py reads the signature
    ) -> None:
        await responses.respond(
            bot,
            interaction,
            lambda desk, _: listing.list_latest(desk, topic=topic, outlet=outlet, count=count),
            pages.render_page,
            private=private,
        )

    return build_command(bot, "latest", callback)
