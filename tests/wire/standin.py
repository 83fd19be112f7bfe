"""A stand-in for Discord on this machine: HTTP and gateway on real sockets, for one bot and one member.

It does what the tests need. It complains about everything else, and a complaint fails the test. Use it as
`async with StandIn.start(token) as discord:`.
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
from tests.wire.answering import ORDERED, Request, check_rate_limits, handle, read_body
from tests.wire.buckets import Buckets
from tests.wire.discord_objects import Channel
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interaction, build_command_data, build_payload, focus_option
from tests.wire.routes import Answer, Call
from tests.wire.statistics import Statistics
from tests.wire.trouble import Dropped, Held, Lost, Slow, Trouble, Troubles
from tests.wire.world import World

API = "/api/v10"


class StandIn:
    """Discord, as far as one bot and one member notice."""

    def __init__(self, token: str, checker: Checker | None = None, *, heartbeat_interval: float = 41.25) -> None:
        self.world = World(token)
        self.complaints: list[str] = []
        self.gateway = Gateway(self.world, self.complaints.append, heartbeat_interval=heartbeat_interval)
        self.buckets = Buckets()
        self.troubles = Troubles()
        self.requests: list[Request] = []
        self.statistics = Statistics()
        self.latency = 0.0  # seconds added to every answer
        self.allows_excess = False  # whether requests beyond a limit are counted without a complaint
        self._emitted = 0  # how many messages the gateway has sent
        self._checker = checker
        self._address = ""

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        token: str,
        checker: Checker | None = None,
        *,
        more: Callable[["StandIn"], Iterable[web.AbstractRouteDef]] | None = None,
        **options: Any,
    ) -> AsyncIterator["StandIn"]:
        """Listen on a free port of this machine until the block ends. `more`: routes beside Discord's."""
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
        """The variables that `tests/wire/launch.py` reads to make a client connect here."""
        return {
            "WIRE_API": f"http://{self._address}{API}",
            "WIRE_GATEWAY": f"{self.gateway.url}/",
            "WIRE_ASSETS": f"http://{self._address}/assets",
        }

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return int(self._address.rpartition(":")[2])

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Wait until the bot has registered its commands and receives events."""
        await self.until(lambda: self.gateway.connected and bool(self.world.commands), "a connected bot", seconds)

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait until `holds()` is true; see `Changes.until`."""
        await self.world.changes.until(holds, what, seconds)

    def find_requests(self, pattern: str) -> list[Request]:
        """Return the requests whose method and path match a pattern such as those of `tests.wire.trouble`."""
        return [request for request in self.requests if re.fullmatch(pattern, request.line)]

    def forget(self) -> None:
        """Forget people, messages and requests so far, so that a long run needs no more memory."""
        self.requests.clear()
        self.world.forget()
        self._emitted = 0
        self.gateway.forget()

    # Actions of the member, in the first channel, the direct conversation (`directly`) or another channel (`where`).

    async def say(
        self, content: str, *, directly: bool = False, reply_to: str | None = None, where: str | None = None
    ) -> dict[str, Any]:
        """Let the member write a message."""
        channel = self._find_channel(where, directly=directly)
        reference = {"message_reference": {"message_id": reply_to}} if reply_to else {}
        message = self.world.post(channel.recipient or self.world.member, channel.id, {"content": content} | reference)
        await self._emit_new_messages()
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
        """Let the member use a slash command, such as "ask" or "digest list".

        With a `deadline` of 0, every response is too late.
        """
        name, *words = command.split()
        data = build_command_data(self.world.find_command(name), words, options, self.world.channels)
        return await self._interact(2, data, self._find_channel(where, directly=directly), deadline)

    async def complete(self, command: str, *, deadline: float = 3.0, **options: str) -> Interaction:
        """Let the member type into an option of a slash command, the last one that is given."""
        name, *words = command.split()
        data = build_command_data(self.world.find_command(name), words, options, self.world.channels)
        focus_option(data, next(reversed(options)))
        return await self._interact(4, data, self._find_channel(None, directly=False), deadline)

    async def press(self, message: Mapping[str, Any], custom_id: str, *, values: Sequence[str] = ()) -> Interaction:
        """Let the member press a button of a message, or choose from a menu."""
        data = {"custom_id": custom_id, "component_type": 3 if values else 2} | ({"values": values} if values else {})
        return await self._interact(3, data, self.world.channels[message["channel_id"]], 3.0, message=message)

    def _find_channel(self, where: str | None, *, directly: bool) -> Channel:
        return self.world.channels[where or (self.world.dm_id if directly else self.world.channel_id)]

    async def _interact(
        self, kind: int, data: Mapping[str, Any], channel: Channel, deadline: float, **more: Any
    ) -> Interaction:
        world = self.world
        person = channel.recipient or world.member
        payload = build_payload(world.snowflake(), world.application_id, person, channel)
        payload |= {"type": kind, "data": data, **more}
        interaction = Interaction(payload["id"], payload["token"], payload, world.changes, deadline)
        world.interactions[interaction.token] = interaction
        await self.gateway.emit("INTERACTION_CREATE", payload)
        return interaction

    # Requests of the bot.

    async def _serve(self, incoming: web.Request) -> web.StreamResponse:
        body, files = await read_body(incoming)
        request = Request(incoming.method, incoming.path.removeprefix(API), body, files)
        self.requests.append(request)
        self.world.changes.notify()
        trouble = self.troubles.next_trouble(request.line)
        if trouble is not None:
            self.statistics.count_trouble(trouble)
        if self.troubles.cuts_gateway(request.line):
            self.statistics.troubles["cut"] += 1
            self.gateway.cut_all()
        if isinstance(trouble, Dropped):
            return self._break_connection(incoming)
        if isinstance(trouble, Held):
            await asyncio.sleep(trouble.seconds)
        answer, headers = self._answer(incoming, request, trouble)
        self.statistics.count_answer(answer)
        await self._emit_new_messages()
        if isinstance(trouble, Lost):
            self._check(incoming, request, answer)
            return self._break_connection(incoming)
        await asyncio.sleep(self.latency)
        if isinstance(trouble, Slow):
            with suppress(TimeoutError):
                await asyncio.wait_for((trouble.released or asyncio.Event()).wait(), trouble.seconds)
        request.status = answer.status
        self.world.changes.notify()
        self._check(incoming, request, answer)
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        # discord.py expects exactly this type, without a charset.
        headers = {**headers, "Content-Type": "application/json"}
        return web.Response(body=json.dumps(answer.body).encode(), status=answer.status, headers=headers)

    def _break_connection(self, incoming: web.Request) -> web.StreamResponse:
        assert incoming.transport is not None
        incoming.transport.abort()
        self.world.changes.notify()
        return web.Response()  # nobody receives it

    def _answer(
        self, incoming: web.Request, request: Request, trouble: Trouble | None
    ) -> tuple[Answer, Mapping[str, str]]:
        found = routes.find_route(request.method, request.path) if incoming.path.startswith(API) else None
        if found is None:
            self.complaints.append(f"{request.line}: not implemented")
            return Answer(501, {"code": 0, "message": "The stand-in does not know this route"}), {}
        route, parameters = found
        self.statistics.requests[route.name] += 1
        if route.needs_token and incoming.headers.get("Authorization") != f"Bot {self.world.token}":
            return routes.UNAUTHORISED, {}
        check = check_rate_limits(self.buckets, route, parameters, trouble)
        if check.limited is not None:
            self.statistics.limited[check.cause] += 1
            if check.cause != ORDERED and not self.allows_excess:
                self.complaints.append(f"{request.line}: sent although its bucket was empty")
            return check.refusal
        gateway = self.gateway
        urls = (f"{gateway.url}/", gateway.shards, gateway.max_concurrency)
        call = Call(self.world, parameters, incoming.query, request.body, *urls)
        try:
            return handle(route, call, trouble), check.headers
        except NotImplementedError as error:
            self.complaints.append(f"{request.line}: not implemented: {error}")
            return Answer(501, {"code": 0, "message": f"not implemented: {error}"}), check.headers

    async def _emit_new_messages(self) -> None:
        while self.world.new_threads:
            thread = self.world.new_threads.pop(0)
            await self.gateway.emit("THREAD_CREATE", thread.payload() | {"newly_created": True})
        while self._emitted < len(self.world.stored):
            message = self.world.stored[self._emitted].message
            self._emitted += 1
            if message["channel_id"] in self.world.channels:
                await self.gateway.emit("MESSAGE_CREATE", self.world.make_event(message))

    def _check(self, incoming: web.Request, request: Request, answer: Answer) -> None:
        if self._checker is None or answer.status == 501:
            return
        query = {key: incoming.query.getall(key) for key in incoming.query}
        plain = {key: values[0] if len(values) == 1 else values for key, values in query.items()}
        self.complaints += self._checker.violations(
            request.method, request.path, plain, request.body, files=request.files
        )
        violations = self._checker.answer_violations(request.method, request.path, answer.status, answer.body)
        self.complaints += [f"the stand-in itself: {violation}" for violation in violations]
