"""Kills bots while they start and upgrade the tables, and backups while they are copied."""

import asyncio
import random
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from tests.faults.checking import Verdict
from tests.faults.killing import Report, finish, ignore, prepare, start_discord
from tests.faults.town import LARGE, Town, TownPlan
from tests.support.patience import PATIENCE
from tests.wire.process import run_bot

LONGEST_START = 1.5
"""Seconds until the kill, at most. A fork has no modules to import, so it is at the tables and the cache at once."""


async def kill_starts(
    database: str, folder: Path, faults: int, seed: int, report: Report = ignore, *, plan: TownPlan = LARGE
) -> Verdict:
    """Kill a bot at random moments of its start, often with the tables of the first version. Returns the verdict.

    Each kill of a bot or a backup is a fault. A backup is whole, or it is not there.
    """
    dice, done = random.Random(seed), 0  # noqa: S311 - repeatable, not secret
    async with start_discord() as discord:
        town = await Town.create(discord, folder, database, plan)
        while done < faults:
            await prepare(town, dice)
            if dice.random() < 0.5:
                town.downgrade()
            done += await _kill_start(town, dice, folder / f"backup-{done}.db")
            await discord.until_gone()
            town.upgrade()
            report(f"fault {done}")
        return await finish(town, seed)


async def _kill_start(town: Town, dice: random.Random, backup: Path) -> int:
    """Start a bot, and perhaps a backup of its store, and kill both. Returns the number of kills."""
    environment, delay, kills = town.environment, dice.uniform(0, LONGEST_START), 1
    async with run_bot(town.discord, town.folder, "run", environment=environment) as bot:
        # PostgreSQL's own tools back up its databases.
        if town.is_file and dice.random() < 0.3:
            async with run_bot(town.discord, town.folder, "backup", str(backup), environment=environment) as copy:
                await asyncio.sleep(delay / 2)
                with suppress(ProcessLookupError):
                    kills += await copy.stop(signal.SIGKILL) == -signal.SIGKILL
            _check_backup(backup)
        await asyncio.sleep(delay / 2)
        assert bot.process.poll() is None, bot.log
        assert await bot.stop(signal.SIGKILL, PATIENCE) == -signal.SIGKILL, bot.log
    return kills


def _check_backup(file: Path) -> None:
    """Check that a backup is whole, if it is there."""
    if not file.exists():
        return
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM digests").fetchone()[0] > 0
