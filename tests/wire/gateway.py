"""The gateway's end of the websocket: HELLO, IDENTIFY, heartbeats, numbered events, and RESUME with replay."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire.compression import Compress, make_compressor
from tests.wire.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
GUILD_EVENTS = frozenset({"GUILD_CREATE", "GUILD_DELETE"})
CHANNEL_EVENTS = frozenset(
    {"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"}
)
INTERVAL = 5.0  # seconds between two shards with the same rate limit key
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content

REPLAYED = 1_000
"""How many events `forget` keeps for a RESUME."""
_FORGOTTEN: Mapping[str, Any] = {}


@dataclass(eq=False)
class Session:
    """What remains when a connection breaks: the events so far, numbered from 1, for a RESUME."""

    id: str
    intents: int
    shard: tuple[int, int]
    events: list[Mapping[str, Any]] = field(default_factory=list)
    connection: "Connection | None" = None


class Connection:
    """One websocket, with the compression that the client requested in the URL, if any."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, compress: Compress | None) -> None:
        self.socket = socket
        self._transport = request.transport
        self._compress = compress
        self.session: Session | None = None

    async def send(self, op: int, data: object = None, **more: object) -> None:
        """Send a payload. A client that is gone misses it."""
        text = json.dumps({"op": op, "d": data, "s": None, "t": None} | more)
        try:
            if self._compress is None:
                await self.socket.send_str(text)
            else:
                await self.socket.send_bytes(self._compress(text.encode()))
        except ConnectionError:
            self.detach()

    def detach(self) -> None:
        """Detach this connection from its session."""
        if self.session is not None and self.session.connection is self:
            self.session.connection = None

    def cut(self) -> None:
        """Break the connection without a close frame."""
        self.detach()
        if self._transport is not None:
            self._transport.abort()


