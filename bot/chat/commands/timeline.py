"""`/timeline`: what was reported when."""

from typing import Any

from discord import app_commands

from bot.answers.browse.timeline import build_timeline
from bot.chat.cards import chart
from bot.chat.commands.build import DATE_LONGEST, NAME_LONGEST, build_command
from bot.chat.components import pages
from bot.chat.custom_ids import ABOUT_LONGEST
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Interaction
from bot.coverage.periods import Step


def timeline(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        about: app_commands.Range[str, 1, ABOUT_LONGEST] | None = None,
        topic: app_commands.Range[str, 1, NAME_LONGEST] | None = None,
        outlet: app_commands.Range[str, 1, NAME_LONGEST] | None = None,
        since: app_commands.Range[str, 1, DATE_LONGEST] | None = None,
        until: app_commands.Range[str, 1, DATE_LONGEST] | None = None,
        by: Step | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await respond.respond(
            chat,
            interaction,
            lambda desk, now: build_timeline(
                desk, about=about, topic=topic, outlet=outlet, since=since, until=until, by=by, now=now
            ),
            pages.render_page,
            private=private,
            draw=chart.render_chart,
        )

    return build_command(chat, "timeline", callback)
