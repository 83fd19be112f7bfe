"""How a test controls the stand-in from another process: JSON under /control/, beside Discord's own URLs.

An invalid call is answered with 400 and a sentence. Ids are strings; times are seconds since the epoch.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.wire.buckets import Limit
from tests.wire.discord_objects import KINDS, PERMISSIONS, THREAD, Channel
from tests.wire.standin import StandIn
from tests.wire.trouble import KINDS as TROUBLES
from tests.wire.trouble import Chances

PREFIX = "/control"
Control = Callable[[StandIn, Mapping[str, Any]], Awaitable[object]]
CONTROLS: dict[str, Control] = {}


def control(name: str) -> Callable[[Control], Control]:
    """Register what POST /control/`name` does. It receives the fields of the body, and returns the answer."""

    def register(handler: Control) -> Control:
        CONTROLS[name] = handler
        return handler

    return register


def build_routes(standin: StandIn) -> list[web.RouteDef]:
    """Return the route of the control interface."""

    async def serve(request: web.Request) -> web.Response:
        handler = CONTROLS.get(request.match_info["name"])
        if handler is None:
            return web.json_response({"wrong": f"there is no {request.path}"}, status=404)
        try:
            return web.json_response(await handler(standin, json.loads(await request.text() or "{}")))
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            return web.json_response({"wrong": f"{type(error).__name__}: {error}"}, status=400)

    return [web.post(f"{PREFIX}/{{name}}", serve)]


# Reading the state.


@control("state")
async def get_state(standin: StandIn, _: Mapping[str, Any]) -> object:
    world, gateway = standin.world, standin.gateway
    ids = {name: getattr(world, name) for name in ("guild_id", "channel_id", "dm_id", "application_id")}
    return ids | {
        "member_id": world.member.id,
        "connected": gateway.connected,
        "sessions": len(gateway.identified),  # since the start; a session that is resumed counts once
        "commands": world.commands,
        "complaints": standin.complaints,
    }


@control("ready")
async def wait_until_ready(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answer once a bot is connected and has registered its commands."""
    await standin.until_ready(given.get("seconds", 20.0))
    return {}


