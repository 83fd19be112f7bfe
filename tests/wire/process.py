"""Runs the bot as its operator does: as a process, through the real entry point, and ended by signals."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Generic, Protocol

from typing_extensions import TypeVar

from bot.health import Heartbeat, read_heartbeat
from bot.live_desk.live_desk import LiveDesk
from bot.store.engine import open_engine
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess, Running, start_python
from tests.support.root import ROOT
from tests.wire import launch
from tests.wire.standin import StandIn

# It looks like a token, but isn't one; nothing here leaves this machine.
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.only-the-shape-of-a-token-0000000000"  # noqa: S105


class RunningDiscord(Protocol):
    """A stand-in that a bot can connect to, in this process or in another."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that `tests.wire.launch` reads."""
        ...

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Wait until the bot is connected and has registered its commands."""
        ...


DiscordT = TypeVar("DiscordT", bound=RunningDiscord, default=StandIn)


@dataclass
class Process(Generic[DiscordT]):
    """A running bot, and its output so far."""

    process: Running
    discord: DiscordT
    stdout: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)
    _readers: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def log(self) -> str:
        """The output of both streams."""
        return "\n".join([*self.stdout, *self.stderr])

    async def until_ready(self, seconds: float = PATIENCE) -> None:
        """Wait until the bot is connected and has registered its commands; fail with its log if it ends before that."""
        ready = asyncio.create_task(self.discord.until_ready(seconds))
        await asyncio.wait((ready, *self._readers), return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            code = await self.wait()
            raise AssertionError(f"the bot ended with {code}:\n{self.log}")
        await ready

    async def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for the end, and return the exit code."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._readers)
            return await asyncio.to_thread(self.process.wait)

    async def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = PATIENCE) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return await self.wait(seconds)


_used: list[TemporaryDirectory[str]] = []


async def _used_home() -> Path:
    """Return a home in which a bot on the seeds has run before. Most starts use it, and skip reading and indexing."""
    if not _used:
        home = TemporaryDirectory(prefix="nutgraf-home-")
        now = datetime.now(UTC)
        await LiveDesk.open([ROOT / "seeds"], clock=lambda: now, cache=Path(home.name, "cache"))
        open_engine(parse_url(f"sqlite:///{home.name}/data/nutgraf.db")).dispose()
        _used.append(home)
    return Path(_used[0].name)


def _furnish(folder: Path, used: Path) -> None:
    if not (folder / "cache").exists():
        shutil.copytree(used, folder, dirs_exist_ok=True)


@asynccontextmanager
async def run_bot(
    discord: DiscordT,
    folder: Path,
    *arguments: str,
    token: str = TOKEN,
    environment: Mapping[str, str] | None = None,
    program: Callable[[Sequence[str]], None] = launch.main,
    module: str = "",
    is_first: bool = False,
) -> AsyncIterator[Process[DiscordT]]:
    """Run `nutgraf` with these arguments, on the seeds, with `folder` as home and working directory.

    Forks the bot, and calls `program` in the fork; but if a `module` is given, a new interpreter runs that.
    `is_first`: a new interpreter runs the bot, and nothing is there from an earlier start.
    """
    if not is_first and "CORPUS" not in (environment or {}):
        await asyncio.to_thread(_furnish, folder, await _used_home())
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "CORPUS": str(ROOT / "seeds"),
        "CACHE_DIR": str(folder / "cache"),
        "LOG_LEVEL": "debug",
        "DISCORD_TOKEN": token,
    }
    environment = {**settings, **discord.environment, **(environment or {})}
    started: Running
    if module or is_first:
        started = start_python("-m", module or launch.__name__, *arguments, environment=environment, folder=folder)
    else:
        started = ForkedProcess(program, arguments, environment=environment, folder=folder)
    bot = Process(started, discord)
    assert started.stdin is not None
    started.stdin.close()
    bot._readers += [
        asyncio.create_task(_collect(started.stdout, bot.stdout)),
        asyncio.create_task(_collect(started.stderr, bot.stderr)),
    ]
    try:
        yield bot
    finally:
        if started.poll() is None:
            with suppress(TimeoutError):
                await bot.stop()
        if started.poll() is None:
            await bot.stop(signal.SIGKILL)
        await bot.wait()
        print(bot.log)  # noqa: T201 - pytest shows it if a test fails


async def _collect(pipe: IO[str] | None, lines: list[str]) -> None:
    assert pipe is not None
    stream = asyncio.StreamReader(limit=2**20)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), pipe
    )
    async for line in stream:
        lines.append(line.decode(errors="replace").rstrip("\n"))  # noqa: PERF401 - tests read `lines` meanwhile
    transport.close()


async def wait_for_heartbeat(path: Path) -> Heartbeat:
    """Wait until a bot has written its health file, and read it."""
    async with asyncio.timeout(PATIENCE):
        while (heartbeat := await asyncio.to_thread(read_heartbeat, path)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return heartbeat
