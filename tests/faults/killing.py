"""The bot is killed again and again while it delivers, over a network that fails; then it is left to finish."""

import asyncio
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.faults.checking import Verdict
from tests.faults.town import Town
from tests.support.patience import PATIENCE
from tests.wire.process import running
from tests.wire.remote import Remote
from tests.wire.trouble import SEND, Chances, Held, Slow

CHANCES = Chances(
    on=r"(POST|GET) /(channels/\d+/messages|users/@me/channels)",
    dropped=0.08,
    failed=0.06,
    held=0.12,
    slow=0.12,
    lost=0.12,
    too_late=0.08,
    longest=0.3,
    cut=0.02,
)
LONGEST_HELD = 0.3
BACKLOG = 40
"""Runs that may wait for the next bot before no more are made due."""

_BEGUN = 6.0
"""Seconds in which a bot that is connected sends something, if it has anything to send."""

Tell = Callable[[str], None]
Databases = Callable[[Path], str]
"""The URL of a new, empty database, for the bot whose folder this is."""


def _nobody(_: str) -> None:
    """Tells nobody."""


class Struck(NamedTuple):
    """What a kill cut off: runs that were begun and not ended, those of them that were being sent, and those of these
    whose message was there already."""

    begun: int
    tried: int
    arrived: int


@dataclass
class Toll:
    """The kills in one town. Only those count that struck between the beginning of a delivery and its end."""

    struck: list[Struck] = field(default_factory=list)
    idle: int = 0
    absences: int = 0

    @property
    def kills(self) -> int:
        return len(self.struck)


async def tried(
    databases: Databases, folder: Path, kills: int, seed: int, *, again: bool, tell: Tell
) -> tuple[Toll, Verdict]:
    """One bot on a new database, killed so many times."""
    async with Remote.started() as discord:
        town = await Town.founded(discord, folder, databases(folder))
        toll = await torment(town, kills, seed, tell)
        return toll, await finished(town, again=again)


async def all_tried(
    databases: Databases, folder: Path, *, kills: int, seed: int, bots: int, again: bool, tell: Tell = _nobody
) -> tuple[list[Toll], Verdict]:
    """Several bots at once, since each waits most of the time."""
    shares = [kills // bots + (number < kills % bots) for number in range(bots)]
    folders = [folder / str(number) for number in range(bots)]
    for each in folders:
        each.mkdir()
    done = await asyncio.gather(
        *(
            tried(
                databases,
                each,
                share,
                1_000 * seed + number,
                again=again,
                tell=lambda said, n=number: tell(f"bot {n}, {said}"),
            )
            for number, (each, share) in enumerate(zip(folders, shares, strict=True))
            if share
        )
    )
    return [toll for toll, _ in done], sum((verdict for _, verdict in done), Verdict())


async def torment(town: Town, kills: int, seed: int, tell: Tell) -> Toll:
    """Kill the bot of a town so many times during deliveries."""
    dice, toll = random.Random(seed), Toll()  # noqa: S311 - to be repeated, not to be secret
    while toll.kills < kills:
        assert toll.idle <= 5 * kills, "the bot has nothing to do"
        town.let_be_due(dice, dice.randint(2, 7) if len(town.unfinished()) < BACKLOG else 0, within=4.0)
        if dice.random() < 0.3:
            town.publish()
        await town.discord.leave_to_chance(CHANCES, dice.getrandbits(32))
        struck = await _killed(town, dice)
        if struck.begun == 0:
            toll.idle += 1
            continue
        toll.struck.append(struck)
        tell(f"kill {toll.kills}: {struck.begun} begun, {struck.tried} being sent, {struck.arrived} there unnoted")
        if dice.random() < 0.25:
            # Nothing may still be on its way when nonces are forgotten: real ones last for minutes.
            await asyncio.sleep(LONGEST_HELD + 0.1)
            await town.let_time_pass()
            toll.absences += 1
    return toll


async def finished(town: Town, *, again: bool) -> Verdict:
    """Let a last bot do what is left, in peace, and another one find nothing to do (`again`): how it all ended."""
    await town.discord.calm()
    for last in (True, False)[: 1 + again]:
        async with running(town.discord, town.folder, "run", environment=town.environment) as bot:
            await bot.until_ready()
            if last:
                async with asyncio.timeout(PATIENCE):
                    while not town.is_done():
                        assert bot.process.returncode is None, bot.log
                        await asyncio.sleep(0.3)
            else:
                await asyncio.sleep(_BEGUN / 2)
            code = await bot.stop()
            assert code == 0, bot.log
        await town.discord.until_gone()
    complaints = (await town.discord.state())["complaints"]
    assert not complaints, complaints
    return await town.judged()


async def _killed(town: Town, dice: random.Random) -> Struck:
    """One life of a bot, cut off at a moment that is drawn: what that interrupted."""
    discord = town.discord
    number, delay, ordered = dice.choice((0, 1, 1, 1, 2, 3, 5)), _delay(dice), dice.choice((Held, Slow, None))
    _, before = await discord.seen()
    if ordered is not None and number:
        # What is sent next is in the air for long enough to be struck there, before its effect or after.
        await discord.order(ordered(dice.uniform(0.1, LONGEST_HELD)), SEND, number)
    async with running(discord, town.folder, "run", environment=town.environment) as bot:
        await bot.until_ready()
        if number:
            await discord.seen(SEND, number, since=before, seconds=_BEGUN)
        else:
            # The library says that it is ready some two seconds after its last server; then the bot begins.
            await asyncio.sleep(dice.uniform(1.9, 2.3))
        await asyncio.sleep(delay)
        code = await bot.stop(signal.SIGKILL)
        assert code == -signal.SIGKILL, bot.log
    there = {each.run for each in await town.said()}
    await discord.until_gone()
    unfinished = town.unfinished()
    tried = [run for run in unfinished if run.tried_at is not None]
    await discord.calm()
    return Struck(len(unfinished), len(tried), sum(run.id in there for run in tried))


def _delay(dice: random.Random) -> float:
    """Seconds between what is waited for and the kill: at once, within what a write takes, or anywhere."""
    longest = dice.choice((0.0, 0.02, 0.02, 0.3, 1.5))
    return dice.uniform(0, longest)
