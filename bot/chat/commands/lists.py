"""`/latest`, `/timeline`, `/source`, `/topics`, `/outlets`: lists, a page at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from discord import app_commands

from bot.answers import listing, profile
from bot.answers.desk import Desk
from bot.answers.listing import MOST_COUNT, Listing
from bot.chat import ids, pages, replies
from bot.chat.commands.making import command
from bot.chat.context import Chat
from bot.chat.replies import Interaction

Made = app_commands.Command[Any, ..., Any]
# Longer than any outlet's or topic's name, and all that Discord sends of an autocompleted choice.
NAME_LONGEST = 100
Name = app_commands.Range[str, 1, NAME_LONGEST]
# A page's buttons must be able to carry the words.
About = app_commands.Range[str, 1, ids.ABOUT_LONGEST]


def latest(chat: Chat) -> Made:
    """The command that lists the newest."""

    async def callback(
        interaction: Interaction,
        topic: Name | None = None,
        outlet: Name | None = None,
        count: app_commands.Range[int, 1, MOST_COUNT] | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - Discord's own shape of an option
    ) -> None:
        await _list(
            chat, interaction, lambda desk, _: listing.latest(desk, topic=topic, outlet=outlet, count=count), private
        )

    return command(chat, "latest", callback)


def timeline(chat: Chat) -> Made:
    """The command that tells what was reported when."""

    async def callback(
        interaction: Interaction,
        about: About | None = None,
        topic: Name | None = None,
        outlet: Name | None = None,
        since: Name | None = None,
        until: Name | None = None,
        private: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        def work(desk: Desk, now: datetime) -> Listing:
            return listing.timeline(desk, about=about, topic=topic, outlet=outlet, since=since, until=until, now=now)

        await _list(chat, interaction, work, private)

    return command(chat, "timeline", callback)


def source(chat: Chat) -> Made:
    """The command that profiles an outlet."""

    async def callback(
        interaction: Interaction,
        outlet: Name,
        about: About | None = None,
        private: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        await _list(
            chat, interaction, lambda desk, now: profile.profile(desk, outlet=outlet, about=about, now=now), private
        )

    return command(chat, "source", callback)


def topics(chat: Chat) -> Made:
    """The command that lists the topics."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await _list(chat, interaction, lambda desk, _: listing.topics(desk), private)

    return command(chat, "topics", callback)


def outlets(chat: Chat) -> Made:
    """The command that lists the outlets."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await _list(chat, interaction, lambda desk, _: listing.outlets(desk), private)

    return command(chat, "outlets", callback)


async def _list(
    chat: Chat,
    interaction: Interaction,
    work: Callable[[Desk, datetime], Listing],
    private: bool,  # noqa: FBT001
) -> None:
    await replies.answer(chat, interaction, lambda desk, now: pages.first(work(desk, now)), pages.show, private=private)
