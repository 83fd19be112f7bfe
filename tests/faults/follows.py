"""The bot is killed again and again while it sends alerts. Each article must be in one alert of each follow."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.digests.digest import Digest
from bot.digests.follow import MAX_CAP, FollowRule
from bot.store.engine import connect
from bot.store.schema import arrivals, batches, digests, follows, runs
from tests.faults.checking import PostedMessage, RecordedRun, Verdict, judge
from tests.faults.killing import Report, ignore, kill_repeatedly, start_discord
from tests.faults.town import Town, TownPlan
from tests.support.patience import PATIENCE
from tests.wire.process import run_bot

PLAN = TownPlan(2, 1)
MAX_UNTOLD = 4
"""Articles that may wait to be told before no more are published: an alert names ten."""

ROUNDS = 10
"""How often the last bot may start until everything is told. The alerts of a follow are five minutes apart."""


class FollowTown(Town):
    """A town in which everybody follows the only outlet."""

    @classmethod
    def build_digest(cls, server: int | None, channel: int, creator: int) -> Digest:
        """Build a follow of the outlet."""
        rule = FollowRule("outlet", cap=MAX_CAP)
        return Digest(0, server, channel, creator, "", "UTC", outlets=("herald.example",), state="active", follow=rule)

    def make_due(self, dice: random.Random, count: int, within: float) -> None:  # noqa: ARG002 - of any town
        """Let a day pass, so that no alert has to wait for the previous one, and publish an article."""
        self.pass_day()
        if self.count_untold() < MAX_UNTOLD:
            self.publish_article()

    def pass_day(self) -> None:
        """Let everything have happened a day earlier. No bot may be running."""
        day = timedelta(days=1) // timedelta(microseconds=1)
        engine = connect(self._url)
        with engine.begin() as connection:
            for column in (runs.c.ended_at, follows.c.due_at, batches.c.at):
                earlier = sa.type_coerce(column, sa.BigInteger) - day
                connection.execute(sa.update(column.table).where(column.is_not(None)).values({column.name: earlier}))
        engine.dispose()

    def count_untold(self) -> int:
        """Count the articles that have not arrived yet, or that some follow may still have to tell."""
        engine = connect(self._url)
        with engine.begin() as connection:
            after = sa.select(sa.func.min(digests.c.cursor)).scalar_subquery()
            untold = sa.select(sa.func.count()).select_from(arrivals.join(batches))
            waiting = connection.execute(untold.where(~batches.c.is_baseline, batches.c.number > after)).scalar_one()
        engine.dispose()
        return waiting + self.count_articles_to_arrive()

    def count_articles_to_arrive(self) -> int:
        """Count the articles that the bot has not recorded yet."""
        engine = connect(self._url)
        with engine.begin() as connection:
            arrived = connection.execute(sa.select(sa.func.count()).select_from(arrivals)).scalar_one()
        engine.dispose()
        return self._articles - arrived

    def is_waiting(self) -> bool:
        """Return whether everything has arrived, nothing is being sent, and no alert may leave in the next seconds."""
        with self.open_ledger() as ledger:
            next_due, last = ledger.runs.get_next_due(), ledger.arrivals.get_last_batch()
            is_looked_at = not ledger.follows.list_ready(datetime.now(UTC) + timedelta(seconds=2), last)
            is_quiet = next_due is None or next_due > datetime.now(UTC) + timedelta(seconds=2)
            return is_looked_at and is_quiet and not ledger.runs.list_unfinished()

    def judge_runs(self, recorded: Mapping[str, RecordedRun], messages: Sequence[PostedMessage]) -> Verdict:
        """Compare the alerts that began with those that were sent."""
        due = {run: self._places[int(run.partition("!")[0])] for run in recorded}
        return judge(due, messages, recorded)


async def kill_followed(
    database: str, folder: Path, faults: int, seed: int, report: Report = ignore, *, plan: TownPlan = PLAN
) -> Verdict:
    """Kill the bot while it sends alerts, a number of times. Returns the verdict."""
    async with start_discord() as discord:
        town = await FollowTown.create(discord, folder, database, plan)
        await kill_repeatedly(town, faults, seed, report)
        await discord.clear_troubles()
        town.publish_article()
        for _ in range(ROUNDS):
            town.pass_day()
            await _run_until_waiting(town)
            if not town.count_untold():
                break
        complaints = (await discord.state())["complaints"]
        assert not complaints, complaints
        return await town.judge()


async def _run_until_waiting(town: FollowTown) -> None:
    async with run_bot(town.discord, town.folder, "run", environment=town.environment) as bot:
        await bot.until_ready()
        async with asyncio.timeout(PATIENCE):
            while town.count_articles_to_arrive() or not town.is_waiting():
                assert bot.process.poll() is None, bot.log
                await asyncio.sleep(0.3)
        assert await bot.stop() == 0, bot.log
    await town.discord.until_gone()
