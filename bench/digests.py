"""Scheduled digests: what a look at what is due costs, how long a thousand due at once take to leave, and start-up.

A tick is one round of the delivery: looking at what is due and beginning its runs. It is timed with 10,000 digests of
which 100 are due, and with those 100 alone, in turns.

The drain is of the real bot in a process of its own, on a stand-in for Discord in another, which keeps Discord's rate
limits and takes 50 ms for each answer, in place of a network. 1,000 digests of 1,000 channels in 200 servers are due
in one moment. Discord takes 50 requests a second of a bot, so they can't all have arrived before 20 s have passed.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from bench.ratios import ROOT, Ratio, percentile
from bench.startup import generated
from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.corpus.loading import load_corpus
from bot.digests.delivery.loop import Delivery
from bot.digests.digest import Digest
from bot.digests.service import DigestService
from bot.store.digests import digest_to_row
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger
from bot.store.schema import digests, runs
from tests.support import postgres
from tests.support.digesting import HandClock, PlayedDiscord
from tests.wire.process import running
from tests.wire.remote import Remote, Stored

MANY, DUE = 10_000, 100
ROUNDS = 15

SERVERS, CHANNELS_EACH = 200, 5
A_SECOND = 50.0
"""Requests that Discord takes of a bot."""
LATENCY = 0.05
LEAD = timedelta(seconds=20)
"""From the making of the digests until they are due: the bot starts meanwhile."""
SETTLED = timedelta(seconds=4)
"""That are left at least once it is connected."""
PATIENCE = 120.0
NEW = 40
"""Articles that arrived since the digests' last editions."""
STARTS = 5

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)

Database = Callable[[], AbstractContextManager[str]]


def run(shared: Path) -> list[Ratio]:
    """The ratios, on each kind of store that this machine has."""
    console = Console()
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as scratch, stores(Path(scratch), console) as kinds:
        corpora = shared / "corpora"
        folder = corpora if corpora.is_dir() else generated(Path(scratch, "files"), 500)
        desk = open_desk(load_corpus([folder], now=NOON).archive)
        for kind, database in kinds.items():
            ratios += ticks(kind, database, desk)
        drains: dict[str, Drain] = {}
        for kind, database in kinds.items():
            with database() as url:
                drains[kind] = asyncio.run(drain(url, folder, desk))
        console.print(table(drains))
        for kind, found in drains.items():
            count = len(found.received)
            ratios += [
                Ratio(
                    f"{count:,} due at once, all received, {kind}",
                    found.last,
                    count / A_SECOND,
                    "50 a second",
                    goal=1.1,
                ),
                Ratio(
                    f"each of {SERVERS} servers has its first, {kind}",
                    found.last_first,
                    SERVERS / A_SECOND,
                    "50 a second",
                    goal=1.3,
                ),
            ]
        ratios += [starts(kind, database, console) for kind, database in kinds.items()]
    return ratios


@contextmanager
def stores(scratch: Path, console: Console) -> Iterator[Mapping[str, Database]]:
    """What makes a new, empty database, by kind; PostgreSQL where its programs are."""
    number = iter(range(1_000))

    @contextmanager
    def file() -> Iterator[str]:
        yield f"sqlite:///{scratch / f'{next(number)}.db'}"

    binaries = postgres.binaries(os.environ)
    if binaries is None:
        console.print(f"PostgreSQL: not run; it {postgres.HOW}")
        yield {"SQLite": file}
        return
    with postgres.serving(binaries) as server:
        yield {"SQLite": file, "PostgreSQL": server.database}


# A tick.


