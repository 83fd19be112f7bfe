"""Digests over the wire: the real bot, a store seeded with what is due, a Discord that refuses, limits and stalls."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import URL

from bot.digests.digest import Digest, Run, new_run
from bot.digests.ports import Ledger
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger
from tests.support.patience import PATIENCE
from tests.wire.components import every
from tests.wire.process import Process, running
from tests.wire.scenes import QUESTION, direct_answers
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Fails, Held, Limited, Slow
from tests.wire.world import text


@pytest.fixture
def url(tmp_path: Path) -> str:
    return URL.create("sqlite", database=str(tmp_path / "nutgraf.db")).render_as_string()


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """The store, for a moment: a bot runs on it."""
    engine = open_engine(parse_url(url))
    try:
        yield build_ledger(engine)
    finally:
        engine.dispose()


def due(url: str, discord: StandIn, **changes: object) -> Digest:
    """A digest of the first channel that is due now and never again today, and has something of the archive to say."""
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
    with opened(url) as ledger:
        return ledger.digests.add(replace(digest, **changes))


async def ended(url: str, digest: Digest, count: int = 1) -> list[Run]:
    """The digest's runs, once so many have ended, oldest first."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with opened(url) as ledger:
                runs = ledger.runs.list_history(digest.id, 100)
            if len(runs) >= count and all(run.ended_at for run in runs):
                return list(reversed(runs))
            await asyncio.sleep(0.1)


def bot_on(url: str, discord: StandIn, folder: Path) -> AbstractAsyncContextManager[Process]:
    return running(discord, folder, "run", environment={"DATABASE_URL": url})


def editions(discord: StandIn, channel_id: str | None = None) -> list[tuple[str, str]]:
    """The bot's messages that bear the mark of a run: their ids, and the run's."""
    return [
        (message["id"], each["custom_id"].removeprefix("n1:edition:"))
        for message in discord.world.said_by_bot(channel_id)
        for each in every(message["components"])
        if each.get("custom_id", "").startswith("n1:edition:")
    ]


async def test_a_limited_edition_is_sent_once_the_limit_is_over(discord: StandIn, tmp_path: Path, url: str):
    discord.troubles.order(Limited(1.2), SEND)
    digest = due(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await ended(url, digest)
    assert run.state == "sent"
    assert editions(discord, discord.world.channel_id) == [(str(run.message), run.id)]
    first, second = discord.made(SEND)
    assert second.came - first.came >= 1.2
    assert discord.tally.limited == {"ordered": 1}
    assert discord.tally.statuses["429"] == 1


async def test_a_long_limit_on_everything_holds_an_edition_back_and_does_not_silence_the_bot(
    discord: StandIn, tmp_path: Path, url: str
):
    discord.troubles.order(Limited(300, everywhere=True), SEND)
    digest = due(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: discord.troubles.left == 0, "the limit")
        await discord.say(QUESTION, directly=True)
        assert len(await direct_answers(bot)) == 1
    assert editions(discord) == []
    with opened(url) as ledger:
        (run,) = ledger.runs.list_history(digest.id, 10)
    assert (run.state, run.tried_at) == ("begun", None)
    assert discord.tally.statuses["429"] == 1


@pytest.mark.parametrize("stalled", [Held(1.5), Slow(1.5)], ids=["before its effect", "before its answer"])
async def test_a_message_in_hand_arrives_and_is_recorded_before_the_bot_stops(
    discord: StandIn, tmp_path: Path, url: str, stalled: Held | Slow
):
    discord.troubles.order(stalled, SEND)
    digest = due(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: bool(discord.made(SEND)), "a message on its way")
        code = await bot.stop(signal.SIGTERM)
        assert code == 0
    (run,) = await ended(url, digest)
    assert run.state == "sent"
    assert editions(discord) == [(str(run.message), run.id)]


async def test_a_message_that_arrived_behind_an_error_is_not_sent_again_after_the_limits_that_followed(
    discord: StandIn, tmp_path: Path, url: str
):
    # The library asks again by itself, five times in all, and tells of the last time only.
    discord.troubles.order(Fails(502, too_late=True), SEND)
    discord.troubles.order(Limited(0.01), SEND, times=4)
    digest = due(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: [each.status for each in discord.made(SEND)][4:] == [429], "five attempts")
        # Two seconds later it would be tried anew, within the time for which Discord knows the nonce.
        await asyncio.sleep(0.5)
        await bot.stop()
    discord.world.forget_nonces()
    with opened(url) as ledger:
        (run,) = ledger.runs.list_unfinished()
        if run.tried_at is not None:
            ledger.runs.record_attempt(replace(run, tried_at=run.tried_at - timedelta(minutes=5)))
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await ended(url, digest)
    assert run.state == "sent"
    assert editions(discord) == [(str(run.message), run.id)]


async def test_three_refusals_in_a_row_pause_a_digest_and_its_maker_is_told(discord: StandIn, tmp_path: Path, url: str):
    world, now = discord.world, datetime.now(UTC)
    world.channels[world.channel_id].denied = 1 << 11  # to send messages
    digest = due(url, discord, due_at=None)
    with opened(url) as ledger:
        for minutes in (3, 2, 1):
            assert ledger.runs.begin_requested(new_run(digest, now - timedelta(minutes=minutes)))
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        runs = await ended(url, digest, 3)
        await discord.until(lambda: bool(world.said_by_bot(world.dm_id)), "a direct message")
    assert [(run.state, run.reason) for run in runs] == [("failed", "forbidden")] * 3
    with opened(url) as ledger:
        after = ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why, after.due_at) == ("paused", "failing", None)
    assert discord.tally.refusals == {"403 50013": 3}
    (told,) = world.said_by_bot()
    assert told["channel_id"] == world.dm_id
    assert f"<#{world.channel_id}>" in text(told)


async def test_closed_direct_messages_pause_a_personal_digest_at_once(discord: StandIn, tmp_path: Path, url: str):
    discord.world.closed.add(discord.world.member.id)
    digest = due(url, discord, server=None, channel=0)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await ended(url, digest)
    with opened(url) as ledger:
        after = ledger.digests.get(digest.id)
    assert after is not None
    assert (run.state, run.reason) == ("failed", "closed")
    assert (after.state, after.why, after.due_at) == ("paused", "closed", None)
    assert discord.tally.refusals == {"403 50007": 1}
    assert discord.world.said_by_bot() == []


async def test_a_second_bot_on_the_same_store_says_so_and_stops(discord: StandIn, tmp_path: Path, database_url: str):
    async with bot_on(database_url, discord, tmp_path) as bot:
        await bot.until_ready()
        async with bot_on(database_url, discord, tmp_path) as second:
            assert await second.ended() == 78
        assert "another process already delivers digests from this database" in "\n".join(second.stderr)
        assert bot.process.returncode is None
        assert discord.gateway.connected
        assert len(discord.gateway.identified) == 1
