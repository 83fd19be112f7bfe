"""Two processes on one PostgreSQL: the one that delivers loses its lock or its server, or is stopped for a while."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import psycopg
from psycopg import sql

from tests.faults.checking import Verdict
from tests.faults.killing import Report, finish, ignore, prepare, start_discord
from tests.faults.town import Town, TownPlan
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.wire import launch
from tests.wire.process import Process, run_bot
from tests.wire.remote import Remote
from tests.wire.trouble import SEND, Dropped

Fault = Literal["lock", "pause", "connections", "crash", "restart", "stop", "kill"]
FAULTS: Sequence[Fault] = ("lock", "pause", "connections", "crash", "restart", "stop", "stop", "kill")

STOPPED = 6.0
"""Seconds that a bot is stopped: long enough for another to take over."""

NONCE_WINDOW = 16.0
"""Seconds that this Discord knows a nonce: as long as discord.py repeats a request. The real one knows it longer."""

DROPPED, PAUSE = 6, 32.0
"""Requests that are dropped before the lock is lost, and the seconds until the bot tries these runs a third time."""

CONNECTED = "connected to Discord as"
DELIVERS, STANDS_BY = "this process delivers the digests", "stands by to deliver the digests"
SHARDS = 2
PLAN = TownPlan(1, 1)

_BACKENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'nutgraf'"
_LOCK_HOLDER = " AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 1853191272 AND granted)"


class Version(NamedTuple):
    """A version of the bot: the function that runs it, and further variables for it."""

    program: Callable[[Sequence[str]], None] = launch.main
    environment: Mapping[str, str] = {}


@dataclass
class Bots:
    """The processes of a town by their shard, each connected. One delivers.

    `versions`: of the processes that are not ours, by their shard.
    """

    town: Town
    shards: int = SHARDS
    lease: str = "15s"
    versions: dict[int, Version] = field(default_factory=dict)
    running: dict[int, Process[Remote]] = field(default_factory=dict)
    _stacks: dict[int, AsyncExitStack] = field(default_factory=dict)

    async def start(self) -> None:
        """Start what does not run, and wait until it is connected."""
        await asyncio.gather(*(self._start(shard) for shard in range(self.shards) if shard not in self.running))

    async def _start(self, shard: int) -> None:
        folder = self.town.folder / f"bot{shard}"
        folder.mkdir(exist_ok=True)
        stack = self._stacks[shard] = AsyncExitStack()
        version = self.versions.get(shard, Version())
        environment = {"SHARD_COUNT": str(self.shards), "SHARD_IDS": str(shard), "LEADER_LEASE": self.lease}
        environment |= {**self.town.environment, **version.environment}
        bot = await stack.enter_async_context(
            run_bot(self.town.discord, folder, "run", environment=environment, program=version.program)
        )
        self.running[shard] = bot
        async with asyncio.timeout(PATIENCE):
            while CONNECTED not in bot.log:
                assert bot.process.poll() is None, bot.log
                await asyncio.sleep(0.05)

    def find_deliverer(self) -> int | None:
        """Return the shard of the process that delivers, according to the logs; None if none does."""
        return next((shard for shard, bot in self.running.items() if _delivers(bot.log)), None)

    async def wait_for_deliverer(self) -> int:
        """Wait until a process delivers, and return its shard."""
        async with asyncio.timeout(PATIENCE):
            while (found := self.find_deliverer()) is None:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
            return found

    async def end(self, shard: int, number: signal.Signals) -> None:
        """End a process with a signal."""
        bot = self.running.pop(shard)
        code = await bot.stop(number)
        await self._stacks.pop(shard).aclose()
        assert code in (0, -number), bot.log


def _delivers(log: str) -> bool:
    return log.rfind(DELIVERS) > log.rfind(STANDS_BY)


@asynccontextmanager
async def open_bots(town: Town, shards: int = SHARDS, lease: str = "15s") -> AsyncIterator[Bots]:
    """Yield the processes of a town, and end them afterwards."""
    bots = Bots(town, shards, lease)
    try:
        yield bots
    finally:
        for shard, bot in list(bots.running.items()):
            bot.process.send_signal(signal.SIGCONT)
            await bots.end(shard, signal.SIGTERM)


async def contest_delivery(
    server: Server,
    database: str,
    folder: Path,
    faults: int,
    seed: int,
    report: Report = ignore,
    *,
    stopped: float = 6.0,
    plan: TownPlan = PLAN,
) -> Verdict:
    """Let two bots contest the right to deliver. Returns the verdict.

    `server`: serves nobody else, because it is restarted, too. `stopped`: seconds that a bot is stopped.
    """
    dice, done, idle = random.Random(seed), 0, 0  # noqa: S311 - repeatable, not secret
    async with start_discord() as discord:
        await discord.change_settings(nonce_window=max(NONCE_WINDOW, stopped + 10.0))
        town = await Town.create(discord, folder, database, plan)
        async with open_bots(town) as bots:
            while done < faults:
                assert idle <= 5 * faults, "the bots have nothing to do"
                await bots.start()
                await bots.wait_for_deliverer()
                fault = dice.choice(FAULTS)
                _, before = await discord.wait_for_requests()
                await prepare(town, dice, news=1.0)
                if fault == "pause":
                    await discord.order_trouble(Dropped(), SEND, DROPPED)
                # The bot looks for what is due because its articles changed.
                await discord.wait_for_requests(
                    SEND, DROPPED if fault == "pause" else dice.choice((1, 2, 3)), since=before
                )
                begun = len(town.list_unfinished())
                await _strike(server, bots, fault, dice, stopped)
                if begun:
                    done += 1
                    report(f"fault {done}: {fault}, {begun} begun")
                else:
                    idle += 1
        await discord.until_gone()
        return await finish(town, seed)


async def _strike(server: Server, bots: Bots, fault: Fault, dice: random.Random, stopped: float) -> None:
    """Disturb the process that delivers, so that another one takes over if it can."""
    shard = await bots.wait_for_deliverer()
    bot = bots.running[shard]
    match fault:
        case "lock" | "pause":
            server.execute(sql.SQL(_BACKENDS + _LOCK_HOLDER))
            if fault == "pause":
                await asyncio.sleep(PAUSE)
        case "connections":
            server.execute(sql.SQL(_BACKENDS))
        case "crash":
            await asyncio.to_thread(crash, server)
        case "restart":
            await asyncio.to_thread(server.restart, PATIENCE)
        case "stop":
            bot.process.send_signal(signal.SIGSTOP)
            server.execute(sql.SQL(_BACKENDS + _LOCK_HOLDER))
            await asyncio.sleep(stopped)
            bot.process.send_signal(signal.SIGCONT)
        case "kill":
            await bots.end(shard, dice.choice((signal.SIGKILL, signal.SIGTERM)))
            return
    # What the two do now is the test.
    await asyncio.sleep(dice.uniform(0.5, 4.0))


def crash(server: Server) -> None:
    """Let the server crash: when a backend is killed, it ends all others, and recovers."""
    with (
        psycopg.connect(host=str(server.folder), port=server.port, user="postgres", dbname="postgres") as connection,
        suppress(psycopg.OperationalError),
    ):
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        connection.execute("SELECT 1")
    server.wait_until_up(PATIENCE)
