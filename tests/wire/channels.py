"""The HTTP routes of channels and messages, and Discord's errors for channels that the bot may not use."""

from typing import Any

from tests.wire.discord_objects import (
    ANNOUNCEMENT,
    DIRECT,
    FORUM,
    HISTORY,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    SEND,
    VIEW,
    Channel,
)
from tests.wire.routes import NOT_THE_AUTHOR, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Answer, Call, make_error, route
from tests.wire.world import CROSSPOSTED

NO_ACCESS = make_error(403, 50001, "Missing Access")
NO_PERMISSION = make_error(403, 50013, "Missing Permissions")
CLOSED = make_error(403, 50007, "Cannot send messages to this user")
EMPTY = make_error(400, 50006, "Cannot send an empty message")
WRONG_TYPE = make_error(400, 50024, "Cannot execute action on this channel type")
CROSSPOSTED_BEFORE = make_error(400, 40033, "This message has already been crossposted")
NON_TEXT = make_error(400, 50008, "Cannot send messages in a non-text channel")
THREAD_ARCHIVED = make_error(400, 50083, "Thread is archived")
INVALID_BODY = make_error(400, 50035, "Invalid Form Body")


@route("GET", "/channels/{channel_id}")
def get_channel(call: Call) -> Answer:
    channel = find_channel(call)
    return channel if isinstance(channel, Answer) else Answer(200, channel.payload())


@route("POST", "/channels/{channel_id}/typing")
def start_typing(call: Call) -> Answer:
    channel = find_channel(call, SEND)
    if isinstance(channel, Answer):
        return channel
    call.world.typing.append(channel.id)
    call.world.changes.notify()
    return Answer(204)


@route("GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> Answer:
    """Return messages, newest first. A bot that may not read the history gets an empty list and no error."""
    channel = find_channel(call)
    if isinstance(channel, Answer):
        return channel
    query = {key: call.query.get(key) for key in ("limit", "before", "after", "around")}
    if not all(value is None or value.isdecimal() for value in query.values()):
        return INVALID_BODY
    limit, before, after = (int(query[key] or default) for key, default in (("limit", 50), ("before", 0), ("after", 0)))
    if not 1 <= limit <= 100:
        return INVALID_BODY
    if query["around"] or (before and after):
        raise NotImplementedError("history around a message, or between two")
    if channel.lacks(HISTORY):
        return Answer(200, [])
    history = [message for message in call.world.list_history(channel.id) if not before or int(message["id"]) < before]
    if after:  # the first messages after it, also newest first
        return Answer(200, [message for message in history if int(message["id"]) > after][-limit:])
    return Answer(200, history[:limit])


@route("POST", "/channels/{channel_id}/messages")
def send_message(call: Call) -> Answer:
    channel = find_channel(call, SEND)
    if isinstance(channel, Answer):
        return channel
    if channel.kind == FORUM:
        return NON_TEXT
    if channel.archived and channel.locked and channel.lacks(MANAGE_THREADS):
        return THREAD_ARCHIVED
    if not any(call.body.get(key) for key in ("content", "components", "embeds", "attachments", "poll", "sticker_ids")):
        return EMPTY
    if channel.archived:
        channel.set_archived(False)
    return Answer(200, call.world.find_duplicate(call.body) or call.world.post(call.world.bot, channel.id, call.body))


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Answer:
    message = _find_message(call, HISTORY)
    return message if isinstance(message, Answer) else Answer(200, call.world.view_as_bot(message))


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(call: Call) -> Answer:
    message = _find_message(call)
    if isinstance(message, Answer):
        return message
    if call.world.channels[message["channel_id"]].archived:
        return THREAD_ARCHIVED
    return Answer(200, call.world.edit(message, call.body)) if _is_own(call, message) else NOT_THE_AUTHOR


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> Answer:
    message = _find_message(call)
    if isinstance(message, Answer):
        return message
    del call.world.messages[message["id"]]
    call.world.changes.notify()
    return Answer(204)


@route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost_message(call: Call) -> Answer:
    message = _find_message(call, SEND)
    if isinstance(message, Answer):
        return message
    channel = call.world.channels[message["channel_id"]]
    if channel.kind != ANNOUNCEMENT:
        return WRONG_TYPE
    if not _is_own(call, message) and channel.lacks(MANAGE_MESSAGES):
        return NO_PERMISSION
    if message["flags"] & CROSSPOSTED:
        return CROSSPOSTED_BEFORE
    message["flags"] |= CROSSPOSTED
    call.world.changes.notify()
    return Answer(200, message)


def find_channel(call: Call, needed: int = 0) -> Channel | Answer:
    """Return the channel of a call, or Discord's error if the bot lacks a permission that is needed."""
    world = call.world
    channel = world.channels.get(call.parameters["channel_id"])
    if channel is None:
        return UNKNOWN_CHANNEL
    if channel.kind == DIRECT:
        is_closed = channel.recipient is not None and channel.recipient.id in world.closed_dms
        return CLOSED if is_closed and needed & SEND else channel
    if channel.guild_id is not None and (not world.guilds[channel.guild_id].joined or channel.lacks(VIEW)):
        return NO_ACCESS
    return NO_PERMISSION if channel.lacks(needed) else channel


def _find_message(call: Call, needed: int = 0) -> dict[str, Any] | Answer:
    channel = find_channel(call, needed)
    if isinstance(channel, Answer):
        return channel
    message = call.world.messages.get(call.parameters["message_id"])
    return message if message and message["channel_id"] == channel.id else UNKNOWN_MESSAGE


def _is_own(call: Call, message: dict[str, Any]) -> bool:
    return message["author"]["id"] == call.world.bot.id
