"""`/latest`: lists the newest articles."""

from typing import Any

from discord import app_commands

from bot.answers.browse import latest
from bot.chat.cards.listing import build_page_card
from bot.chat.command_tree.builder import MAX_DATE, MAX_NAME, build_command
from bot.chat.custom_ids.pages import MAX_ABOUT
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.counting import count_lists
from bot.chat.session.responses import Interaction


def build_latest_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(
        interaction: Interaction,
        topic: app_commands.Range[str, 1, MAX_NAME] | None = None,
        outlet: app_commands.Range[str, 1, MAX_NAME] | None = None,
        words: app_commands.Range[str, 1, MAX_ABOUT] | None = None,
        since: app_commands.Range[str, 1, MAX_DATE] | None = None,
        until: app_commands.Range[str, 1, MAX_DATE] | None = None,
        count: app_commands.Range[int, 1, latest.MAX_COUNT] | None = None,
        private: bool | None = None,  # noqa: FBT001 - discord.py reads the signature
    ) -> None:
        await responses.respond(
            bot,
            interaction,
            lambda desk, now: latest.list_latest(
                desk, about=words, topic=topic, outlet=outlet, since=since, until=until, count=count, now=now
            ),
            build_page_card,
            private=private,
            finish=count_lists(bot, interaction.user.id, interaction.guild_id),
        )

    return build_command(bot, "latest", callback)
