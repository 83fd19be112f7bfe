"""The bot is killed again and again while it posts in forums. Each story must have one post in each forum."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from bot.digests.digest import Digest, Step
from bot.store.engine import connect
from bot.store.schema import runs
from tests.faults.checking import PostedMessage, RecordedRun, Verdict, judge_posts
from tests.faults.killing import Report, finish, ignore, kill_repeatedly, start_discord
from tests.faults.town import Place, Town, TownPlan, build_digest
from tests.wire.remote import Remote
from tests.wire.trouble import OPEN_POST

PLAN = TownPlan(2, 1)
FORUMS = 4
"""Forums of a server. Every story is a post of its own, which takes a request of its own."""


class ForumTown(Town):
    """A town in which digests go into forums."""

    sending = OPEN_POST

    @classmethod
    def create_places(cls, discord: Remote, guilds: int) -> AsyncIterator[Place]:
        """Create servers with forums."""
        return _create_forums(discord, guilds)

    @classmethod
    def build_digest(cls, server: int | None, channel: int, creator: int) -> Digest:
        """Build a digest that sends nothing if there is nothing new."""
        return replace(build_digest(server, channel, creator), empty="skip")

    def judge_runs(self, recorded: Mapping[str, RecordedRun], messages: Sequence[PostedMessage]) -> Verdict:  # noqa: ARG002
        """Compare the posts that were recorded with those that are there."""
        engine = connect(self._url)
        with engine.begin() as connection:
            stored = connection.execute(sa.select(runs.c.id, runs.c.state, runs.c.steps)).all()
        engine.dispose()
        decode = msgspec.msgpack.Decoder(tuple[Step, ...]).decode
        steps = {run: decode(encoded) if encoded else () for run, _, encoded in stored}
        states = {run: state for run, state, _ in stored}
        return judge_posts(self.due, states, steps, messages)


async def kill_posting(
    database: str, folder: Path, faults: int, seed: int, report: Report = ignore, *, plan: TownPlan = PLAN
) -> Verdict:
    """Kill the bot while it posts, a number of times. Returns the verdict."""
    async with start_discord() as discord:
        town = await ForumTown.create(discord, folder, database, plan)
        await kill_repeatedly(town, faults, seed, report)
        return await finish(town, seed)


async def _create_forums(discord: Remote, guilds: int) -> AsyncIterator[Place]:
    creator = int((await discord.state())["member_id"])
    for _ in range(guilds):
        guild = await discord.add_guild()
        for _ in range(FORUMS):
            yield int(guild), int(await discord.add_channel(guild, "forum")), creator, ""
