"""`/story`: shows how several outlets reported one event, side by side."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from discord import app_commands

from bot.answers.browse.story import suggest_stories
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.cards.story import build_story_card, find_story_about
from bot.chat.command_tree.builder import MAX_QUESTION, build_command
from bot.chat.command_tree.tree import build_autocomplete
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.counting import count_stories
from bot.chat.session.responses import Interaction


def build_story_command(bot: BotContext) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    async def callback(
        interaction: Interaction,
        about: app_commands.Range[str, 1, MAX_QUESTION],
        private: bool | None = None,  # noqa: FBT001 - discord.py reads the signature
    ) -> None:
        await responses.respond(
            bot,
            interaction,
            partial(find_story_about, about=about),
            build_story_card,
            private=private,
            finish=count_stories(bot, interaction.user.id, interaction.guild_id),
        )

    command = build_command(bot, "story", callback)
    command.autocomplete("about")(build_autocomplete(bot, "story about", complete_story_option))
    return command


def complete_story_option(desk: Desk, now: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Yield the headlines of stories. The value is the id of the first report."""
    for story in suggest_stories(desk, typed, now):
        title = story.lead.title or story.lead.excerpt
        if title:
            yield words("choice-story", {"title": title, "count": len(story.outlets)}), story.id
