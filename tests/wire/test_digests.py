"""Digests over the wire: the real bot, a store with a digest that is due, a Discord that refuses, limits and stalls."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.digests.digest import create_run
from tests.wire.due_digests import add_due_digest, bot_on, find_editions, open_ledger, wait_for_runs
from tests.wire.questions import QUESTION, wait_for_direct_answers
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Fails, Held, Limited, Slow
from tests.wire.world import message_text


async def test_a_limited_edition_is_sent_once_the_limit_is_over(discord: StandIn, tmp_path: Path, url: str):
    discord.troubles.order(Limited(1.2), SEND)
    digest = add_due_digest(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    assert run.state == "sent"
    assert find_editions(discord, discord.world.channel_id) == [(str(run.message), run.id)]
    first, second = discord.find_requests(SEND)
    assert second.received_at - first.received_at >= 1.2
    assert discord.statistics.limited == {"ordered": 1}
    assert discord.statistics.statuses["429"] == 1


async def test_a_long_global_limit_delays_an_edition_and_nothing_else(discord: StandIn, tmp_path: Path, url: str):
    discord.troubles.order(Limited(300, everywhere=True), SEND)
    digest = add_due_digest(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: discord.troubles.left == 0, "the limit")
        await discord.say(QUESTION, directly=True)
        assert len(await wait_for_direct_answers(bot)) == 1
    assert find_editions(discord) == []
    with open_ledger(url) as ledger:
        (run,) = ledger.runs.list_history(digest.id, 10)
    assert (run.state, run.tried_at) == ("begun", None)
    assert discord.statistics.statuses["429"] == 1


@pytest.mark.parametrize("stalled", [Held(1.5), Slow(1.5)], ids=["before its effect", "before its answer"])
async def test_a_message_that_is_being_sent_arrives_and_is_recorded_before_the_bot_stops(
    discord: StandIn, tmp_path: Path, url: str, stalled: Held | Slow
):
    discord.troubles.order(stalled, SEND)
    digest = add_due_digest(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: bool(discord.find_requests(SEND)), "a message on its way")
        code = await bot.stop(signal.SIGTERM)
        assert code == 0
    (run,) = await wait_for_runs(url, digest)
    assert run.state == "sent"
    assert find_editions(discord) == [(str(run.message), run.id)]


async def test_a_message_that_arrived_despite_an_error_is_not_sent_again_after_rate_limits(
    discord: StandIn, tmp_path: Path, url: str
):
    # discord.py sends a request up to five times, and reports the last attempt only.
    discord.troubles.order(Fails(502, too_late=True), SEND)
    discord.troubles.order(Limited(0.01), SEND, times=4)
    digest = add_due_digest(url, discord)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(
            lambda: [request.status for request in discord.find_requests(SEND)][4:] == [429], "five attempts"
        )
        # Stop the bot before its next attempt, which comes two seconds later and would use the same nonce.
        await asyncio.sleep(0.5)
        await bot.stop()
    discord.world.forget_nonces()
    with open_ledger(url) as ledger:
        (run,) = ledger.runs.list_unfinished()
        if run.tried_at is not None:
            ledger.runs.record_attempt(replace(run, tried_at=run.tried_at - timedelta(minutes=5)))
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    assert run.state == "sent"
    assert find_editions(discord) == [(str(run.message), run.id)]


async def test_three_refusals_in_a_row_pause_a_digest_and_its_creator_is_told(
    discord: StandIn, tmp_path: Path, url: str
):
    world, now = discord.world, datetime.now(UTC)
    world.channels[world.channel_id].denied = 1 << 11  # to send messages
    digest = add_due_digest(url, discord, due_at=None)
    with open_ledger(url) as ledger:
        for minutes in (3, 2, 1):
            assert ledger.runs.begin_requested(create_run(digest, now - timedelta(minutes=minutes)))
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        runs = await wait_for_runs(url, digest, 3)
        await discord.until(lambda: bool(world.list_bot_messages(world.dm_id)), "a direct message")
    assert [(run.state, run.reason) for run in runs] == [("failed", "forbidden")] * 3
    with open_ledger(url) as ledger:
        after = ledger.digests.get(digest.id)
    assert after is not None
    assert (after.state, after.why, after.due_at) == ("paused", "failing", None)
    assert discord.statistics.refusals == {"403 50013": 3}
    (notice,) = world.list_bot_messages()
    assert notice["channel_id"] == world.dm_id
    assert f"<#{world.channel_id}>" in message_text(notice)


async def test_closed_direct_messages_pause_a_personal_digest_at_once(discord: StandIn, tmp_path: Path, url: str):
    discord.world.closed_dms.add(discord.world.member.id)
    digest = add_due_digest(url, discord, server=None, channel=0)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    with open_ledger(url) as ledger:
        after = ledger.digests.get(digest.id)
    assert after is not None
    assert (run.state, run.reason) == ("failed", "closed")
    assert (after.state, after.why, after.due_at) == ("paused", "closed", None)
    assert discord.statistics.refusals == {"403 50007": 1}
    assert discord.world.list_bot_messages() == []


async def test_a_second_bot_on_the_same_file_says_so_and_stops(discord: StandIn, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        async with bot_on(url, discord, tmp_path) as second:
            assert await second.wait() == 78
        assert "another process already delivers digests from this database" in "\n".join(second.stderr)
        assert bot.process.poll() is None
        assert discord.gateway.connected
        assert len(discord.gateway.identified) == 1
