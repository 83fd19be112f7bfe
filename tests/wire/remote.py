"""The stand-in in another process: a test starts it, controls it over HTTP, and stops it.

`async with Remote.start() as discord:` gives a Discord for `tests.wire.process.run_bot`. The server stays while bots
come and are killed. A wrong call raises `AssertionError` with the server's sentence.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import aiohttp

from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess
from tests.wire import server
from tests.wire.control import PREFIX
from tests.wire.process import TOKEN
from tests.wire.trouble import Chances, Trouble


@dataclass(frozen=True)
class StoredMessage:
    """A message that the server accepted, and when (seconds since the epoch)."""

    message: Mapping[str, Any]
    received: float
    deleted: bool


class Remote:
    """The running server. `environment`: the variables that `tests.wire.launch` reads."""

    def __init__(self, started: Mapping[str, Any], http: aiohttp.ClientSession):
        self.port: int = started["port"]
        self.environment: Mapping[str, str] = started["environment"]
        self._http = http

    @classmethod
    @asynccontextmanager
    async def start(
        cls, token: str = TOKEN, *, openapi: Path | None = None, unlimited: bool = False
    ) -> AsyncIterator["Remote"]:
        """Start the server and wait for its port; stop it at the end of the block."""
        options = [*(["--openapi", str(openapi)] if openapi else []), *(["--unlimited"] if unlimited else [])]
        with ForkedProcess(server.main, ["--token", token, *options]) as process:
            try:
                line = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), PATIENCE)
                assert line, f"the server ended with {process.wait()}: {process.stderr.read()}"
                async with aiohttp.ClientSession() as http:
                    yield cls(json.loads(line), http)
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    await asyncio.to_thread(process.wait, PATIENCE)
                except TimeoutExpired:
                    process.kill()
                print(process.stderr.read())  # noqa: T201 - pytest shows it if a test fails

    async def call(self, name: str, /, **given: Any) -> Any:
        """Call POST /control/`name`; see `tests.wire.control`."""
        url = f"http://127.0.0.1:{self.port}{PREFIX}/{name}"
        async with self._http.post(url, json=given) as response:
            answer = await response.json()
            assert response.status == 200, f"{name}: {answer['wrong']}"
            return answer

    # Reading the state.

    async def state(self) -> Mapping[str, Any]:
        """Return `guild_id`, `channel_id`, `member_id`, `dm_id`, `connected`, `sessions`, `commands`, `complaints`."""
        return await self.call("state")

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Wait until a bot is connected and has registered its commands."""
        await self.call("ready", seconds=seconds)

    async def until_gone(self, seconds: float = PATIENCE) -> None:
        """Wait until no bot is connected: after a kill, before the next start."""
        await self.call("gone", seconds=seconds)

    async def messages(self, channel_id: str | None = None, *, since: int = 0) -> list[StoredMessage]:
        """Return all messages that were ever stored, oldest first, of one channel or from number `since` on."""
        return [StoredMessage(**stored) for stored in await self.call("messages", channel_id=channel_id, since=since)]

    async def statistics(self) -> Mapping[str, Any]:
        """Return the counts since the start; see `tests.wire.statistics.Statistics`."""
        return await self.call("statistics")

    async def wait_for_requests(
        self, on: str = ".*", times: int = 0, *, since: int = 0, seconds: float = 8.0
    ) -> tuple[int, int]:
        """Wait until `times` requests match the pattern `on`, or for `seconds`.

        Requests before number `since` don't count. Return how many match, and how many requests there are altogether.
        """
        counts = await self.call("seen", on=on, times=times, since=since, seconds=seconds)
        return counts["seen"], counts["all"]

    # Servers, channels and people.

    async def add_guild(self, name: str = "The Newsroom") -> str:
        """Add a server without a channel, and return its id."""
        return (await self.call("guild", name=name))["id"]

    async def add_channel(self, guild_id: str | None = None, kind: str = "text", **more: Any) -> str:
        """Add a channel ("text", "announcement", or "thread" with a `parent_id`), and return its id."""
        where = {"guild_id": guild_id} if guild_id else {}
        return (await self.call("channel", kind=kind, **where, **more))["id"]

    async def add_person(self, name: str | None = None) -> tuple[str, str]:
        """Add a person. Return their id, and that of their direct conversation with the bot."""
        person = await self.call("user", **({"name": name} if name else {}))
        return person["id"], person["dm_id"]

    async def deny(self, channel_id: str, *permissions: str) -> None:
        """Deny the bot these permissions in a channel, and no others; `discord_objects.PERMISSIONS` has the names."""
        await self.call("deny", channel_id=channel_id, permissions=permissions)

    async def remove(self, channel_id: str, *, silently: bool = False) -> None:
        """Delete a channel. `silently`: without an event."""
        await self.call("remove", channel_id=channel_id, silently=silently)

    async def leave(self, guild_id: str) -> None:
        """Remove the bot from a server."""
        await self.call("leave", guild_id=guild_id)

    async def set_closed(self, user_id: str, *, closed: bool = True) -> None:
        """Make a person refuse direct messages, or accept them again."""
        await self.call("doors", user_id=user_id, closed=closed)

    # Actions of people.

    async def use(self, command: str, *, where: str | None = None, **options: Any) -> Mapping[str, Any]:
        """Let the member use a slash command, such as "digest list", and return the reply."""
        return await self.call("use", command=command, where=where, options=options)

    async def press(self, message: Mapping[str, Any], custom_id: str, values: Sequence[str] = ()) -> Mapping[str, Any]:
        """Let the member press a button, or choose from a menu, and return the reply."""
        return await self.call("press", message=message, custom_id=custom_id, values=values)

    # Troubles.

    async def order_trouble(self, kind: Trouble, on: str, times: int = 1) -> None:
        """Order a trouble for the next requests that match the pattern `on`."""
        await self.call("trouble", kind=type(kind).__name__.lower(), of=asdict(kind), on=on, times=times)

    async def set_chances(self, chances: Chances, seed: int) -> None:
        """Let troubles happen by chance from now on: the same ones for the same seed and requests."""
        await self.call("chances", chances=asdict(chances), seed=seed)

    async def clear_troubles(self) -> None:
        """Cancel all troubles except the rate limits."""
        await self.call("calm")

    async def cut(self) -> None:
        """Break the gateway's connections."""
        await self.call("cut")

    async def set_limits(self, *, kept: bool) -> None:
        """Use Discord's rate limits from now on, or none."""
        await self.call("limits", kept=kept)

    async def change_settings(self, *, nonce_window: float | None = None, latency: float | None = None) -> None:
        """Set for how many seconds a nonce is known, and how many seconds every answer takes."""
        given = {"nonce_window": nonce_window, "latency": latency}
        await self.call("settings", **{key: value for key, value in given.items() if value is not None})

    async def forget_nonces(self) -> None:
        """Forget all nonces, as if their messages were older than the nonce window."""
        await self.call("settings", forget=True)
