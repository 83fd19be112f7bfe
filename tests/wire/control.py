"""How a test in another process governs the stand-in: JSON under /control/, beside Discord's own addresses.

A mistake in a call is answered with 400 and a sentence. Ids are strings; moments are seconds of the epoch.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.wire.buckets import Limit
from tests.wire.places import KINDS, PERMISSIONS, THREAD, Channel
from tests.wire.standin import StandIn
from tests.wire.trouble import KINDS as TROUBLES
from tests.wire.trouble import Chances

PREFIX = "/control"
Control = Callable[[StandIn, Mapping[str, Any]], Awaitable[object]]
CONTROLS: dict[str, Control] = {}


def control(name: str) -> Callable[[Control], Control]:
    """Registers what POST /control/`name` does. It is given the body's fields, and its result is the answer."""

    def register(handler: Control) -> Control:
        CONTROLS[name] = handler
        return handler

    return register


def routes(standin: StandIn) -> list[web.RouteDef]:
    """The address of the whole control interface."""

    async def serve(request: web.Request) -> web.Response:
        handler = CONTROLS.get(request.match_info["name"])
        if handler is None:
            return web.json_response({"wrong": f"there is no {request.path}"}, status=404)
        try:
            return web.json_response(await handler(standin, json.loads(await request.text() or "{}")))
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            return web.json_response({"wrong": f"{type(error).__name__}: {error}"}, status=400)

    return [web.post(f"{PREFIX}/{{name}}", serve)]


# What there is.


@control("state")
async def state(standin: StandIn, _: Mapping[str, Any]) -> object:
    world, gateway = standin.world, standin.gateway
    ids = {name: getattr(world, name) for name in ("guild_id", "channel_id", "dm_id", "application_id")}
    return ids | {
        "member_id": world.member.id,
        "connected": gateway.connected,
        "sessions": len(gateway.identified),  # begun so far; one of a bot that resumes counts once
        "commands": world.commands,
        "complaints": standin.complaints,
    }