class Gateway:
    """All sessions of the bot. It complains if the bot breaks the protocol."""

    def __init__(self, world: World, complain: Callable[[str], None], *, heartbeat_interval: float = 41.25) -> None:
        self._world = world
        self._complain = complain
        self.heartbeat_interval = heartbeat_interval
        self.url = ""
        self.sessions: list[Session] = []
        self.identified: list[Mapping[str, Any]] = []
        self.resumed: list[Mapping[str, Any]] = []
        self.heartbeats: list[int | None] = []
        self.refusals_left = 0  # how many more connections to refuse
        self.shards = 1  # what GET /gateway/bot recommends
        self.max_concurrency = 1  # what it says about how many shards may identify within five seconds
        self.paces = False  # whether a shard that identifies too early is a complaint
        self._identified_at: dict[int, float] = {}

    @property
    def session(self) -> Session | None:
        """The newest session."""
        return self.sessions[-1] if self.sessions else None

    @property
    def connected(self) -> bool:
        """Whether the bot receives events, on each of its shards."""
        return len({session.shard for session in self.sessions if session.connection is not None}) == self.shards

    def list_connections(self) -> list["Connection"]:
        """List the connections that have identified."""
        return [session.connection for session in self.sessions if session.connection is not None]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, from the upgrade to the close."""
        if self.refusals_left > 0:
            self.refusals_left -= 1
            return web.Response(status=503)
        try:
            compress = make_compressor(request.query["compress"]) if "compress" in request.query else None
        except NotImplementedError as error:
            self._complain(f"gateway: not implemented: {error}")
            return web.Response(status=501)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request, compress)
        await connection.send(HELLO, {"heartbeat_interval": round(self.heartbeat_interval * 1000)})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                self._complain(f"gateway: a {message.type.name} frame")
                break
            payload = json.loads(message.data)
            await self._receive(connection, request.path, payload["op"], payload.get("d"))
        connection.detach()
        if socket.close_code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY} and connection.session in self.sessions:
            self.sessions.remove(connection.session)  # the client closed it for good, so it can't resume
        self._world.changes.notify()
        return socket

    def forget(self) -> None:
        """Forget what a client has long received; only the newest events can be replayed."""
        for session in self.sessions:
            for number in range(max(0, len(session.events) - REPLAYED)):
                session.events[number] = _FORGOTTEN

    async def emit(self, event: str, data: Mapping[str, Any]) -> None:
        """Send an event to the shard it belongs to. Without a connection, it waits there for a RESUME."""
        for session in list(self.sessions):
            guild_id = data["id"] if event in GUILD_EVENTS else data.get("guild_id")
            if _shard_of(guild_id, session) == session.shard[0] and _is_wanted(session.intents, event, data):
                await self._dispatch(session, event, data)

    async def invalidate(self) -> None:
        """Invalidate the session (op 9): the client must identify again."""
        session = self._current()
        self.sessions.remove(session)
        if session.connection is not None:
            await session.connection.send(INVALID_SESSION, data=False)

    async def ask_to_reconnect(self) -> None:
        """Ask the client to reconnect (op 7); it may resume."""
        connection = self._current().connection
        assert connection is not None
        await connection.send(RECONNECT)

    def cut(self) -> None:
        """Break the newest session's connection without a close frame."""
        connection = self._current().connection
        assert connection is not None, "no connection to cut"
        connection.cut()

    def cut_all(self) -> None:
        """Break every connection without a close frame."""
        for session in self.sessions:
            if session.connection is not None:
                session.connection.cut()

    async def close(self) -> None:
        """Close every connection, because the stand-in stops."""
        for session in self.sessions:
            if session.connection is not None:
                await session.connection.socket.close(code=WSCloseCode.GOING_AWAY)

    def _current(self) -> Session:
        assert self.session is not None, "the bot has not identified"
        return self.session

    async def _receive(self, connection: Connection, path: str, op: int, data: Any) -> None:
        match op:
            case 1:
                self.heartbeats.append(data)
                await connection.send(ACK)
            case 2:
                await self._identify(connection, data)
            case 3:
                pass  # presences are ignored
            case 6:
                if not path.endswith("/resume"):
                    self._complain("gateway: RESUME at another URL than resume_gateway_url")
                await self._resume(connection, data)
            case _:
                self._complain(f"gateway: op {op} is not implemented")
        self._world.changes.notify()

    async def _identify(self, connection: Connection, data: Mapping[str, Any]) -> None:
        self.identified.append(data)
        self._check_pace(data.get("shard", (0, 1))[0])
        if data["token"] != self._world.token:
            await connection.socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            return
        if data["intents"] & PRIVILEGED:
            self._complain(f"gateway: privileged intents in {data['intents']:b}")
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intents.")
            return
        shard = tuple(data.get("shard", (0, 1)))
        session = Session(
            f"session-{len(self.identified)}", data["intents"], (shard[0], shard[1]), connection=connection
        )
        connection.session = session
        # A process that was killed resumes nothing; its session would collect events forever.
        self.sessions = [other for other in self.sessions if other.connection or other.shard != session.shard]
        self.sessions.append(session)
        world = self._world
        guilds = [
            guild.id for guild in world.guilds.values() if guild.joined and _shard_of(guild.id, session) == shard[0]
        ]
        ready = {
            "v": 10,
            "user": world.bot.payload() | {"mfa_enabled": False, "verified": True, "email": None},
            "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": f"{self.url}/resume",
            "shard": list(session.shard),
            "application": {"id": world.application_id, "flags": 0},
            "private_channels": [],
        }
        await self._dispatch(session, "READY", ready)
        for guild_id in guilds if session.intents & GUILDS else ():
            await self._dispatch(session, "GUILD_CREATE", world.describe_guild(guild_id))

    def _check_pace(self, shard: int) -> None:
        """Complain if a shard with the same rate limit key identified less than five seconds ago."""
        key, now = shard % self.max_concurrency, time.monotonic()
        # Half a second for the way, and for clocks.
        if self.paces and now - self._identified_at.get(key, -INTERVAL) < INTERVAL - 0.5:
            self._complain(f"gateway: shard {shard} identified too early")
        self._identified_at[key] = now

    async def _resume(self, connection: Connection, data: Mapping[str, Any]) -> None:
        self.resumed.append(data)
        session = next((session for session in self.sessions if session.id == data["session_id"]), None)
        if session is None or data["token"] != self._world.token or not 0 < data["seq"] <= len(session.events):
            await connection.send(INVALID_SESSION, data=False)
            return
        session.connection = connection.session = None
        sent = data["seq"]
        while sent < len(session.events):  # more events may come meanwhile
            await connection.send(**session.events[sent])
            sent += 1
        session.connection, connection.session = connection, session
        await self._dispatch(session, "RESUMED", {})

    async def _dispatch(self, session: Session, event: str, data: Mapping[str, Any]) -> None:
        payload = {"op": DISPATCH, "data": dict(data), "t": event, "s": len(session.events) + 1}
        session.events.append(payload)
        if session.connection is not None:
            await session.connection.send(**payload)


def _shard_of(guild_id: str | None, session: Session) -> int:
    """Return the shard that receives a server's events; direct messages go to the first."""
    return (int(guild_id or 0) >> 22) % session.shard[1]


def _is_wanted(intents: int, event: str, data: Mapping[str, Any]) -> bool:
    if event == "MESSAGE_CREATE":
        return bool(intents & (GUILD_MESSAGES if "guild_id" in data else DIRECT_MESSAGES))
    if event in GUILD_EVENTS | CHANNEL_EVENTS:
        return bool(intents & GUILDS)
    return event == "INTERACTION_CREATE"
