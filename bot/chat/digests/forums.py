"""Posts in forums: how one is opened, which tags it gets, and how one that an earlier attempt opened is found."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime
from typing import Any

import discord
from discord.http import Route

from bot.chat import limits
from bot.digests.ports import HistoryUnreadableError, SentMessage

UNKNOWN_TAG, TAG_REQUIRED = 10087, 40067
"""Discord's codes for "Unknown tag" and "A tag is required to create a forum post in this channel"."""

_ARCHIVED_LIMIT = 500
"""Archived posts that are looked at: those that were archived last."""


async def open_post(
    client: discord.Client,
    forum: int,
    title: str,
    view: discord.ui.LayoutView,
    allowed: discord.AllowedMentions,
    tags: Iterable[int],
) -> SentMessage:
    """Open a post with one message, and return its ids, which are the same.

    Raises what discord.py and the network raise.
    """
    # `ForumChannel.create_thread` needs the server in the cache, and sends a parameter that Discord does not document.
    flags = discord.MessageFlags(components_v2=True).value
    message = {"components": view.to_components(), "flags": flags, "allowed_mentions": allowed.to_dict()}
    payload: dict[str, Any] = {"name": title, "message": message}
    if applied := [str(tag) for tag in tags]:
        payload["applied_tags"] = applied
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum)
    thread: dict[str, Any] = await client.http.request(route, json=payload)
    number = int(thread["id"])
    return SentMessage(number, number)


def choose_tags(forum: discord.ForumChannel, topics: Iterable[str], *, may_moderate: bool) -> list[int]:
    """Choose the tags of a post: those of the forum with the names of its topics.

    If the forum requires a tag and no name fits, a tag for everything is chosen, or else the first one.
    `may_moderate`: the bot may use tags that are for moderators.
    """
    usable = [tag for tag in forum.available_tags if may_moderate or not tag.moderated]
    names = {topic.casefold() for topic in topics}
    fitting = [tag.id for tag in usable if tag.name.casefold() in names][: limits.POST_TAGS]
    if fitting or not forum.flags.require_tag:
        return fitting
    return [tag.id for tag in (find_fallback(usable),) if tag is not None]


_GENERAL_NAMES = frozenset({"other", "news", "general", "misc", "miscellaneous", "uncategorized", "everything else"})


def find_fallback(tags: Iterable[discord.ForumTag]) -> discord.ForumTag | None:
    """Return the tag for stories whose topics have no tag, in a forum that requires one; None if there is no tag."""
    usable = list(tags)
    return next((tag for tag in usable if tag.name.casefold() in _GENERAL_NAMES), usable[0] if usable else None)


async def iterate_own_posts(client: discord.Client, server: int, forum: int, since: datetime) -> AsyncGenerator[int]:
    """Yield the ids of the posts that the bot opened in a forum since a time, active and archived ones.

    Raises what discord.py and the network raise, and `HistoryUnreadableError` if there are too many archived ones.
    """
    own = client.user.id if client.user else 0
    first = discord.utils.time_snowflake(since)
    active: Any = await client.http.get_active_threads(server)
    for thread in active["threads"]:
        number = int(thread["id"])
        if int(thread["parent_id"] or 0) == forum and int(thread["owner_id"]) == own and number >= first:
            yield number
    before, seen = None, 0
    while True:
        archived: Any = await client.http.get_public_archived_threads(forum, before=before, limit=100)
        for thread in archived["threads"]:
            before = thread["thread_metadata"]["archive_timestamp"]
            # A post that is as new as that was archived after it was opened. They come latest first.
            if discord.utils.parse_time(before) < since:
                return
            if int(thread["owner_id"]) == own and int(thread["id"]) >= first:
                yield int(thread["id"])
        seen += len(archived["threads"])
        if not archived["has_more"] or not archived["threads"]:
            return
        if seen >= _ARCHIVED_LIMIT:
            raise HistoryUnreadableError