@control("ready")
async def ready(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answers when a bot is connected and its commands are known."""
    await standin.until_ready(given.get("seconds", 20.0))
    return {}


@control("gone")
async def gone(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answers when no bot is connected."""
    sessions = standin.gateway.sessions
    await standin.until(lambda: not any(each.connection for each in sessions), "no bot", given.get("seconds", 20.0))
    return {}


@control("messages")
async def messages(standin: StandIn, given: Mapping[str, Any]) -> object:
    """All messages ever stored, oldest first, from the number `since` on; of all channels, or of one `channel_id`."""
    wanted = given.get("channel_id")
    return [
        {
            "message": each.message,
            "received": each.received,
            "deleted": each.message["id"] not in standin.world.messages,
        }
        for each in standin.world.posted[given.get("since", 0) :]
        if wanted in (None, each.message["channel_id"])
    ]


@control("statistics")
async def statistics(standin: StandIn, _: Mapping[str, Any]) -> object:
    return standin.tally.as_json()


@control("seen")
async def seen(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Answers when `times` requests that fit `on` came, from the number `since` on, or after so many `seconds`: how
    many did, and how many requests there were altogether."""
    since, fits = given.get("since", 0), re.compile(given.get("on", ".*"))

    def count() -> int:
        return sum(bool(fits.fullmatch(each.line)) for each in standin.requests[since:])

    with suppress(AssertionError):
        await standin.until(lambda: count() >= given.get("times", 0), "requests", given.get("seconds", 8.0))
    return {"seen": count(), "all": len(standin.requests)}


# Who and what is there.


@control("guild")
async def guild(standin: StandIn, given: Mapping[str, Any]) -> object:
    found = standin.world.found(given.get("name", "The Newsroom"))
    described = standin.world.guild(found.id)
    # Only a server that comes back says whether it is unavailable: by that a client knows that this one is new.
    await standin.gateway.emit("GUILD_CREATE", {key: described[key] for key in described.keys() - {"unavailable"}})
    return {"id": found.id}


@control("leave")
async def leave(standin: StandIn, given: Mapping[str, Any]) -> object:
    """The bot is removed from a server."""
    left = standin.world.guilds[given["guild_id"]]
    left.joined = False
    await standin.gateway.emit("GUILD_DELETE", {"id": left.id})
    return {}


@control("channel")
async def channel(standin: StandIn, given: Mapping[str, Any]) -> object:
    """One channel more; `kind` is "text", "announcement", or "thread" (which takes a `parent_id`)."""
    kind, guild_id = KINDS[given.get("kind", "text")], given.get("guild_id", standin.world.guild_id)
    opened = standin.world.open(guild_id, kind, given.get("name", "general"), given.get("parent_id"))
    await _tell(standin, opened, "CREATE")
    return opened.payload()


@control("deny")
async def deny(standin: StandIn, given: Mapping[str, Any]) -> object:
    """The bot has all permissions in a channel but these `permissions`."""
    changed = standin.world.channels[given["channel_id"]]
    changed.denied = sum(PERMISSIONS[name] for name in set(given["permissions"]))
    await _tell(standin, changed, "UPDATE")
    return changed.payload()


@control("remove")
async def remove(standin: StandIn, given: Mapping[str, Any]) -> object:
    """A channel is deleted; with `silently`, the bot learns of it by its next request only."""
    removed = standin.world.channels.pop(given["channel_id"])
    if not given.get("silently"):
        await _tell(standin, removed, "DELETE")
    return {}


@control("user")
async def user(standin: StandIn, given: Mapping[str, Any]) -> object:
    """One person more, who is the member from now on: their id, and that of their conversation with the bot."""
    person = standin.world.arrive(given.get("name", f"reader{len(standin.world.people)}"))
    conversation = standin.world.direct(person)
    standin.world.member, standin.world.dm_id = person, conversation.id
    return {"id": person.id, "dm_id": conversation.id}


@control("doors")
async def doors(standin: StandIn, given: Mapping[str, Any]) -> object:
    """A person takes no direct messages from now on (`closed`), or takes them again."""
    person = standin.world.people[given["user_id"]]
    (standin.world.closed.add if given["closed"] else standin.world.closed.discard)(person.id)
    return {}


async def _tell(standin: StandIn, changed: Channel, what: str) -> None:
    thread = changed.kind == THREAD
    event = f"{'THREAD' if thread else 'CHANNEL'}_{what}"
    new = {"newly_created": True} if thread and what == "CREATE" else {}
    await standin.gateway.emit(event, changed.payload() | new)


# What people do.


@control("say")
async def say(standin: StandIn, given: Mapping[str, Any]) -> object:
    return await standin.say(**given)


@control("use")
async def use(standin: StandIn, given: Mapping[str, Any]) -> object:
    """The member uses a slash command: the reply, once it is there."""
    asked = await standin.use(given["command"], where=given.get("where"), **given.get("options", {}))
    return await asked.reply(given.get("seconds", 8.0))


@control("press")
async def press(standin: StandIn, given: Mapping[str, Any]) -> object:
    """The member presses a button, or chooses in a menu: the reply, once it is there."""
    pressed = await standin.press(given["message"], given["custom_id"], values=given.get("values", ()))
    return await pressed.reply(given.get("seconds", 8.0))


# What goes wrong.


@control("trouble")
async def trouble(standin: StandIn, given: Mapping[str, Any]) -> object:
    kind = TROUBLES[given["kind"]](**given.get("of", {}))
    standin.troubles.order(kind, given["on"], given.get("times", 1))
    return {}


@control("chances")
async def chances(standin: StandIn, given: Mapping[str, Any]) -> object:
    drawn = Chances(**given["chances"]) if given.get("chances") else None
    standin.troubles.leave_to_chance(drawn, given.get("seed", 0))
    return {}


@control("calm")
async def calm(standin: StandIn, _: Mapping[str, Any]) -> object:
    """Nothing goes wrong any more, whether it was ordered or left to chance."""
    standin.troubles.clear()
    return {}


@control("cut")
async def cut(standin: StandIn, _: Mapping[str, Any]) -> object:
    standin.gateway.cut_all()
    return {}


@control("limits")
async def limits(standin: StandIn, given: Mapping[str, Any]) -> object:
    """Discord's rate limits, or none (`kept`), or others by route: `{"routes": {"GET /users/@me": [1, 60.0]}}`."""
    if "kept" in given:
        (standin.buckets.as_discord if given["kept"] else standin.buckets.off)()
    for route, (count, per) in given.get("routes", {}).items():
        standin.buckets.limits[route] = Limit(count, per)
    return {}


@control("settings")
async def settings(standin: StandIn, given: Mapping[str, Any]) -> object:
    """`nonce_window` and `latency`, in seconds; with `forget`, the nonces so far are known no more."""
    if given.get("forget"):
        standin.world.forget_nonces()
    standin.world.nonce_window = float(given.get("nonce_window", standin.world.nonce_window))
    standin.latency = float(given.get("latency", standin.latency))
    return {}
