"""Every command, one module each (those of one kind together). A command is made from the surroundings it needs."""

from collections.abc import Callable
from typing import Any

from discord import app_commands

from bot.chat.commands import about, ask, digest, find_coverage, latest, overviews, privacy, source, story, timeline
from bot.chat.session.context import BotContext

Made = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu

# In the order of `/help`.
MAKERS: tuple[Callable[[BotContext], Made], ...] = (
    ask.ask,
    latest.latest,
    timeline.timeline,
    story.story,
    source.source,
    overviews.topics,
    overviews.outlets,
    digest.digest,
    digest.mydigest,
    about.about,
    about.help_,
    privacy.privacy,
    find_coverage.find_coverage,
)


def all_commands(chat: BotContext) -> tuple[Made, ...]:
    """The commands, ready to be added to a tree."""
    return tuple(make(chat) for make in MAKERS)
