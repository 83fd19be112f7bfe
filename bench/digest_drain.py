"""The drain: 1,000 digests that are due at once, until Discord has received them all.

The real bot runs in one process. A stand-in for Discord runs in another; it keeps Discord's rate limits and takes 50 ms
for each response, in place of a network. The digests belong to 1,000 channels in 200 servers. Discord takes 50 requests
a second from a bot, so the drain takes at least 20 s.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from rich.table import Table

from bench.digest_rounds import CHANNELS_PER_SERVER, NOON, build_row
from bench.ratios import Ratio, compute_percentile
from bot.answers.desk.desk import Desk
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.schema import digests
from bot.store.urls import parse_url
from tests.wire.process import run_bot
from tests.wire.remote import Remote, StoredMessage

SERVERS = 200
REQUESTS_PER_SECOND = 50.0
"""Requests that Discord takes from a bot."""
LATENCY = 0.05
LEAD = timedelta(seconds=20)
"""From creating the digests until they are due; the bot starts meanwhile."""
MIN_REST = timedelta(seconds=4)
"""From the bot's connection until the digests are due, at least."""
PATIENCE = 120.0
NEW_ARTICLES = 40
"""Articles that arrived since the digests' last editions."""


@dataclass(frozen=True)
class Drain:
    """The measurements of a drain.

    `received`: seconds from due to each message, in order. `firsts`: the same for each server's first message. `late`:
    by how many seconds the bot's loop was late, sample by sample. `processor`: the share of one processor that the bot
    took. `rate_limited`: responses with status 429. `doubled`: messages that came more than once.
    """

    received: Sequence[float]
    firsts: Sequence[float]
    late: Sequence[float]
    processor: float
    rate_limited: int
    doubled: int

    @property
    def last(self) -> float:
        """Seconds until all messages had come."""
        return self.received[-1]

    @property
    def last_server(self) -> float:
        """Seconds until every server had its first message."""
        return max(self.firsts)


async def measure_drain(url: str, folder: Path, desk: Desk) -> Drain:
    """Make a thousand digests due at once, and measure how they are delivered."""
    with tempfile.TemporaryDirectory() as home:
        monitor_file = Path(home, "monitor")
        settings = {
            "DATABASE_URL": url, "CORPUS": str(folder), "LOG_LEVEL": "warning", "MONITOR_FILE": str(monitor_file),
        }  # fmt: skip
        async with Remote.start() as remote:
            channels = await _create_channels(remote)
            due = datetime.now(UTC) + LEAD
            await asyncio.to_thread(_fill_store, url, desk, channels, due)
            await remote.change_settings(latency=LATENCY)
            async with run_bot(remote, Path(home), "run", environment=settings, module="bench.monitored_bot") as bot:
                await bot.until_ready(60)
                if due - datetime.now(UTC) < MIN_REST:
                    raise RuntimeError(
                        "this machine is too slow: the bot was not connected before the digests were due"
                    )
                stored = await _wait_for_messages(remote, len(channels))
            rate_limited = sum((await remote.statistics())["limited"].values())
        samples = await asyncio.to_thread(_read_samples, monitor_file)
    return summarize_drain(stored, channels, due.timestamp(), samples, rate_limited)


def _read_samples(file: Path) -> Sequence[Sequence[float]]:
    return [json.loads(line) for line in file.read_text("ascii").splitlines()]


async def _create_channels(remote: Remote) -> Mapping[str, str]:
    """Create channels, five to a server. Return the server of each channel."""
    servers: dict[str, str] = {}
    for _ in range(SERVERS):
        server = await remote.add_guild()
        for _ in range(CHANNELS_PER_SERVER):
            servers[await remote.add_channel(server)] = server
    return servers


def _fill_store(url: str, desk: Desk, channels: Mapping[str, str], due: datetime) -> None:
    """Store a digest for each channel. The newest articles are not stored, so they arrive when the bot starts."""
    engine = open_engine(parse_url(url))
    try:
        archive = desk.archive
        ids = [archive.id_of(place) for place in range(NEW_ARTICLES, len(archive))]
        build_ledger(engine).arrivals.record(ids, NOON)
        rows = [
            {**build_row(number, due), "server": int(server), "channel": int(channel)}
            for number, (channel, server) in enumerate(channels.items())
        ]
        with engine.begin() as connection:
            connection.execute(sa.insert(digests), rows)
    finally:
        engine.dispose()


async def _wait_for_messages(remote: Remote, count: int) -> Sequence[StoredMessage]:
    start = time.monotonic()
    while len(stored := await remote.messages()) < count:
        if time.monotonic() - start > PATIENCE:
            raise RuntimeError(f"only {len(stored)} of {count} editions came in {PATIENCE:.0f} s")
        await asyncio.sleep(1)
    return stored


def summarize_drain(
    stored: Sequence[StoredMessage],
    servers: Mapping[str, str],
    due: float,
    samples: Sequence[Sequence[float]],
    rate_limited: int,
) -> Drain:
    """Summarize the messages and the monitor's samples.

    `servers`: the server of each channel. `due`: seconds since the epoch. `samples`: see `bench.monitored_bot`.
    """
    firsts: dict[str, float] = {}
    for message in stored:
        firsts.setdefault(servers[message.message["channel_id"]], message.received - due)
    received = [message.received - due for message in stored]
    within = [sample for sample in samples if due <= sample[0] <= due + received[-1]]
    (start, _, processor_before), (end, _, processor_after) = within[0], within[-1]
    channels = {message.message["channel_id"] for message in stored}
    return Drain(
        received=received,
        firsts=list(firsts.values()),
        late=[sample[1] for sample in within],
        processor=(processor_after - processor_before) / (end - start),
        rate_limited=rate_limited,
        doubled=len(stored) - len(channels),
    )


def compare_drain(kind: str, drain: Drain) -> list[Ratio]:
    """Return the ratios of a drain to Discord's own limit."""
    count = len(drain.received)
    return [
        Ratio(
            f"{count:,} due at once, all received, {kind}",
            drain.last,
            count / REQUESTS_PER_SECOND,
            "50 a second",
            goal=1.1,
        ),
        Ratio(
            f"{SERVERS} servers, each has its first, {kind}",
            drain.last_server,
            SERVERS / REQUESTS_PER_SECOND,
            "50 a second",
            goal=1.3,
        ),
    ]


def build_drain_table(drains: Mapping[str, Drain]) -> Table:
    """Return a table with a row for each kind of store."""
    title = f"{SERVERS * CHANNELS_PER_SERVER:,} digests in {SERVERS} servers, due at once (seconds from due)"
    table = Table(title=title, title_justify="left")
    for column in (
        "store", "first", "half", "all", "a server's first: median, last", "429 responses", "doubled",
        "loop late: median, 95th, most (ms)", "processor",
    ):  # fmt: skip
        table.add_column(column, justify="right")
    for kind, drain in drains.items():
        late = [1e3 * seconds for seconds in drain.late]
        table.add_row(
            kind,
            f"{drain.received[0]:.2f}",
            f"{median(drain.received):.2f}",
            f"{drain.last:.2f}",
            f"{median(drain.firsts):.2f}, {drain.last_server:.2f}",
            str(drain.rate_limited),
            str(drain.doubled),
            f"{median(late):.1f}, {compute_percentile(late, 95):.1f}, {max(late):.0f}",
            f"{drain.processor:.0%}",
        )
    return table
