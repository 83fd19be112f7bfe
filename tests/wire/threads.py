"""The HTTP routes of posts in forums and of threads: opening, listing, unarchiving."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.wire.channels import INVALID_BODY, NO_PERMISSION, THREAD_ARCHIVED, WRONG_TYPE, find_channel
from tests.wire.discord_objects import FORUM, MANAGE_THREADS, SEND, THREAD, Channel
from tests.wire.routes import Answer, Call, make_error, route

UNKNOWN_TAG = make_error(400, 10087, "Unknown tag")
TAG_REQUIRED = make_error(400, 40067, "A tag is required to create a forum post in this channel")
MAX_ARCHIVED = 100


@route("POST", "/channels/{channel_id}/threads")
def open_post(call: Call) -> Answer:
    """Open a post. Unlike messages, posts have no nonce: two requests open two."""
    forum = find_channel(call, SEND)
    if isinstance(forum, Answer):
        return forum
    if forum.kind != FORUM:
        return WRONG_TYPE
    applied = call.body.get("applied_tags") or []
    usable = {tag["id"] for tag in forum.tags if not tag["moderated"] or not forum.lacks(MANAGE_THREADS)}
    if not usable.issuperset(applied):
        return UNKNOWN_TAG
    if forum.requires_tag and not applied:
        return TAG_REQUIRED
    if not call.body["message"].get("components") and not call.body["message"].get("content"):
        return INVALID_BODY
    post = call.world.open_post(forum, call.body["name"], call.body["message"], applied)
    return Answer(201, post.payload())


@route("PATCH", "/channels/{channel_id}")
def edit_channel(call: Call) -> Answer:
    """Archive a thread, end that, or rename the thread, which the bot may do if it opened it."""
    thread = find_channel(call)
    if isinstance(thread, Answer):
        return thread
    if thread.kind != THREAD or not set(call.body) <= {"archived", "name"}:
        raise NotImplementedError("changing a channel")
    if thread.locked and thread.lacks(MANAGE_THREADS):
        return NO_PERMISSION
    if "archived" in call.body:
        thread.set_archived(call.body["archived"])
    if "name" in call.body:
        if thread.archived:
            return THREAD_ARCHIVED
        if thread.owner_id != call.world.bot.id and thread.lacks(MANAGE_THREADS):
            return NO_PERMISSION
        thread.name = call.body["name"]
    return Answer(200, thread.payload())


@route("GET", "/guilds/{guild_id}/threads/active")
def list_active_threads(call: Call) -> Answer:
    threads = [
        channel
        for channel in call.world.channels.values()
        if channel.kind == THREAD and channel.guild_id == call.parameters["guild_id"] and not channel.archived
    ]
    return Answer(200, _describe(reversed(threads)))


@route("GET", "/channels/{channel_id}/threads/archived/public")
def list_archived_threads(call: Call) -> Answer:
    """Return archived posts, the latest archived first."""
    forum = find_channel(call)
    if isinstance(forum, Answer):
        return forum
    limit, before = int(call.query.get("limit", 50)), call.query.get("before")
    if not 2 <= limit <= MAX_ARCHIVED:
        return INVALID_BODY
    threads = [channel for channel in call.world.channels.values() if channel.parent is forum and channel.archived]
    threads.sort(key=lambda thread: thread.archived_at, reverse=True)
    if before:
        threads = [thread for thread in threads if _parse(thread.archived_at) < _parse(before)]
    return Answer(200, _describe(threads[:limit]) | {"has_more": len(threads) > limit})


def _describe(threads: Iterable[Channel]) -> dict[str, Any]:
    return {"threads": [thread.payload() for thread in threads], "members": [], "has_more": False}


def _parse(text: str) -> datetime:
    return datetime.fromisoformat(text)
