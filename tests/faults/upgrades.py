"""Processes of two versions act as one bot: each is replaced by the other version while they deliver."""

import asyncio
import random
import signal
from itertools import chain
from pathlib import Path

from bot.store.engine import connect
from bot.store.urls import parse_url
from tests.faults.checking import Verdict
from tests.faults.deliverers import Version, open_bots
from tests.faults.killing import LONGEST_HELD, Report, draw_delay, finish, ignore, prepare, start_discord
from tests.faults.leaders import LEASE, LONGEST_WAIT
from tests.faults.town import Town, TownPlan
from tests.wire import next_version
from tests.wire.trouble import SEND, Held, Slow

PLAN = TownPlan(2, 2)
PREVIOUS = Version()
NEXT = Version(next_version.main, {"NEXT_WORKS_WITH_PREVIOUS": "True"})


async def replace_versions(
    database: str,
    folder: Path,
    faults: int,
    seed: int,
    report: Report = ignore,
    *,
    processes: int = 3,
    plan: TownPlan = PLAN,
) -> Verdict:
    """Replace the processes of a bot one by one by those of the next version, and then back. Returns the verdict.

    Each replacement during a delivery is a fault. The first process of the next version changes the tables while the
    others deliver. When none of it is left, the change is undone, so that it happens again.
    """
    dice, done, idle = random.Random(seed), 0, 0  # noqa: S311 - repeatable, not secret
    engine = connect(parse_url(database))
    async with start_discord() as discord:
        town = await Town.create(discord, folder, database, plan)
        while done < faults:
            report(f"rows by version: {next_version.withdraw_version(engine)}")
            async with open_bots(town, processes, LEASE) as bots:
                bots.versions = dict.fromkeys(range(processes), PREVIOUS)
                await bots.start()
                order = [dice.sample(range(processes), processes) for _ in range(2)]
                for number, shard in enumerate(chain.from_iterable(order)):
                    if done == faults:
                        break
                    await bots.wait_for_deliverer()
                    begun = await _interrupt(town, dice)
                    bots.versions[shard] = NEXT if number < processes else PREVIOUS
                    await bots.end(shard, dice.choice((signal.SIGTERM, signal.SIGKILL)))
                    await bots.start()
                    done, idle = done + bool(begun), idle + (not begun)
                    report(f"fault {done}: {begun} begun")
                    assert idle <= 5 * faults, "the bots have nothing to do"
        engine.dispose()
        await discord.until_gone()
        return await finish(town, seed)


async def _interrupt(town: Town, dice: random.Random) -> int:
    """Let a delivery begin. Returns how many runs have begun and not ended."""
    discord = town.discord
    _, before = await discord.wait_for_requests()
    await prepare(town, dice)
    if fault := dice.choice((Held, Slow, None)):
        await discord.order_trouble(fault(dice.uniform(0.1, LONGEST_HELD)), SEND, 2)
    await discord.wait_for_requests(SEND, dice.choice((1, 2, 3)), since=before, seconds=LONGEST_WAIT)
    await asyncio.sleep(draw_delay(dice))
    return len(town.list_unfinished())
