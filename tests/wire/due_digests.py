"""Digests that are due for the bot in a test, how their runs ended, and which messages are editions."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from bot.digests.digest import Digest, Run
from bot.digests.store_ports.ledger import Ledger
from bot.store.engine import connect
from bot.store.open_store import build_ledger
from bot.store.urls import get_sqlite_file, parse_url
from tests.support.patience import PATIENCE
from tests.support.stores import create_tables
from tests.wire.components import walk_components
from tests.wire.process import Process, run_bot
from tests.wire.standin import StandIn


@contextmanager
def open_ledger(url: str) -> Iterator[Ledger]:
    """Open the store while a bot uses it. No connection to a file stays open between two transactions."""
    parsed = parse_url(url)
    engine = connect(parsed, is_pooled=get_sqlite_file(parsed) is None)
    try:
        yield build_ledger(engine)
    finally:
        engine.dispose()


def add_due_digest(url: str, discord: StandIn, **changes: object) -> Digest:
    """Store a digest for the first channel that is due now, not again today, and posts from the archive."""
    world, now = discord.world, datetime.now(UTC)
    digest = Digest(
        id=0,
        server=int(world.guild_id),
        channel=int(world.channel_id),
        creator=int(world.member.id),
        schedule=f"daily {now + timedelta(hours=12):%H}:00",
        zone="UTC",
        empty="archive",
        state="active",
        due_at=now,
    )
    create_tables(parse_url(url))
    with open_ledger(url) as ledger:
        return ledger.digests.add(replace(digest, **changes))


async def wait_for_runs(url: str, digest: Digest, count: int = 1) -> list[Run]:
    """Wait until `count` runs of a digest have ended, and return its runs, oldest first."""
    async with asyncio.timeout(PATIENCE):
        with open_ledger(url) as ledger:
            while True:
                runs = ledger.runs.list_history(digest.id, 100)
                if len(runs) >= count and all(run.ended_at for run in runs):
                    return list(reversed(runs))
                await asyncio.sleep(0.3)


def bot_on(url: str, discord: StandIn, folder: Path) -> AbstractAsyncContextManager[Process]:
    return run_bot(discord, folder, "run", environment={"DATABASE_URL": url})


def find_editions(discord: StandIn, channel_id: str | None = None) -> list[tuple[str, str]]:
    """Return the ids of the bot's messages that are editions, each with the id of its run."""
    return [
        (message["id"], item["custom_id"].removeprefix("n1:edition:"))
        for message in discord.world.list_bot_messages(channel_id)
        for item in walk_components(message["components"])
        if item.get("custom_id", "").startswith("n1:edition:")
    ]


async def deliver(url: str, discord: StandIn, folder: Path, digests: Mapping[str, Digest]) -> dict[str, Run]:
    """Let one bot deliver digests that are due, and return the first run of each, by the names that they have here."""
    async with bot_on(url, discord, folder) as bot:
        await bot.until_ready()
        runs = {name: (await wait_for_runs(url, digest))[0] for name, digest in digests.items()}
    assert discord.complaints == []
    assert discord.troubles.left == 0
    return runs
