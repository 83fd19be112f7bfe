"""A bot whose host has a wrong clock sends each edition once: Discord's time decides, and the host's does not."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digests.digest import Digest, Run
from tests.support import faketime
from tests.support.faketime import FalseClock
from tests.support.patience import PATIENCE
from tests.wire.due_digests import add_due_digest, find_editions, open_ledger, wait_for_runs
from tests.wire.process import Process, run_bot, wait_for_heartbeat
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Slow


async def kill_between_arrival_and_record(
    discord: StandIn, folder: Path, url: str, clock: FalseClock, later: float
) -> Run:
    """Kill a bot after its message arrived and before it recorded that, let another finish, and return the run.

    `later`: the seconds by which the host's clock is wrong when the other starts. Discord has forgotten the nonce.
    """
    digest = add_due_digest(url, discord)
    discord.troubles.order(Slow(60), SEND)
    environment = {"DATABASE_URL": url, **clock.environment}
    async with run_bot(discord, folder, "run", environment=environment) as bot:
        await bot.until_ready()
        await discord.until(lambda: bool(find_editions(discord)), "an edition")
        assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
    discord.world.forget_nonces()
    clock.set(later)
    async with run_bot(discord, folder, "run", environment=environment) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    return run


async def wait_for_log(bot: Process, text: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while text not in bot.log:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


async def wait_for_heartbeat_skew(path: Path, skew: float) -> None:
    async with asyncio.timeout(PATIENCE):
        while abs((await wait_for_heartbeat(path)).skew - skew) > 30:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(300.0, 361.0, id="five minutes fast, and a minute later"),
        pytest.param(0.0, -3_600.0, id="set back by an hour between the crash and the restart"),
    ],
)
async def test_a_message_that_arrived_before_a_crash_is_found_whatever_the_hosts_clock(
    discord: StandIn, tmp_path: Path, url: str, before: float, after: float
):
    clock = FalseClock(faketime.require_library(), tmp_path / "clock", before)
    run = await kill_between_arrival_and_record(discord, tmp_path, url, clock, after)
    assert find_editions(discord) == [(str(run.message), run.id)]
    assert run.state == "sent"


async def test_a_wrong_clock_is_named_and_nothing_follows_it(discord: StandIn, tmp_path: Path, url: str):
    add_due_digest(url, discord, due_at=datetime.now(UTC) + timedelta(hours=20))
    clock = FalseClock(faketime.require_library(), tmp_path / "clock", 300.0)
    environment = {"DATABASE_URL": url, **clock.environment}
    async with run_bot(discord, tmp_path, "run", environment=environment) as bot:
        await bot.until_ready()
        await wait_for_log(bot, "This machine's clock is 5 minutes fast.")
        clock.set(86_400.0)
        await wait_for_log(bot, "This machine's clock is 1 day fast.")
        await wait_for_heartbeat_skew(tmp_path / "cache" / "health.json", 86_400.0)
        async with run_bot(discord, tmp_path, "doctor", "--online", environment=environment) as doctor:
            await doctor.wait()
        assert "This machine's clock is 1 day fast." in doctor.log
        clock.set(0.0)
        await wait_for_log(bot, "this machine's clock is right again")
        assert bot.process.poll() is None
    assert find_editions(discord) == []


async def test_a_restore_under_a_wrong_clock_repeats_nothing_and_skips_nothing_later(
    discord: StandIn, tmp_path: Path, url: str
):
    clock = FalseClock(faketime.require_library(), tmp_path / "clock", -86_400.0)
    environment = {"DATABASE_URL": url, **clock.environment}
    digest = add_due_digest(url, discord)
    backup = str(tmp_path / "backup.db")
    async with run_bot(discord, tmp_path, "backup", backup, environment=environment) as command:
        assert await command.wait() == 0
    async with run_bot(discord, tmp_path, "run", environment=environment) as bot:
        await bot.until_ready()
        await wait_for_runs(url, digest)
    async with run_bot(discord, tmp_path, "restore", backup, environment=environment) as command:
        assert await command.wait() == 0
    async with run_bot(discord, tmp_path, "run", environment=environment) as bot:
        await bot.until_ready()
        async with asyncio.timeout(PATIENCE):
            while (due_at := find_due_time(url, digest)) is None:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
    assert len(find_editions(discord)) == 1
    assert timedelta(0) < due_at - datetime.now(UTC) < timedelta(days=1)


def find_due_time(url: str, digest: Digest) -> datetime | None:
    with open_ledger(url) as ledger:
        found = ledger.digests.get(digest.id)
    assert found is not None
    return found.due_at
