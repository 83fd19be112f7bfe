"""Kills the bot again and again while it delivers over a failing network, and then lets it finish."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from tests.faults.checking import Verdict
from tests.faults.town import LARGE, Town
from tests.support.openapi import document_path
from tests.support.patience import PATIENCE
from tests.wire.process import run_bot
from tests.wire.remote import Remote
from tests.wire.trouble import Chances, Held, Slow

CHANCES = Chances(
    on=r"(POST|GET) /(channels/\d+/(messages|threads)|users/@me/channels)",
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
"""How many unfinished runs there may be before no more digests are made due."""

_LONGEST_START = 6.0
"""Seconds within which a connected bot sends something, if anything is due."""

Report = Callable[[str], None]
Databases = Callable[[Path], str]
"""Returns the URL of a new, empty database for the bot with this folder."""


def ignore(_: str) -> None:
    """Report nothing."""


class KillResult(NamedTuple):
    """What a kill interrupted.

    `begun`: runs that had begun and not ended. `attempted`: those of them that were being sent. `arrived`: those of
    these whose message had already arrived.
    """

    begun: int
    attempted: int
    arrived: int


@dataclass
class KillCounts:
    """The kills of one bot.

    `results`: of the kills that struck during a delivery. `idle`: how many struck nothing, and do not count.
    `absences`: how many were followed by a long absence.
    """

    results: list[KillResult] = field(default_factory=list)
    idle: int = 0
    absences: int = 0

    @property
    def kills(self) -> int:
        return len(self.results)


async def kill_bot(
    databases: Databases, folder: Path, kills: int, seed: int, report: Report
) -> tuple[KillCounts, Verdict]:
    """Run one bot on a new database, and kill it a number of times."""
    async with start_discord() as discord:
        town = await Town.create(discord, folder, databases(folder), LARGE)
        count = await kill_repeatedly(town, kills, seed, report)
        return count, await finish(town, seed)


def start_discord() -> AbstractAsyncContextManager[Remote]:
    """Start a Discord that checks every request against its OpenAPI document, if that is here."""
    path = document_path(os.environ)
    return Remote.start(openapi=path if path.is_file() else None)


def split(total: int, bots: int) -> list[int]:
    """Split a number of faults between bots, as evenly as possible."""
    return [total // bots + (number < total % bots) for number in range(bots)]


async def kill_bots(
    databases: Databases,
    folder: Path,
    *,
    kills: int,
    seed: int,
    bots: int,
    report: Report,
) -> tuple[list[KillCounts], Verdict]:
    """Run and kill several bots at the same time, because each of them mostly waits."""
    shares = split(kills, bots)
    folders = [folder / str(number) for number in range(bots)]
    for bot_folder in folders:
        bot_folder.mkdir()
    done = await asyncio.gather(
        *(
            kill_bot(
                databases,
                bot_folder,
                share,
                1_000 * seed + number,
                lambda line, n=number: report(f"bot {n}, {line}"),
            )
            for number, (bot_folder, share) in enumerate(zip(folders, shares, strict=True))
            if share
        )
    )
    return [count for count, _ in done], sum((verdict for _, verdict in done), Verdict())


async def kill_repeatedly(town: Town, kills: int, seed: int, report: Report) -> KillCounts:
    """Kill the bot of a town a number of times during deliveries."""
    dice, counts = random.Random(seed), KillCounts()  # noqa: S311 - repeatable, not secret
    while counts.kills < kills:
        assert counts.idle <= 5 * kills, "the bot has nothing to do"
        await prepare(town, dice)
        result = await kill_once(town, dice)
        if result.begun == 0:
            counts.idle += 1
            continue
        counts.results.append(result)
        report(
            f"kill {counts.kills}: {result.begun} begun, {result.attempted} being sent, "
            f"{result.arrived} arrived but not recorded"
        )
        if dice.random() < 0.25:
            await forget_nonces(town.discord)
            counts.absences += 1
    return counts


async def prepare(town: Town, dice: random.Random, *, news: float = 0.3) -> None:
    """Make some digests due, publish news with a probability, and let the network fail by chance."""
    town.make_due(dice, dice.randint(2, 7) if len(town.list_unfinished()) < BACKLOG else 0, within=4.0)
    if dice.random() < news:
        town.publish_news()
    await town.discord.set_chances(CHANCES, dice.getrandbits(32))


async def forget_nonces(discord: Remote) -> None:
    """Let Discord forget all nonces, as it does after some minutes."""
    # No request may be on its way meanwhile.
    await asyncio.sleep(LONGEST_HELD + 0.1)
    await discord.forget_nonces()


@asynccontextmanager
async def use_commands(town: Town) -> AsyncIterator[None]:
    """Let a member use commands during the block: private replies that are edited in place, and those with a chart."""

    async def use() -> None:
        for command in cycle(town.plan.commands):
            # A bot that is killed does not reply.
            with suppress(AssertionError):
                await town.discord.use(command)
            await asyncio.sleep(0.5)

    member = asyncio.create_task(use())
    try:
        yield
    finally:
        member.cancel()
        await asyncio.gather(member, return_exceptions=True)


async def finish(town: Town, seed: int) -> Verdict:
    """Make every digest due, let a last bot finish without faults, and return the verdict."""
    await town.discord.clear_troubles()
    town.make_all_due(random.Random(seed))  # noqa: S311 - repeatable, not secret
    for last in (True, False)[: 1 + town.plan.starts_again]:
        async with run_bot(town.discord, town.folder, "run", environment=town.environment) as bot:
            await bot.until_ready()
            if last:
                async with asyncio.timeout(PATIENCE):
                    while not town.is_done():
                        assert bot.process.poll() is None, bot.log
                        await asyncio.sleep(0.3)
            else:
                await asyncio.sleep(_LONGEST_START / 2)
            code = await bot.stop()
            assert code == 0, bot.log
        await town.discord.until_gone()
    complaints = (await town.discord.state())["complaints"]
    assert not complaints, complaints
    verdict = await town.judge()
    town.close()
    return verdict


async def kill_once(
    town: Town,
    dice: random.Random,
    *,
    environment: Mapping[str, str] = {},
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> KillResult:
    """Start a bot and kill it at a random moment. Returns what that interrupted.

    `environment`: further variables of the bot. `meanwhile`: done while it delivers.
    """
    discord = town.discord
    number, delay, fault = dice.choice((0, 1, 1, 1, 2, 3, 5)), draw_delay(dice), dice.choice((Held, Slow, None))
    _, before = await discord.wait_for_requests()
    if fault is not None and number:
        # The next requests take long enough for the kill to strike during them, before their effect or after it.
        await discord.order_trouble(fault(dice.uniform(0.1, LONGEST_HELD)), town.sending, number)
    async with run_bot(discord, town.folder, "run", environment={**town.environment, **environment}) as bot:
        await bot.until_ready()
        async with use_commands(town):
            if number:
                await discord.wait_for_requests(town.sending, number, since=before, seconds=_LONGEST_START)
            else:
                # discord.py reports that it is ready about two seconds after the last server; then the bot delivers.
                await asyncio.sleep(dice.uniform(1.9, 2.3))
            if meanwhile is not None:
                await meanwhile()
            await asyncio.sleep(delay)
            code = await bot.stop(signal.SIGKILL)
        assert code == -signal.SIGKILL, bot.log
    arrived = {message.run for message in await town.list_messages()}
    await discord.until_gone()
    unfinished = town.list_unfinished()
    attempted = [run for run in unfinished if run.tried_at is not None]
    await discord.clear_troubles()
    return KillResult(len(unfinished), len(attempted), sum(run.id in arrived for run in attempted))


def draw_delay(dice: random.Random) -> float:
    """Draw the seconds until the kill: none, about as long as a write takes, or any."""
    longest = dice.choice((0.0, 0.02, 0.02, 0.3, 1.5))
    return dice.uniform(0, longest)