@control("gone")
async def wait_until_gone(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answer once no bot is connected."""
    sessions = standin.gateway.sessions
    await standin.until(
        lambda: not any(session.connection for session in sessions), "no bot", given.get("seconds", 20.0)
    )
    return {}


@control("messages")
async def list_messages(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Return all messages that were ever stored, oldest first: from number `since` on, of `channel_id` if given."""
    channel_id = given.get("channel_id")
    return [
        {
            "message": stored.message,
            "received": stored.received,
            "deleted": stored.message["id"] not in standin.world.messages,
        }
        for stored in standin.world.stored[given.get("since", 0) :]
        if channel_id in (None, stored.message["channel_id"])
    ]


@control("statistics")
async def get_statistics(standin: StandIn, _: Mapping[str, Any]) -> object:
    return standin.statistics.as_json()


@control("seen")
async def wait_for_requests(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answer once `times` requests match the pattern `on`, or after `seconds`.

    Requests before number `since` don't count. Return how many match, and how many requests there are altogether.
    """
    since, pattern = given.get("since", 0), re.compile(given.get("on", ".*"))

    def count() -> int:
        return sum(bool(pattern.fullmatch(request.line)) for request in standin.requests[since:])

    with suppress(AssertionError):
        await standin.until(lambda: count() >= given.get("times", 0), "requests", given.get("seconds", 8.0))
    return {"seen": count(), "all": len(standin.requests)}


# Servers, channels and people.


@control("guild")
async def add_guild(standin: StandIn, given: Mapping[str, Any]) -> object:
    added = standin.world.add_guild(given.get("name", "The Newsroom"))
    described = standin.world.describe_guild(added.id)
    # Without `unavailable`, a client knows that the server is new and not one that has come back.
    await standin.gateway.emit("GUILD_CREATE", {key: described[key] for key in described.keys() - {"unavailable"}})
    return {"id": added.id}


@control("leave")
async def leave_guild(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Remove the bot from a server."""
    left = standin.world.guilds[given["guild_id"]]
    left.joined = False
    await standin.gateway.emit("GUILD_DELETE", {"id": left.id})
    return {}


@control("channel")
async def add_channel(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Add a channel. `kind`: "text", "announcement", "forum" or "thread"; a thread needs a `parent_id`.

    `tags`: names of the forum's tags. `requires_tag`: whether each post needs one.
    """
    kind, guild_id = KINDS[given.get("kind", "text")], given.get("guild_id", standin.world.guild_id)
    added = standin.world.add_channel(guild_id, kind, given.get("name", "general"), given.get("parent_id"))
    added.tags = [standin.world.make_tag(name) for name in given.get("tags", ())]
    added.requires_tag = bool(given.get("requires_tag"))
    await _emit_channel_event(standin, added, "CREATE")
    return added.payload()


@control("deny")
async def deny_permissions(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Give the bot all permissions in a channel except these `permissions`."""
    changed = standin.world.channels[given["channel_id"]]
    changed.denied = sum(PERMISSIONS[name] for name in set(given["permissions"]))
    await _emit_channel_event(standin, changed, "UPDATE")
    return changed.payload()


@control("remove")
async def remove_channel(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Delete a channel. `silently`: without an event, so that the bot only notices at its next request."""
    removed = standin.world.channels.pop(given["channel_id"])
    if not given.get("silently"):
        await _emit_channel_event(standin, removed, "DELETE")
    return {}


@control("user")
async def add_person(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Add a person, who is the member from now on. Return their id, and that of their conversation with the bot."""
    person = standin.world.add_person(given.get("name", f"reader{len(standin.world.people)}"))
    conversation = standin.world.open_dm(person)
    standin.world.member, standin.world.dm_id = person, conversation.id
    return {"id": person.id, "dm_id": conversation.id}


@control("doors")
async def set_closed(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Make a person refuse direct messages from now on (`closed`), or accept them again."""
    person = standin.world.people[given["user_id"]]
    (standin.world.closed_dms.add if given["closed"] else standin.world.closed_dms.discard)(person.id)
    return {}


async def _emit_channel_event(standin: StandIn, changed: Channel, what: str) -> None:
    thread = changed.kind == THREAD
    event = f"{'THREAD' if thread else 'CHANNEL'}_{what}"
    new = {"newly_created": True} if thread and what == "CREATE" else {}
    await standin.gateway.emit(event, changed.payload() | new)


# Actions of people.


@control("say")
async def say(standin: StandIn, given: Mapping[str, Any]) -> object:
    return await standin.say(**given)


@control("use")
async def use_command(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Let the member use a slash command. Return the reply, once it is there."""
    interaction = await standin.use(given["command"], where=given.get("where"), **given.get("options", {}))
    return await interaction.reply(given.get("seconds", 8.0))


@control("press")
async def press_component(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Let the member press a button, or choose from a menu. Return the reply, once it is there."""
    interaction = await standin.press(given["message"], given["custom_id"], values=given.get("values", ()))
    return await interaction.reply(given.get("seconds", 8.0))


# Troubles.


@control("trouble")
async def order_trouble(standin: StandIn, given: Mapping[str, Any]) -> object:
    kind = TROUBLES[given["kind"]](**given.get("of", {}))
    standin.troubles.order(kind, given["on"], given.get("times", 1))
    return {}


@control("chances")
async def set_chances(standin: StandIn, given: Mapping[str, Any]) -> object:
    chances = Chances(**given["chances"]) if given.get("chances") else None
    standin.troubles.set_chances(chances, given.get("seed", 0))
    return {}


@control("calm")
async def clear_troubles(standin: StandIn, _: Mapping[str, Any]) -> object:
    """Cancel all troubles, ordered ones and those by chance."""
    standin.troubles.clear()
    return {}


@control("cut")
async def cut_connections(standin: StandIn, _: Mapping[str, Any]) -> object:
    standin.gateway.cut_all()
    return {}


@control("limits")
async def set_limits(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Use Discord's rate limits or none (`kept`), and others by route: `{"routes": {"GET /users/@me": [1, 60.0]}}`."""
    if "kept" in given:
        (standin.buckets.use_discord_limits if given["kept"] else standin.buckets.disable)()
    for route, (count, per) in given.get("routes", {}).items():
        standin.buckets.limits[route] = Limit(count, per)
    return {}


@control("settings")
async def change_settings(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Set `nonce_window` and `latency`, in seconds. `forget`: forget all nonces so far."""
    if given.get("forget"):
        standin.world.forget_nonces()
    standin.world.nonce_window = float(given.get("nonce_window", standin.world.nonce_window))
    standin.latency = float(given.get("latency", standin.latency))
    return {}
