"""A stand-in for Discord on this machine: HTTP and gateway on real sockets, for one bot and one member.

It does what the tests here need, and refuses the rest loudly: what it does not know becomes a complaint, and a
complaint fails the test. Use it as `async with StandIn.running(token) as discord:`.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.openapi import Checker
from tests.wire import rest
from tests.wire.buckets import Buckets
from tests.wire.gateway import Gateway
from tests.wire.rest import Answer, Call
from tests.wire.trouble import Fails, Kind, Limited, Lost, Slow, Troubles
from tests.wire.world import ALL_PERMISSIONS, Interaction, World

API = "/api/v10"
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")


@dataclass
class Request:
    """One request of the bot, and how it went. `status` is 0 while it is under way, and where no answer was sent."""

    method: str
    path: str
    body: Any
    files: Sequence[str]
    came: float = field(default_factory=time.monotonic)
    status: int = 0

    @property
    def line(self) -> str:
        """Such as "POST /channels/1/messages"."""
        return f"{self.method} {self.path}"


class StandIn:
    """Discord, as far as one bot and one member can tell."""

    def __init__(self, token: str, checker: Checker | None = None, *, heartbeat_interval: float = 41.25) -> None:
        self.world = World(token)
        self.complaints: list[str] = []
        self.gateway = Gateway(self.world, self.complaints.append, heartbeat_interval=heartbeat_interval)
        self.buckets = Buckets()
        self.troubles = Troubles()
        self.requests: list[Request] = []
        self.latency = 0.0  # seconds added to every answer
        self._checker = checker
        self._address = ""

    @classmethod
    @asynccontextmanager
    async def running(cls, token: str, checker: Checker | None = None, **options: Any) -> AsyncIterator["StandIn"]:
        """Listens on a free port of this machine until the block ends."""
        standin = cls(token, checker, **options)
        application = web.Application()
        application.router.add_get("/gateway/", standin.gateway.serve)
        application.router.add_get("/gateway/resume", standin.gateway.serve)
        application.router.add_route("*", "/{path:.*}", standin._serve)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        standin._address = f"{host}:{port}"
        standin.gateway.url = f"ws://{standin._address}/gateway"
        try:
            yield standin
        finally:
            await standin.gateway.close()
            await runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """What `tests/wire/launch.py` reads to send a client here."""
        return {
            "WIRE_API": f"http://{self._address}{API}",
            "WIRE_GATEWAY": f"{self.gateway.url}/",
            "WIRE_ASSETS": f"http://{self._address}/assets",
        }

    async def until_ready(self, seconds: float = 20.0) -> None:
        """Returns when the bot has synced its commands and hears the gateway."""
        await self.until(lambda: self.gateway.connected and bool(self.world.commands), "a connected bot", seconds)

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = 8.0) -> None:
        """Waits until `holds()`; see `Changes.until`."""
        await self.world.changes.until(holds, what, seconds)

    def made(self, pattern: str) -> list[Request]:
        """The bot's requests whose method and path fit a pattern such as those of `tests.wire.trouble`."""
        return [each for each in self.requests if re.fullmatch(pattern, each.line)]

    # What the member does.

    async def say(self, content: str, *, directly: bool = False, reply_to: str | None = None) -> dict[str, Any]:
        """The member writes a message, in the channel or to the bot itself."""
        channel_id = self.world.dm_id if directly else self.world.channel_id
        reference = {"message_reference": {"message_id": reply_to}} if reply_to else {}
        message = self.world.post(self.world.member, channel_id, {"content": content} | reference)
        await self.gateway.emit("MESSAGE_CREATE", self.world.as_event(message))
        return message

    async def use(self, command: str, *, directly: bool = False, deadline: float = 3.0, **options: Any) -> Interaction:
        """The member uses a slash command. A `deadline` of 0 makes every response come too late."""
        known = self.world.command(command)
        given = [
            {"name": each["name"], "type": each["type"], "value": options.pop(each["name"])}
            for each in known.get("options", ())
            if each["name"] in options
        ]
        assert not options, f"/{command} has no option {' or '.join(options)}"
        data = {"id": known["id"], "name": command, "type": 1, "options": given}
        return await self._interact(2, data, directly=directly, deadline=deadline)

    async def press(self, message: Mapping[str, Any], custom_id: str, *, values: Sequence[str] = ()) -> Interaction:
        """The member presses a button, or chooses in a menu, of a message."""
        data = {"custom_id": custom_id, "component_type": 3 if values else 2} | ({"values": values} if values else {})
        directly = not self.world.in_guild(message["channel_id"])
        return await self._interact(3, data, directly=directly, deadline=3.0, message=message)

    async def _interact(
        self, kind: int, data: Mapping[str, Any], *, directly: bool, deadline: float, **more: Any
    ) -> Interaction:
        world = self.world
        interaction_id = world.snowflake()
        person = {"user": world.member.payload()}
        if not directly:
            member = world.as_member(world.member) | {"permissions": ALL_PERMISSIONS}
            guild = {"id": world.guild_id, "locale": "en-US", "features": []}
            person = {"member": member, "guild_id": world.guild_id, "guild": guild, "guild_locale": "en-US"}
        channel_id = world.dm_id if directly else world.channel_id
        payload = {
            "id": interaction_id,
            "application_id": world.application_id,
            "type": kind,
            "token": f"interaction-{interaction_id}",
            "version": 1,
            "data": data,
            "channel_id": channel_id,
            "channel": world.channel(channel_id),
            "locale": "en-US",
            "app_permissions": ALL_PERMISSIONS,
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": {"0": "0" if directly else world.guild_id},
            "context": 1 if directly else 0,
            **person,
            **more,
        }
        interaction = Interaction(interaction_id, payload["token"], payload, world.changes, deadline)
        world.interactions[interaction.token] = interaction
        await self.gateway.emit("INTERACTION_CREATE", payload)
        return interaction

    # What the bot asks.

    async def _serve(self, incoming: web.Request) -> web.StreamResponse:
        body, files = await _read(incoming)
        request = Request(incoming.method, incoming.path.removeprefix(API), body, files)
        self.requests.append(request)
        self.world.changes.tell()
        trouble = self.troubles.strike(request.line)
        heard = set(self.world.messages)
        answer, headers = self._answer(incoming, request, trouble)
        await self._tell_of_news(heard)
        if isinstance(trouble, Lost):
            assert incoming.transport is not None
            incoming.transport.abort()
        await asyncio.sleep(self.latency + (trouble.seconds if isinstance(trouble, Slow) else 0.0))
        request.status = 0 if isinstance(trouble, Lost) else answer.status
        self.world.changes.tell()
        self._check(incoming, request, answer)
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        # discord.py wants this type to the letter, without a charset.
        headers = {**headers, "Content-Type": "application/json"}
        return web.Response(body=json.dumps(answer.body).encode(), status=answer.status, headers=headers)

    def _answer(
        self, incoming: web.Request, request: Request, trouble: Kind | None
    ) -> tuple[Answer, Mapping[str, str]]:
        found = rest.find(request.method, request.path) if incoming.path.startswith(API) else None
        if found is None:
            self.complaints.append(f"{request.line}: not implemented")
            return Answer(501, {"code": 0, "message": "The stand-in does not know this route"}), {}
        route, parameters = found
        if route.needs_token and incoming.headers.get("Authorization") != f"Bot {self.world.token}":
            return rest.UNAUTHORISED, {}
        passes, headers = self.buckets.take(route.name, "+".join(parameters[key] for key in MAJOR if key in parameters))
        headers = {"Via": "1.1 stand-in", **headers}
        limited = trouble if isinstance(trouble, Limited) else None
        if not passes:
            limited = Limited(float(headers["X-RateLimit-Reset-After"]))
            self.complaints.append(f"{request.line}: sent although its bucket was empty")
        if limited is not None:
            scope = {"X-RateLimit-Global": "true"} if limited.everywhere else {}
            return Answer(429, limited.body()), {**headers, **scope, "Retry-After": str(limited.retry_after)}
        failure = trouble if isinstance(trouble, Fails) else None
        failed = Answer(failure.status, {"code": 0, "message": "as ordered"}) if failure else None
        if failed and failure and not failure.too_late:
            return failed, headers
        try:
            call = Call(
                self.world, parameters, incoming.query, request.body, f"{self.gateway.url}/", self.gateway.shards
            )
            answer = route.handler(call)
        except NotImplementedError as error:
            self.complaints.append(f"{request.line}: not implemented: {error}")
            answer = Answer(501, {"code": 0, "message": f"not implemented: {error}"})
        return failed or answer, headers

    async def _tell_of_news(self, heard: set[str]) -> None:
        for message in [each for key, each in self.world.messages.items() if key not in heard]:
            await self.gateway.emit("MESSAGE_CREATE", self.world.as_event(message))

    def _check(self, incoming: web.Request, request: Request, answer: Answer) -> None:
        if self._checker is None or answer.status == 501:
            return
        query = {key: incoming.query.getall(key) for key in incoming.query}
        plain = {key: values[0] if len(values) == 1 else values for key, values in query.items()}
        self.complaints += self._checker.violations(
            request.method, request.path, plain, request.body, files=request.files
        )
        wrong = self._checker.answer_violations(request.method, request.path, answer.status, answer.body)
        self.complaints += [f"the stand-in itself: {each}" for each in wrong]


async def _read(incoming: web.Request) -> tuple[Any, Sequence[str]]:
    """The JSON body, or the payload of a multipart one with the names of its other parts."""
    if incoming.content_type.startswith("multipart/"):
        form = await incoming.post()
        return json.loads(str(form.get("payload_json", "null"))), [name for name in form if name != "payload_json"]
    text = await incoming.text()
    return (json.loads(text) if text else None), []
