"""The load and memory of one, two and three processes that act as one bot on PostgreSQL, each with a shard.

Each process is offered the same number of questions a second, so that more processes answer more. What an answer
costs, and what each process keeps in memory, should not depend on how many there are.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.offered_load import DEADLINE, offer
from bench.ratios import ROOT, DataMissingError, Ratio
from bench.round_trip import LATENCY, write_questions
from bot.live_desk.live_desk import LiveDesk
from tests.support import postgres
from tests.wire.process import TOKEN, Process, run_bot
from tests.wire.standin import StandIn

COUNTS = (1, 2, 3)
RATE, SECONDS = 10.0, 20.0
"""Questions a second that each process is offered, and for how long."""
SERVERS = 300
"""Servers of each process."""
QUESTIONS = 2_000
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Held(NamedTuple):
    """The measurements of several processes together.

    `offered`, `answered`: questions a second, and those answered in time. `cost`: seconds of a processor for each
    answer. `memory`: bytes of each process; a page that several share counts in part for each.
    """

    processes: int
    offered: float
    answered: float
    cost: float
    memory: Sequence[int]


def run(shared: Path) -> list[Ratio]:
    """Return the ratios of two and three processes to one."""
    programs = postgres.find_programs(os.environ)
    if programs is None or sys.platform != "linux":
        raise DataMissingError(f"Linux, and {postgres.HOW}")
    corpora = sorted(folder for folder in (shared / "corpora").glob("*") if folder.is_dir())
    folders = corpora or [ROOT / "seeds"]
    questions = cycle(write_questions(folders, QUESTIONS))
    held: list[Held] = []
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.run_server(programs))
        now = datetime.now(UTC)
        # The first process would otherwise build what the others find in the cache.
        asyncio.run(LiveDesk.open(folders, clock=lambda: now, cache=home / "cache"))
        for count in COUNTS:
            with server.database() as url:
                held.append(asyncio.run(measure(count, url, folders, questions, home)))
    Console().print(build_table(held))
    return compare(held)


async def measure(count: int, url: str, folders: Sequence[Path], questions: Iterator[str], home: Path) -> Held:
    """Run some processes, and offer questions to all of them."""
    settings = {
        "CORPUS": ",".join(map(str, folders)),
        "DATABASE_URL": url,
        "CACHE_DIR": str(home / "cache"),
        "SHARD_COUNT": str(count),
        "LOG_LEVEL": "warning",
    }
    async with StandIn.start(TOKEN) as discord:
        discord.gateway.shards = count
        channels = [await add_servers(discord, shard, SERVERS) for shard in range(count)]
        async with run_processes(discord, home, settings, count) as bots:
            await offer(discord, questions, RATE, 4.0, seed=0, places=channels)
            discord.latency = LATENCY
            before = sum(read_processor_time(bot.process.pid) for bot in bots)
            outcomes = await offer(discord, questions, count * RATE, SECONDS, seed=count, places=channels)
            spent = sum(read_processor_time(bot.process.pid) for bot in bots) - before
            memory = [read_memory(bot.process.pid) for bot in bots]
    waits = [outcome.shown - outcome.sent for outcome in outcomes if outcome.is_answer and outcome.shown is not None]
    in_time = sum(wait <= DEADLINE for wait in waits)
    return Held(count, len(outcomes) / SECONDS, in_time / SECONDS, spent / max(1, len(waits)), memory)


async def add_servers(discord: StandIn, shard: int, count: int) -> str:
    """Add servers of a shard, each with a channel. Returns the channel of the last one."""
    channel = ""
    while count:
        guild = discord.world.add_guild(f"Shard {shard}, {count}")
        if (int(guild.id) >> 22) % discord.gateway.shards == shard:
            channel = discord.world.add_channel(guild.id).id
            count -= 1
        else:
            # The shard follows from the millisecond in the id.
            del discord.world.guilds[guild.id]
            await asyncio.sleep(0.001)
    return channel


@asynccontextmanager
async def run_processes(
    discord: StandIn, home: Path, settings: Mapping[str, str], count: int
) -> AsyncIterator[Sequence[Process]]:
    """Run a process for each shard, and wait until all are connected."""
    async with AsyncExitStack() as stack:
        bots: list[Process] = []
        for shard in range(count):
            own = home / f"{count}-{shard}"
            own.mkdir()
            environment = {**settings, "SHARD_IDS": str(shard), "HEALTH_FILE": str(own / "health.json")}
            bots.append(await stack.enter_async_context(run_bot(discord, own, "run", environment=environment)))
        await bots[0].until_ready(120)
        await discord.until(lambda: len(discord.gateway.list_connections()) == count, "a connection of each process")
        yield bots


def read_processor_time(process: int) -> float:
    """Return the seconds of a processor that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def read_memory(process: int) -> int:
    """Return the bytes of memory that a process has. A page that several have counts in part for each."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def compare(held: Sequence[Held]) -> list[Ratio]:
    """Return what an answer costs, compared to a process that is alone."""
    alone = held[0]
    return [
        Ratio(f"processor time of an answer by {row.processes} processes", row.cost, alone.cost, "one", goal=1.25)
        for row in held[1:]
    ]


def build_table(held: Sequence[Held]) -> Table:
    """Return a table with a row for each number of processes."""
    table = Table(title=f"Processes that are one bot, {SERVERS} servers each", title_justify="left")
    columns = ("processes", "offered, a second", "answered in time", "CPU for each answer (ms)", "memory of each (MB)")
    for column in columns:
        table.add_column(column, justify="right")
    for row in held:
        memory = ", ".join(f"{size / 1e6:.0f}" for size in row.memory)
        table.add_row(str(row.processes), f"{row.offered:.1f}", f"{row.answered:.1f}", f"{1e3 * row.cost:.1f}", memory)
    return table
