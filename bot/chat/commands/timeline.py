"""`/timeline`: what was reported when."""

from typing import Any

from discord import app_commands

from bot.answers.browse import timeline as chronology
from bot.chat.cards import chart as charts
from bot.chat.commands.build import DATE_LONGEST, NAME_LONGEST, command
from bot.chat.components import pages
from bot.chat.custom_ids import ABOUT_LONGEST
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.respond import Interaction
from bot.coverage.periods import Step


def timeline(chat: Chat) -> app_commands.Command[Any, ..., None]:
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
        await replies.answer(
            chat,
            interaction,
            lambda desk, now: chronology.timeline(
                desk, about=about, topic=topic, outlet=outlet, since=since, until=until, by=by, now=now
            ),
            pages.show,
            private=private,
            draw=charts.picture,
        )

    return command(chat, "timeline", callback)
