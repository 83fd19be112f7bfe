"""A round of the delivery: looking for digests that are due, and starting their runs.

A round over 10,000 digests of which 100 are due is compared with a round over just those 100, in turns; and the same
with none due.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from bench.ratios import Ratio
from bot.answers.desk.desk import Desk
from bot.digests.delivery.loop import Delivery
from bot.digests.digest import Digest
from bot.digests.service import DigestService
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.schema import digests, runs
from bot.store.tables.digests import digest_to_row
from bot.store.urls import parse_url
from tests.support.digesting import FakePublisher, ManualClock

MANY, DUE = 10_000, 100
ROUNDS = 15
CHANNELS_PER_SERVER = 5
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)

Database = Callable[[], AbstractContextManager[str]]
"""Creates an empty database and yields its URL; the database is deleted with the context."""


def build_row(number: int, due: datetime) -> dict[str, Any]:
    """Return the row of one of many digests, five to a server."""
    digest = Digest(number + 1, 1 + number // CHANNELS_PER_SERVER, 1_000 + number, 1, "daily 12:00", "UTC")
    return digest_to_row(replace(digest, state="active", editions=3, cursor=1, since=NOON, due_at=due))


class RoundBench:
    """A store with `count` digests, the last `due` of which are due at noon after `make_due`."""

    def __init__(self, url: str, desk: Desk, count: int, due: int) -> None:
        self._engine = open_engine(parse_url(url))
        self._is_due = digests.c.id > count - due
        with self._engine.begin() as connection:
            # The other digests are due in the minutes after noon.
            rows = [build_row(number, NOON + timedelta(seconds=1 + number % 3_000)) for number in range(count)]
            connection.execute(sa.insert(digests), rows)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # A server does this by itself within a minute of such a change.
            connection.exec_driver_sql("ANALYZE")
        clock = ManualClock(NOON)
        service = DigestService(build_ledger(self._engine), lambda: desk)
        self._delivery = Delivery(service, FakePublisher(clock), clock)

    async def time_round(self) -> float:
        """Return the seconds that a round takes."""
        start = time.perf_counter()
        await self._delivery.run_round()
        seconds = time.perf_counter() - start
        await self._delivery.close(0)
        return seconds

    def make_due(self) -> None:
        """Delete all runs, and make the last digests due again."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(runs))
            connection.execute(sa.update(digests).where(self._is_due).values(due_at=NOON))

    def clear_runs(self) -> None:
        """Delete all runs, so that the next round has none to continue."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(runs))

    def close(self) -> None:
        """Close the store."""
        self._engine.dispose()


def measure_rounds(kind: str, database: Database, desk: Desk) -> list[Ratio]:
    """Return the ratios of rounds over many digests to rounds over few, with and without due ones."""
    with database() as large_url, database() as small_url:
        large, small = RoundBench(large_url, desk, MANY, DUE), RoundBench(small_url, desk, DUE, DUE)
        try:
            times = asyncio.run(_time_rounds({"many": large, "few": small}))
        finally:
            large.close()
            small.close()
    medians = {name: median(seconds) for name, seconds in times.items()}
    return [
        Ratio(
            f"a round, {DUE} of {MANY:,} due, {kind}", medians["many"], medians["few"], f"{DUE} of {DUE} due", goal=1.5
        ),
        Ratio(
            f"a round, 0 of {MANY:,} due, {kind}",
            medians["many idle"],
            medians["few idle"],
            f"0 of {DUE} due",
            goal=1.5,
        ),
    ]


async def _time_rounds(benches: Mapping[str, RoundBench]) -> Mapping[str, Sequence[float]]:
    times: dict[str, list[float]] = {}
    for bench in benches.values():
        await bench.time_round()
    for _ in range(ROUNDS):
        for name, bench in benches.items():
            bench.make_due()
            times.setdefault(name, []).append(await bench.time_round())
            bench.clear_runs()
            times.setdefault(f"{name} idle", []).append(await bench.time_round())
    return times