def made(number: int, due: datetime) -> dict[str, Any]:
    """A row of one of many digests, five to a server."""
    digest = Digest(number + 1, 1 + number // CHANNELS_EACH, 1_000 + number, 1, "daily 12:00", "UTC")
    return digest_to_row(replace(digest, state="active", editions=3, cursor=1, since=NOON, due_at=due))


class Bench:
    """A store with so many digests, of which the last few become due at noon each time it is `set`."""

    def __init__(self, url: str, desk: Desk, count: int, due: int) -> None:
        self._engine = open_engine(parse_url(url))
        self._due = digests.c.id > count - due
        self._office = DigestService(build_ledger(self._engine), lambda: desk)
        with self._engine.begin() as connection:
            # The others are due in the minutes after.
            rows = [made(number, NOON + timedelta(seconds=1 + number % 3_000)) for number in range(count)]
            connection.execute(sa.insert(digests), rows)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # As the server does by itself within a minute of such a change.
            connection.exec_driver_sql("ANALYZE")
        clock = HandClock(NOON)
        self._delivery = Delivery(self._office, PlayedDiscord(clock), clock)

    async def timed(self) -> float:
        """Seconds that a round takes in which nothing is due but what was `set`."""
        began = time.perf_counter()
        await self._delivery.run_round()
        taken = time.perf_counter() - began
        await self._delivery.close(0)
        return taken

    def set(self) -> None:
        """Let the due be due."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(runs))
            connection.execute(sa.update(digests).where(self._due).values(due_at=NOON))

    def rest(self) -> None:
        """Nothing is due, and nothing begun."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(runs))

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()


def ticks(kind: str, database: Database, desk: Desk) -> list[Ratio]:
    """Rounds with 100 due of 10,000 and of 100, and with none due, in turns."""
    with database() as one, database() as other:
        large, small = Bench(one, desk, MANY, DUE), Bench(other, desk, DUE, DUE)
        try:
            times = asyncio.run(_taken({"many": large, "few": small}))
        finally:
            large.close()
            small.close()
    found = {name: median(each) for name, each in times.items()}
    return [
        Ratio(f"a tick, {DUE} of {MANY:,} due, {kind}", found["many"], found["few"], f"{DUE} of {DUE} due", goal=1.5),
        Ratio(f"a tick, 0 of {MANY:,} due, {kind}", found["many idle"], found["few idle"], f"0 of {DUE} due", goal=1.5),
    ]


async def _taken(benches: Mapping[str, Bench]) -> Mapping[str, Sequence[float]]:
    times: dict[str, list[float]] = {}
    for bench in benches.values():
        await bench.timed()
    for _ in range(ROUNDS):
        for name, bench in benches.items():
            bench.set()
            times.setdefault(name, []).append(await bench.timed())
            bench.rest()
            times.setdefault(f"{name} idle", []).append(await bench.timed())
    return times


# The drain.


@dataclass(frozen=True)
class Drain:
    """Seconds from due to each message's arrival, in order; those of each server's first; by how much the bot's loop
    was late; the share of a processor that the bot took; how often Discord said 429; how many came a second time."""

    received: Sequence[float]
    firsts: Sequence[float]
    late: Sequence[float]
    processor: float
    limited: int
    doubled: int

    @property
    def last(self) -> float:
        """When all had come."""
        return self.received[-1]

    @property
    def last_first(self) -> float:
        """When each server had something."""
        return max(self.firsts)


async def drain(url: str, folder: Path, desk: Desk) -> Drain:
    """A thousand due at once, and what became of them."""
    with tempfile.TemporaryDirectory() as home:
        watched = Path(home, "watched")
        settings = {
            "DATABASE_URL": url, "CORPUS": str(folder), "LOG_LEVEL": "warning", "WATCHED": str(watched),
        }  # fmt: skip
        async with Remote.started() as remote:
            channels = await _channels(remote)
            due = datetime.now(UTC) + LEAD
            await asyncio.to_thread(_fill, url, desk, channels, due)
            await remote.settings(latency=LATENCY)
            async with running(remote, Path(home), "run", environment=settings, module="bench.monitored_bot") as bot:
                await bot.until_ready(60)
                if due - datetime.now(UTC) < SETTLED:
                    raise RuntimeError("this machine is too slow: the bot was not there before the digests were due")
                stored = await _all_received(remote, len(channels))
            limited = sum((await remote.statistics())["limited"].values())
        notes = await asyncio.to_thread(_notes, watched)
    return drained(stored, channels, due.timestamp(), notes, limited)


def _notes(watched: Path) -> Sequence[Sequence[float]]:
    return [json.loads(line) for line in watched.read_text("ascii").splitlines()]


async def _channels(remote: Remote) -> Mapping[str, str]:
    """New channels, five to a server: the server of each."""
    found: dict[str, str] = {}
    for _ in range(SERVERS):
        server = await remote.guild()
        for _ in range(CHANNELS_EACH):
            found[await remote.channel(server)] = server
    return found


def _fill(url: str, desk: Desk, channels: Mapping[str, str], due: datetime) -> None:
    engine = open_engine(parse_url(url))
    try:
        archive = desk.archive
        # The newest arrive with the bot's start.
        build_ledger(engine).arrivals.record([archive.id_of(place) for place in range(NEW, len(archive))], NOON)
        rows = [
            {**made(number, due), "server": int(server), "channel": int(channel)}
            for number, (channel, server) in enumerate(channels.items())
        ]
        with engine.begin() as connection:
            connection.execute(sa.insert(digests), rows)
    finally:
        engine.dispose()


async def _all_received(remote: Remote, count: int) -> Sequence[Stored]:
    began = time.monotonic()
    while len(stored := await remote.messages()) < count:
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError(f"of {count} editions only {len(stored)} came in {PATIENCE:.0f} s")
        await asyncio.sleep(1)
    return stored


def drained(
    stored: Sequence[Stored], servers: Mapping[str, str], due: float, notes: Sequence[Sequence[float]], limited: int
) -> Drain:
    """What messages and notes tell. `servers`: of each channel; `due`: seconds of the epoch; `notes`: of `watched`."""
    firsts: dict[str, float] = {}
    for each in stored:
        firsts.setdefault(servers[each.message["channel_id"]], each.received - due)
    received = [each.received - due for each in stored]
    within = [note for note in notes if due <= note[0] <= due + received[-1]]
    (began, _, before), (ended, _, after) = within[0], within[-1]
    reached = {each.message["channel_id"] for each in stored}
    return Drain(
        received=received,
        firsts=list(firsts.values()),
        late=[note[1] for note in within],
        processor=(after - before) / (ended - began),
        limited=limited,
        doubled=len(stored) - len(reached),
    )


def table(drains: Mapping[str, Drain]) -> Table:
    """One line for each store."""
    title = f"{SERVERS * CHANNELS_EACH:,} digests of {SERVERS} servers, due at once (seconds from due)"
    shown = Table(title=title, title_justify="left")
    for name in (
        "store", "first", "half", "all", "a server's first: median, last", "answers of 429", "doubled",
        "loop late: median, 95th, most (ms)", "processor",
    ):  # fmt: skip
        shown.add_column(name, justify="right")
    for kind, one in drains.items():
        late = [1e3 * each for each in one.late]
        shown.add_row(
            kind,
            f"{one.received[0]:.2f}",
            f"{median(one.received):.2f}",
            f"{one.last:.2f}",
            f"{median(one.firsts):.2f}, {one.last_first:.2f}",
            str(one.limited),
            str(one.doubled),
            f"{median(late):.1f}, {percentile(late, 95):.1f}, {max(late):.0f}",
            f"{one.processor:.0%}",
        )
    return shown


# Start-up.


def starts(kind: str, database: Database, console: Console) -> Ratio:
    """What the store adds to the bot's start, in processes of their own, against importing discord.py."""
    found: list[Mapping[str, float]] = []
    with database() as url:
        # Its tables are made once; after that, it starts as most bots do.
        open_engine(parse_url(url)).dispose()
        for _ in range(STARTS):
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", "bench.store_startup", url], cwd=ROOT, check=True, capture_output=True, text=True
            )
            found.append(json.loads(done.stdout))
    taken = {name: median(each[name] for each in found) for name in found[0]}
    console.print(
        f"{kind} at start-up: imports {taken['imports'] * 1e3:.0f} ms and {taken['imports memory']:.1f} MB, opening "
        f"{taken['opening'] * 1e3:.0f} ms and {taken['opening memory']:.1f} MB"
    )
    ours = taken["imports"] + taken["opening"]
    return Ratio(f"the store, imported and opened, {kind}", ours, taken["library"], "importing discord.py")
