"""Several processes act as one bot: the one that delivers is killed again and again, and another one takes over."""

import asyncio
import random
import signal
from pathlib import Path

from tests.faults.checking import Verdict
from tests.faults.deliverers import open_bots
from tests.faults.killing import LONGEST_HELD, Report, draw_delay, finish, forget_nonces, ignore, prepare, start_discord
from tests.faults.town import Town, TownPlan
from tests.wire.trouble import SEND, Held, Slow

PLAN = TownPlan(2, 2)
LEASE = "2s"
"""How long a process may be silent here. It makes no difference to a kill, which the server notices at once."""

LONGEST_WAIT = 6.0
"""Seconds within which a process that delivers sends something, if anything is due."""


async def kill_leaders(
    database: str,
    folder: Path,
    faults: int,
    seed: int,
    report: Report = ignore,
    *,
    processes: int = 3,
    plan: TownPlan = PLAN,
) -> Verdict:
    """Kill the process that delivers while it delivers, a number of times. Returns the verdict.

    Those that were killed come back when one process is left.
    """
    dice, done, idle = random.Random(seed), 0, 0  # noqa: S311 - repeatable, not secret
    async with start_discord() as discord:
        town = await Town.create(discord, folder, database, plan)
        async with open_bots(town, processes, LEASE) as bots:
            while done < faults:
                assert idle <= 5 * faults, "the bots have nothing to do"
                if len(bots.running) <= 1:
                    await bots.start()
                shard = await bots.wait_for_deliverer()
                number, fault = dice.choice((1, 1, 2, 3, 5)), dice.choice((Held, Slow, None))
                _, before = await discord.wait_for_requests()
                await prepare(town, dice)
                if fault is not None:
                    # The kill strikes before the effect of a request, or after it.
                    await discord.order_trouble(fault(dice.uniform(0.1, LONGEST_HELD)), SEND, number)
                await discord.wait_for_requests(SEND, number, since=before, seconds=LONGEST_WAIT)
                await asyncio.sleep(draw_delay(dice))
                begun = len(town.list_unfinished())
                await bots.end(shard, signal.SIGKILL)
                if dice.random() < 0.2:
                    await forget_nonces(discord)
                if begun:
                    done += 1
                    report(f"fault {done}: {begun} begun, {len(bots.running)} processes are left")
                else:
                    idle += 1
        await discord.until_gone()
        return await finish(town, seed)
