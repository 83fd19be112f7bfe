"""`/story`: one event, side by side."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from discord import app_commands

from bot.answers.browse import story as storytelling
from bot.answers.desk.desk import Desk
from bot.catalogue import Words
from bot.chat.cards import story as stories
from bot.chat.commands.build import QUESTION_LONGEST, command
from bot.chat.commands.tree import autocompletion
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.respond import Interaction


def story(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command."""

    async def callback(
        interaction: Interaction,
        about: app_commands.Range[str, 1, QUESTION_LONGEST],
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await replies.answer(chat, interaction, partial(stories.of, about=about), stories.show, private=private)

    made = command(chat, "story", callback)
    made.autocomplete("about")(autocompletion(chat, "story about", suggested))
    return made


def suggested(desk: Desk, now: datetime, typed: str, words: Words) -> Iterator[tuple[str, str]]:
    """Headlines of stories; what is sent is the id of the first report."""
    for told in storytelling.suggested(desk, typed, now):
        title = told.lead.title or told.lead.excerpt
        if title:
            yield words("choice-story", {"title": title, "count": len(told.outlets)}), told.id
