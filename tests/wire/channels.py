"""The HTTP routes of channels and their messages, with the refusals of a channel that the bot may not use."""

from typing import Any

from tests.wire.places import ANNOUNCEMENT, DIRECT, HISTORY, MANAGE_MESSAGES, SEND, VIEW, Channel
from tests.wire.routes import NOT_THE_AUTHOR, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Answer, Call, refusal, route
from tests.wire.world import CROSSPOSTED

NO_ACCESS = refusal(403, 50001, "Missing Access")
NO_PERMISSION = refusal(403, 50013, "Missing Permissions")
CLOSED = refusal(403, 50007, "Cannot send messages to this user")
EMPTY = refusal(400, 50006, "Cannot send an empty message")
WRONG_TYPE = refusal(400, 50024, "Cannot execute action on this channel type")
CROSSPOSTED_BEFORE = refusal(400, 40033, "This message has already been crossposted")
INVALID_BODY = refusal(400, 50035, "Invalid Form Body")


@route("GET", "/channels/{channel_id}")
def channel(call: Call) -> Answer:
    found = _reach(call)
    return found if isinstance(found, Answer) else Answer(200, found.payload())


@route("POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Answer:
    found = _reach(call, SEND)
    if isinstance(found, Answer):
        return found
    call.world.typing.append(found.id)
    call.world.changes.tell()
    return Answer(204)


@route("GET", "/channels/{channel_id}/messages")
def messages(call: Call) -> Answer:
    """Newest first. Who may not read the history is not refused, but shown an empty one."""
    found = _reach(call)
    if isinstance(found, Answer):
        return found
    given = {key: call.query.get(key) for key in ("limit", "before", "after", "around")}
    if not all(each is None or each.isdecimal() for each in given.values()):
        return INVALID_BODY
    limit, before, after = (int(given[key] or default) for key, default in (("limit", 50), ("before", 0), ("after", 0)))
    if not 1 <= limit <= 100:
        return INVALID_BODY
    if given["around"] or (before and after):
        raise NotImplementedError("history around a message, or between two")
    if found.lacks(HISTORY):
        return Answer(200, [])
    there = [each for each in call.world.history(found.id) if not before or int(each["id"]) < before]
    if after:  # the first ones after it, and they too come newest first
        return Answer(200, [each for each in there if int(each["id"]) > after][-limit:])
    return Answer(200, there[:limit])


@route("POST", "/channels/{channel_id}/messages")
def send(call: Call) -> Answer:
    found = _reach(call, SEND)
    if isinstance(found, Answer):
        return found
    if not any(call.body.get(key) for key in ("content", "components", "embeds", "attachments", "poll", "sticker_ids")):
        return EMPTY
    return Answer(200, call.world.repeated(call.body) or call.world.post(call.world.bot, found.id, call.body))


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def message(call: Call) -> Answer:
    found = _message(call, HISTORY)
    return found if isinstance(found, Answer) else Answer(200, call.world.as_seen(found))


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(call: Call) -> Answer:
    found = _message(call)
    if isinstance(found, Answer):
        return found
    return Answer(200, call.world.edit(found, call.body)) if _is_own(call, found) else NOT_THE_AUTHOR


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(call: Call) -> Answer:
    found = _message(call)
    if isinstance(found, Answer):
        return found
    del call.world.messages[found["id"]]
    call.world.changes.tell()
    return Answer(204)


@route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost(call: Call) -> Answer:
    found = _message(call, SEND)
    if isinstance(found, Answer):
        return found
    place = call.world.channels[found["channel_id"]]
    if place.kind != ANNOUNCEMENT:
        return WRONG_TYPE
    if not _is_own(call, found) and place.lacks(MANAGE_MESSAGES):
        return NO_PERMISSION
    if found["flags"] & CROSSPOSTED:
        return CROSSPOSTED_BEFORE
    found["flags"] |= CROSSPOSTED
    call.world.changes.tell()
    return Answer(200, found)


def _reach(call: Call, needed: int = 0) -> Channel | Answer:
    """The channel of a call, or how Discord refuses it to a bot that lacks the permission."""
    world = call.world
    found = world.channels.get(call.parameters["channel_id"])
    if found is None:
        return UNKNOWN_CHANNEL
    if found.kind == DIRECT:
        shut = found.recipient is not None and found.recipient.id in world.closed
        return CLOSED if shut and needed & SEND else found
    if found.guild_id is not None and (not world.guilds[found.guild_id].joined or found.lacks(VIEW)):
        return NO_ACCESS
    return NO_PERMISSION if found.lacks(needed) else found


def _message(call: Call, needed: int = 0) -> dict[str, Any] | Answer:
    place = _reach(call, needed)
    if isinstance(place, Answer):
        return place
    found = call.world.messages.get(call.parameters["message_id"])
    return found if found and found["channel_id"] == place.id else UNKNOWN_MESSAGE


def _is_own(call: Call, found: dict[str, Any]) -> bool:
    return found["author"]["id"] == call.world.bot.id
