"""Two bots on one PostgreSQL: a bot that loses the lock sends nothing more, even between two attempts at one run."""

import signal
from pathlib import Path

from psycopg import sql

from tests.support.postgres import Server
from tests.wire.due_digests import add_due_digest, find_editions, wait_for_runs
from tests.wire.process import run_bot
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Dropped

END_LOCK = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")


async def test_a_bot_that_lost_the_lock_between_two_attempts_does_not_send_again(
    discord: StandIn, tmp_path: Path, postgres: Server
):
    with postgres.database() as url:
        digest = add_due_digest(url, discord)
        discord.troubles.order(Dropped(), SEND)
        folders = [tmp_path / "first", tmp_path / "second"]
        for folder in folders:
            folder.mkdir()
        # They run different shards, so both stay connected.
        discord.gateway.shards = 2
        environment = {"DATABASE_URL": url, "SHARD_COUNT": "2"}
        async with run_bot(discord, folders[0], "run", environment=environment | {"SHARD_IDS": "0"}) as first:
            await discord.until(lambda: discord.troubles.left == 0, "the first attempt")
            first.process.send_signal(signal.SIGSTOP)
            postgres.execute(END_LOCK)
            async with run_bot(discord, folders[1], "run", environment=environment | {"SHARD_IDS": "1"}) as second:
                (run,) = await wait_for_runs(url, digest)
                discord.world.forget_nonces()
                before = len(discord.find_requests(SEND))
                first.process.send_signal(signal.SIGCONT)
                await discord.until(
                    lambda: "somebody else" in first.log or len(discord.find_requests(SEND)) > before, "an end"
                )
                assert await first.stop() == 0
                assert await second.stop() == 0
        (after,) = await wait_for_runs(url, digest)
    assert find_editions(discord) == [(str(run.message), run.id)]
    assert after == run
