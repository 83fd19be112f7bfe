"""A stand-in for Discord on this machine: HTTP and gateway on real sockets, for one bot and one member.

It does what the tests here need, and refuses the rest loudly: what it does not know becomes a complaint, and a
complaint fails the test. Use it as `async with StandIn.running(token) as discord:`.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from tests.support.openapi import Checker
from tests.support.patience import PATIENCE
from tests.wire import routes
from tests.wire.answering import ORDERED, Request, handled, passage, read
from tests.wire.buckets import Buckets
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interaction, command_data, interaction_payload
from tests.wire.places import Channel
from tests.wire.routes import Answer, Call
from tests.wire.tally import Tally
from tests.wire.trouble import Dropped, Held, Kind, Lost, Slow, Troubles
from tests.wire.world import World

API = "/api/v10"


class StandIn:
    """Discord, as far as one bot and one member can tell."""

    def __init__(self, token: str, checker: Checker | None = None, *, heartbeat_interval: float = 41.25) -> None:
        self.world = World(token)
        self.complaints: list[str] = []
        self.gateway = Gateway(self.world, self.complaints.append, heartbeat_interval=heartbeat_interval)
        self.buckets = Buckets()
        self.troubles = Troubles()
        self.requests: list[Request] = []
        self.tally = Tally()
        self.latency = 0.0  # seconds added to every answer
        self.forgiving = False  # whether a request beyond its limit is no complaint, but only counted
        self._told = 0  # how many messages the gateway has told of
        self._checker = checker
        self._address = ""

    @classmethod
    @asynccontextmanager
    async def running(
        cls,
        token: str,
        checker: Checker | None = None,
        *,
        more: Callable[["StandIn"], Iterable[web.AbstractRouteDef]] | None = None,
        **options: Any,
    ) -> AsyncIterator["StandIn"]:
        """Listens on a free port of this machine until the block ends; `more` are addresses beside Discord's."""
        standin = cls(token, checker, **options)
        application = web.Application()
        application.add_routes(more(standin) if more else ())
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

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._address.rpartition(":")[2])

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Returns when the bot has synced its commands and hears the gateway."""
        await self.until(lambda: self.gateway.connected and bool(self.world.commands), "a connected bot", seconds)

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Waits until `holds()`; see `Changes.until`."""
        await self.world.changes.until(holds, what, seconds)

    def made(self, pattern: str) -> list[Request]:
        """The bot's requests whose method and path fit a pattern such as those of `tests.wire.trouble`."""
        return [each for each in self.requests if re.fullmatch(pattern, each.line)]

    # What people do: the member in the first channel or the direct conversation, unless it is said otherwise.

    async def say(
        self, content: str, *, directly: bool = False, reply_to: str | None = None, where: str | None = None
    ) -> dict[str, Any]:
        """The member writes a message, in a channel or to the bot itself."""
        channel = self._place(where, directly=directly)
        reference = {"message_reference": {"message_id": reply_to}} if reply_to else {}
        message = self.world.post(channel.recipient or self.world.member, channel.id, {"content": content} | reference)
        await self._tell_of_news()
        return message

    async def use(
        self,
        command: str,
        *,
        directly: bool = False,
        deadline: float = PATIENCE,
        where: str | None = None,
        **options: Any,
    ) -> Interaction:
        """The member uses a slash command, such as "ask" or "digest list". A `deadline` of 0 makes every response
        come too late."""
        name, *words = command.split()
        data = command_data(self.world.command(name), words, options, self.world.channels)
        return await self._interact(2, data, self._place(where, directly=directly), deadline)

    async def press(self, message: Mapping[str, Any], custom_id: str, *, values: Sequence[str] = ()) -> Interaction:
        """The member presses a button, or chooses in a menu, of a message."""
        data = {"custom_id": custom_id, "component_type": 3 if values else 2} | ({"values": values} if values else {})
        return await self._interact(3, data, self.world.channels[message["channel_id"]], 3.0, message=message)

    def _place(self, where: str | None, *, directly: bool) -> Channel:
        return self.world.channels[where or (self.world.dm_id if directly else self.world.channel_id)]

    async def _interact(
        self, kind: int, data: Mapping[str, Any], channel: Channel, deadline: float, **more: Any
    ) -> Interaction:
        world = self.world
        person = channel.recipient or world.member
        payload = interaction_payload(world.snowflake(), world.application_id, person, channel)
        payload |= {"type": kind, "data": data, **more}
        interaction = Interaction(payload["id"], payload["token"], payload, world.changes, deadline)
        world.interactions[interaction.token] = interaction
        await self.gateway.emit("INTERACTION_CREATE", payload)
        return interaction

    # What the bot asks.

    async def _serve(self, incoming: web.Request) -> web.StreamResponse:
        body, files = await read(incoming)
        request = Request(incoming.method, incoming.path.removeprefix(API), body, files)
        self.requests.append(request)
        self.world.changes.tell()
        trouble = self.troubles.strike(request.line)
        if trouble is not None:
            self.tally.befell(trouble)
        if self.troubles.cuts_gateway(request.line):
            self.tally.troubles["cut"] += 1
            self.gateway.cut_all()
        if isinstance(trouble, Dropped):
            return self._broken(incoming)
        if isinstance(trouble, Held):
            await asyncio.sleep(trouble.seconds)
        answer, headers = self._answer(incoming, request, trouble)
        self.tally.answered(answer)
        await self._tell_of_news()
        if isinstance(trouble, Lost):
            self._check(incoming, request, answer)
            return self._broken(incoming)
        await asyncio.sleep(self.latency)
        if isinstance(trouble, Slow):
            with suppress(TimeoutError):
                await asyncio.wait_for((trouble.released or asyncio.Event()).wait(), trouble.seconds)
        request.status = answer.status
        self.world.changes.tell()
        self._check(incoming, request, answer)
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        # discord.py wants this type to the letter, without a charset.
        headers = {**headers, "Content-Type": "application/json"}
        return web.Response(body=json.dumps(answer.body).encode(), status=answer.status, headers=headers)

    def _broken(self, incoming: web.Request) -> web.StreamResponse:
        assert incoming.transport is not None
        incoming.transport.abort()
        self.world.changes.tell()
        return web.Response()  # which nobody receives

    def _answer(
        self, incoming: web.Request, request: Request, trouble: Kind | None
    ) -> tuple[Answer, Mapping[str, str]]:
        found = routes.find(request.method, request.path) if incoming.path.startswith(API) else None
        if found is None:
            self.complaints.append(f"{request.line}: not implemented")
            return Answer(501, {"code": 0, "message": "The stand-in does not know this route"}), {}
        route, parameters = found
        self.tally.requests[route.name] += 1
        if route.needs_token and incoming.headers.get("Authorization") != f"Bot {self.world.token}":
            return routes.UNAUTHORISED, {}
        passing = passage(self.buckets, route, parameters, trouble)
        if passing.limited is not None:
            self.tally.limited[passing.cause] += 1
            if passing.cause != ORDERED and not self.forgiving:
                self.complaints.append(f"{request.line}: sent although its bucket was empty")
            return passing.refusal
        call = Call(self.world, parameters, incoming.query, request.body, f"{self.gateway.url}/", self.gateway.shards)
        try:
            return handled(route, call, trouble), passing.headers
        except NotImplementedError as error:
            self.complaints.append(f"{request.line}: not implemented: {error}")
            return Answer(501, {"code": 0, "message": f"not implemented: {error}"}), passing.headers

    async def _tell_of_news(self) -> None:
        while self._told < len(self.world.posted):
            message = self.world.posted[self._told].message
            self._told += 1
            if message["channel_id"] in self.world.channels:
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
