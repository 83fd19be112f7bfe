"""Two bots on one PostgreSQL: the one that delivers loses its lock, its connections, its server or some time."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from tests.faults.checking import Verdict
from tests.faults.killing import Report, finish, ignore, prepare, start_discord
from tests.faults.town import Town
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.wire.process import Process, run_bot
from tests.wire.remote import Remote
from tests.wire.trouble import SEND, Dropped

Fault = Literal["lock", "pause", "connections", "server", "stop", "kill"]
FAULTS: Sequence[Fault] = ("lock", "pause", "connections", "server", "stop", "stop", "kill")

STOPPED = 6.0
"""Seconds that a bot is stopped: long enough for another to take over."""

NONCE_WINDOW = 16.0
"""Seconds that this Discord knows a nonce: as long as discord.py repeats a request. The real one knows it longer."""

DROPPED, PAUSE = 6, 32.0
"""Requests that are dropped before the lock is lost, and the seconds until the bot tries these runs a third time."""

CONNECTED, REFUSED = "connected to Discord as", 78

_BACKENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'nutgraf'"
_LOCK_HOLDERS = " AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"


@dataclass
class Bots:
    """The bots of a town, at most two, oldest first. One delivers; the other has lost the lock, or was refused it."""

    town: Town
    running: list[Process[Remote]] = field(default_factory=list)
    _stacks: dict[int, AsyncExitStack] = field(default_factory=dict)
    _started: int = 0

    async def start(self) -> bool:
        """Start a bot, and wait until it is connected. Returns False if it was refused because another delivers."""
        folder = self.town.folder / f"bot{self._started % 2}"
        self._started += 1
        folder.mkdir(exist_ok=True)
        stack = AsyncExitStack()
        bot = await stack.enter_async_context(
            run_bot(self.town.discord, folder, "run", environment=self.town.environment)
        )
        async with asyncio.timeout(PATIENCE):
            while bot.process.poll() is None and CONNECTED not in bot.log:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        if bot.process.poll() is not None:
            code = await bot.wait()
            await stack.aclose()
            assert code == REFUSED, bot.log
            return False
        self.running.append(bot)
        self._stacks[id(bot)] = stack
        return True

    async def end(self, bot: Process[Remote], number: signal.Signals) -> None:
        """End a bot with a signal."""
        self.running.remove(bot)
        code = await bot.stop(number)
        await self._stacks.pop(id(bot)).aclose()
        assert code in (0, -number), bot.log


@asynccontextmanager
async def open_bots(town: Town) -> AsyncIterator[Bots]:
    """Yield the bots of a town, and end them afterwards."""
    bots = Bots(town)
    try:
        yield bots
    finally:
        for bot in list(bots.running):
            bot.process.send_signal(signal.SIGCONT)
            await bots.end(bot, signal.SIGTERM)


async def contest_delivery(
    server: Server,
    database: str,
    folder: Path,
    faults: int,
    seed: int,
    report: Report = ignore,
    *,
    stopped: float = 6.0,
) -> Verdict:
    """Let two bots contest the right to deliver. Returns the verdict.

    `server`: serves nobody else, because it is restarted, too. `stopped`: seconds that a bot is stopped.
    """
    dice, done, idle = random.Random(seed), 0, 0  # noqa: S311 - repeatable, not secret
    async with start_discord() as discord:
        await discord.change_settings(nonce_window=max(NONCE_WINDOW, stopped + 10.0))
        town = await Town.create(discord, folder, database, guilds=1, per_place=1)
        async with open_bots(town) as bots:
            while done < faults:
                assert idle <= 5 * faults, "the bots have nothing to do"
                if not bots.running:
                    assert await bots.start()
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
                    report(f"fault {done}: {fault}, {begun} begun, {len(bots.running)} bots are left")
                else:
                    idle += 1
        await discord.until_gone()
        return await finish(town, seed, again=True)


async def _strike(server: Server, bots: Bots, fault: Fault, dice: random.Random, stopped: float) -> None:
    """Let something happen to the bot that delivers, and let another bot take over if it can."""
    bot = bots.running[-1]
    if len(bots.running) > 1 and fault != "kill":
        # Until now it could try again what the other has sent.
        await bots.end(bots.running[0], dice.choice((signal.SIGKILL, signal.SIGTERM)))
    match fault:
        case "lock" | "pause":
            server.execute(sql.SQL(_BACKENDS + _LOCK_HOLDERS))
            await bots.start()
            if fault == "pause":
                await asyncio.sleep(PAUSE)
        case "connections":
            server.execute(sql.SQL(_BACKENDS))
            await bots.start()
        case "server":
            await asyncio.to_thread(restart, server)
            await bots.start()
        case "stop":
            bot.process.send_signal(signal.SIGSTOP)
            server.execute(sql.SQL(_BACKENDS + _LOCK_HOLDERS))
            await asyncio.gather(bots.start(), asyncio.sleep(stopped))
            bot.process.send_signal(signal.SIGCONT)
        case "kill":
            await bots.end(bot, signal.SIGKILL)
            return
    # What the two do now is the test.
    await asyncio.sleep(dice.uniform(0.5, 4.0))


def restart(server: Server) -> None:
    """Let the server restart as after a crash: when a backend is killed, it ends all others, and recovers."""
    with (
        psycopg.connect(host=str(server.folder), port=server.port, user="postgres", dbname="postgres") as connection,
        suppress(psycopg.OperationalError),
    ):
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        connection.execute("SELECT 1")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            server.execute(sql.SQL("SELECT 1"))
            return
        time.sleep(0.1)
