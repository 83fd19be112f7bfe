"""The stand-in in a process of its own, as a test holds it: started, governed over HTTP, stopped.

`async with Remote.started() as discord:` gives what `tests.wire.process.running` sends a bot to; the server stays
while bots come and are killed. Whatever a call gets wrong raises `AssertionError` with the server's sentence.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.patience import PATIENCE
from tests.wire.control import PREFIX
from tests.wire.process import ROOT, TOKEN
from tests.wire.trouble import Chances, Kind


@dataclass(frozen=True)
class Stored:
    """A message that the server took, and when (seconds of the epoch)."""

    message: Mapping[str, Any]
    received: float
    deleted: bool


class Remote:
    """The running server. `environment` is what `tests.wire.launch` reads."""

    def __init__(self, process: asyncio.subprocess.Process, told: Mapping[str, Any], http: aiohttp.ClientSession):
        self.process = process
        self.port: int = told["port"]
        self.environment: Mapping[str, str] = told["environment"]
        self._http = http

    @classmethod
    @asynccontextmanager
    async def started(
        cls, token: str = TOKEN, *, openapi: Path | None = None, unlimited: bool = False
    ) -> AsyncIterator["Remote"]:
        """Starts the server and waits for its port; ends it with the block."""
        options = [*(["--openapi", str(openapi)] if openapi else []), *(["--unlimited"] if unlimited else [])]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.wire.server", "--token", token, *options,
            cwd=ROOT, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert line, f"the server ended with {await process.wait()}"
            async with aiohttp.ClientSession() as http:
                yield cls(process, json.loads(line), http)
        finally:
            if process.returncode is None:
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def call(self, name: str, /, **given: Any) -> Any:
        """POST /control/`name`: see `tests.wire.control` for what each takes and gives."""
        url = f"http://127.0.0.1:{self.port}{PREFIX}/{name}"
        async with self._http.post(url, json=given) as response:
            answer = await response.json()
            assert response.status == 200, f"{name}: {answer['wrong']}"
            return answer

    # What there is.

    async def state(self) -> Mapping[str, Any]:
        """`guild_id`, `channel_id`, `member_id`, `dm_id`; `connected`, `sessions`, `commands`, `complaints`."""
        return await self.call("state")

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Returns when a bot is connected and has told its commands."""
        await self.call("ready", seconds=seconds)

    async def until_gone(self, seconds: float = PATIENCE) -> None:
        """Returns when no bot is connected: after a kill, before the next start."""
        await self.call("gone", seconds=seconds)

    async def messages(self, channel_id: str | None = None, *, since: int = 0) -> list[Stored]:
        """All messages ever stored, oldest first; of one channel, or from the number `since` on."""
        return [Stored(**each) for each in await self.call("messages", channel_id=channel_id, since=since)]

    async def statistics(self) -> Mapping[str, Any]:
        """Counts since the start, as `tests.wire.tally.Tally` has them."""
        return await self.call("statistics")

    async def seen(self, on: str = ".*", times: int = 0, *, since: int = 0, seconds: float = 8.0) -> tuple[int, int]:
        """Waits until so many requests that fit `on` came, from the number `since` on, or so long: how many did, and
        how many requests there were altogether."""
        found = await self.call("seen", on=on, times=times, since=since, seconds=seconds)
        return found["seen"], found["all"]

    # Who and what is there.

    async def guild(self, name: str = "The Newsroom") -> str:
        """One server more, without a channel: its id."""
        return (await self.call("guild", name=name))["id"]

    async def channel(self, guild_id: str | None = None, kind: str = "text", **more: Any) -> str:
        """One channel more ("text", "announcement", or "thread" with a `parent_id`): its id."""
        where = {"guild_id": guild_id} if guild_id else {}
        return (await self.call("channel", kind=kind, **where, **more))["id"]

    async def user(self, name: str | None = None) -> tuple[str, str]:
        """One person more: their id, and that of their direct conversation with the bot."""
        made = await self.call("user", **({"name": name} if name else {}))
        return made["id"], made["dm_id"]

    async def deny(self, channel_id: str, *permissions: str) -> None:
        """The bot lacks these permissions in the channel (names as in `places.PERMISSIONS`), and no other."""
        await self.call("deny", channel_id=channel_id, permissions=permissions)

    async def remove(self, channel_id: str, *, silently: bool = False) -> None:
        """The channel is deleted."""
        await self.call("remove", channel_id=channel_id, silently=silently)

    async def leave(self, guild_id: str) -> None:
        """The bot is removed from a server."""
        await self.call("leave", guild_id=guild_id)

    async def close(self, user_id: str, *, closed: bool = True) -> None:
        """The person takes no direct messages from now on, or takes them again."""
        await self.call("doors", user_id=user_id, closed=closed)

    # What people do.

    async def use(self, command: str, *, where: str | None = None, **options: Any) -> Mapping[str, Any]:
        """The member uses a slash command ("digest list"): the reply."""
        return await self.call("use", command=command, where=where, options=options)

    async def press(self, message: Mapping[str, Any], custom_id: str, values: Sequence[str] = ()) -> Mapping[str, Any]:
        """The member presses a button, or chooses in a menu: the reply."""
        return await self.call("press", message=message, custom_id=custom_id, values=values)

    # What goes wrong.

    async def order(self, kind: Kind, on: str, times: int = 1) -> None:
        """The next requests that fit meet this trouble."""
        await self.call("trouble", kind=type(kind).__name__.lower(), of=asdict(kind), on=on, times=times)

    async def leave_to_chance(self, chances: Chances, seed: int) -> None:
        """From now on troubles come by chance, the same ones for the same seed and requests."""
        await self.call("chances", chances=asdict(chances), seed=seed)

    async def calm(self) -> None:
        """Nothing goes wrong any more, but for the rate limits."""
        await self.call("calm")

    async def cut(self) -> None:
        """The gateway's connections break."""
        await self.call("cut")

    async def limits(self, *, kept: bool) -> None:
        """Discord's rate limits are kept from now on, or there are none."""
        await self.call("limits", kept=kept)

    async def settings(self, *, nonce_window: float | None = None, latency: float | None = None) -> None:
        """Seconds for which a nonce is known; seconds that every answer takes."""
        given = {"nonce_window": nonce_window, "latency": latency}
        await self.call("settings", **{key: value for key, value in given.items() if value is not None})

    async def forget_nonces(self) -> None:
        """As if the messages so far had come more than a nonce's window ago."""
        await self.call("settings", forget=True)
