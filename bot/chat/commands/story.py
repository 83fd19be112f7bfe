"""`/story`: one event, side by side."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from discord import app_commands

from bot.answers.browse.story import suggest_stories
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.cards.story import story_card, story_work
from bot.chat.commands.build import QUESTION_LONGEST, build_command
from bot.chat.commands.tree import build_autocomplete
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Interaction


def story(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        about: app_commands.Range[str, 1, QUESTION_LONGEST],
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await respond.respond(chat, interaction, partial(story_work, about=about), story_card, private=private)

    made = build_command(chat, "story", callback)
    made.autocomplete("about")(build_autocomplete(chat, "story about", suggested))
    return made


def suggested(desk: Desk, now: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Headlines of stories; what is sent is the id of the first report."""
    for told in suggest_stories(desk, typed, now):
        title = told.lead.title or told.lead.excerpt
        if title:
            yield words("choice-story", {"title": title, "count": len(told.outlets)}), told.id
