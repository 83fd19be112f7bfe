"""Kills bots whose hosts' clocks are wrong by up to a day, run too fast or too slow, and are set while they deliver."""

import asyncio
import random
from pathlib import Path

from tests.faults.checking import Verdict
from tests.faults.killing import Report, finish, forget_nonces, ignore, kill_once, prepare, start_discord
from tests.faults.town import LARGE, Town, TownPlan
from tests.support.faketime import SET_SECONDS, FalseClock

DAY = 86_400.0


async def skew_clocks(
    library: Path,
    database: str,
    folder: Path,
    faults: int,
    seed: int,
    report: Report = ignore,
    *,
    plan: TownPlan = LARGE,
) -> Verdict:
    """Run one bot again and again, each time with another wrong clock, and kill it. Returns the verdict.

    Each kill is a fault, and so is each time that the clock is set while the bot runs.
    """
    dice, done, idle = random.Random(seed), 0, 0  # noqa: S311 - repeatable, not secret
    async with start_discord() as discord:
        town = await Town.create(discord, folder, database, plan)
        clock = FalseClock(library, folder / "clock")
        while done < faults:
            assert idle <= 5 * faults, "the bot has nothing to do"
            await prepare(town, dice)
            clock.set(draw_skew(dice), draw_rate(dice))
            jumps = dice.random() < 0.5

            async def jump(jumps: bool = jumps) -> None:  # noqa: FBT001 - bound to this turn of the loop
                if jumps:
                    clock.set(draw_skew(dice), draw_rate(dice))
                    # The bot goes on with this clock for a moment.
                    await asyncio.sleep(SET_SECONDS + 0.5)

            result = await kill_once(town, dice, environment=clock.environment, meanwhile=jump)
            if not result.begun:
                idle += 1
                continue
            done += 1 + jumps
            report(f"fault {done}: {result.attempted} being sent, {result.arrived} arrived but not recorded")
            if dice.random() < 0.5:
                await forget_nonces(discord)
        return await finish(town, seed)


def draw_skew(dice: random.Random) -> float:
    """Draw by how many seconds a clock is wrong: minutes or up to a day, in either direction."""
    return dice.choice((-1, 1)) * dice.choice((300.0, 3_600.0, DAY, dice.uniform(0, DAY)))


def draw_rate(dice: random.Random) -> float:
    """Draw how fast a clock runs."""
    return dice.choice((1.0, 1.0, 0.5, 1.5))
