"""Several processes on one PostgreSQL are one bot: each answers on its shards, and one delivers."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path

import pytest

from bot.digests.digest import Digest
from bot.health import judge_heartbeat, read_heartbeat
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.support.stores import create_tables
from tests.wire import launch, next_version
from tests.wire.discord_objects import HISTORY, KINDS
from tests.wire.due_digests import add_due_digest, find_editions, wait_for_runs
from tests.wire.process import Process, run_bot
from tests.wire.questions import QUESTION
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Slow
from tests.wire.world import message_text

DELIVERS, STANDS_BY = "this process delivers the digests", "stands by to deliver the digests"
WAITS, CONNECTED = "stands by until they are free", "connected to Discord as"

LEASE = "12s"
"""Longer than a busy machine keeps a process waiting, which would lose its locks."""

SHORT_LEASE = "2s"
"""For tests of a process that does lose its locks."""


@pytest.fixture
def empty_url(postgres: Server) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def url(empty_url: str) -> str:
    create_tables(parse_url(empty_url))
    return empty_url


async def add_channel_on(discord: StandIn, shard: int) -> tuple[str, str]:
    """Add a server whose shard is this one. Returns its id, and that of its channel."""
    while True:
        guild = discord.world.add_guild(f"Shard {shard}")
        if (int(guild.id) >> 22) % discord.gateway.shards == shard:
            return guild.id, discord.world.add_channel(guild.id).id
        # The shard follows from the millisecond in the id.
        del discord.world.guilds[guild.id]
        await asyncio.sleep(0.001)


def make_folder(parent: Path) -> Path:
    """Make a home for a process: 0, 1, 2 …"""
    folder = parent / str(len(list(parent.iterdir())))
    folder.mkdir()
    return folder


@asynccontextmanager
async def run_shards(
    discord: StandIn,
    folder: Path,
    url: str,
    ids: str,
    *,
    lease: str = LEASE,
    program: Callable[[Sequence[str]], None] = launch.main,
    **more: str,
) -> AsyncIterator[Process]:
    """Run a process for these shards. `more`: further variables."""
    own = make_folder(folder)
    environment = {"DATABASE_URL": url, "LEADER_LEASE": lease, **more}
    environment |= {"SHARD_COUNT": str(discord.gateway.shards), "SHARD_IDS": ids}
    async with run_bot(discord, own, "run", environment=environment, program=program) as bot:
        yield bot


async def until_logged(bot: Process, sentence: str, times: int = 1) -> None:
    """Wait until a bot has logged a sentence."""
    async with asyncio.timeout(PATIENCE):
        while bot.log.count(sentence) < times:
            assert bot.process.poll() is None, bot.log
            await asyncio.sleep(0.05)


async def until_one_delivers(bots: Sequence[Process]) -> Process:
    """Wait until one of the bots delivers, and return it."""
    async with asyncio.timeout(PATIENCE):
        while not (delivering := [bot for bot in bots if DELIVERS in bot.log]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (deliverer,) = delivering
    return deliverer


async def until_well(folder: Path, text: str) -> None:
    """Wait until a bot's health check finds it well, with a sentence that contains this."""
    path = folder / "cache" / "health.json"
    async with asyncio.timeout(PATIENCE):
        while True:
            heartbeat = await asyncio.to_thread(read_heartbeat, path)
            if heartbeat is not None:
                well, sentence = judge_heartbeat(heartbeat, now=heartbeat.beat)
                assert well, sentence
                if text in sentence:
                    return
            await asyncio.sleep(0.1)


async def test_three_processes_answer_on_their_shards_and_one_delivers(
    discord: StandIn, tmp_path: Path, empty_url: str
):
    # Each finds that there are no tables yet.
    discord.gateway.shards = 3
    places = [await add_channel_on(discord, shard) for shard in range(3)]
    async with (
        run_shards(discord, tmp_path, empty_url, "0") as first,
        run_shards(discord, tmp_path, empty_url, "1") as second,
        run_shards(discord, tmp_path, empty_url, "2") as third,
    ):
        bots = (first, second, third)
        await first.until_ready()
        replies = [await (await discord.use("ask", question=QUESTION, where=channel)).reply() for _, channel in places]
        deliverer = await until_one_delivers(bots)
        digests = [
            add_due_digest(empty_url, discord, server=int(guild), channel=int(channel)) for guild, channel in places
        ]
        for digest in digests:
            await wait_for_runs(empty_url, digest)
        for bot in bots:
            assert (DELIVERS in bot.log) is (bot is deliverer)
            assert STANDS_BY in bot.log
    assert len({message_text(reply) for reply in replies}) == 1
    assert [len(find_editions(discord, channel)) for _, channel in places] == [1, 1, 1]


async def test_processes_connect_their_shards_one_after_the_other(discord: StandIn, tmp_path: Path, url: str):
    discord.gateway.shards, discord.gateway.paces = 4, True
    discord.gateway.max_concurrency = 2
    async with run_shards(discord, tmp_path, url, "0-1") as first, run_shards(discord, tmp_path, url, "2-3") as second:
        await first.until_ready()
        await until_logged(second, CONNECTED)
    assert sorted(identify["shard"] for identify in discord.gateway.identified) == [[number, 4] for number in range(4)]


async def test_another_process_delivers_after_the_one_that_did_was_killed(discord: StandIn, tmp_path: Path, url: str):
    discord.gateway.shards = 2
    places = [await add_channel_on(discord, shard) for shard in range(2)]
    async with (
        run_shards(discord, tmp_path, url, "0") as first,
        run_shards(discord, tmp_path, url, "1") as second,
    ):
        await first.until_ready()
        deliverer = await until_one_delivers([first, second])
        standby = second if deliverer is first else first
        discord.troubles.order(Slow(3.0), SEND)
        digests = [add_due_digest(url, discord, server=int(guild), channel=int(channel)) for guild, channel in places]
        await discord.until(lambda: discord.troubles.left == 0, "a message on its way")
        await deliverer.stop(signal.SIGKILL)
        await until_logged(standby, DELIVERS)
        for digest in digests:
            await wait_for_runs(url, digest)
    assert [len(find_editions(discord, channel)) for _, channel in places] == [1, 1]


async def test_a_message_is_looked_for_on_a_server_that_another_process_answers(
    discord: StandIn, tmp_path: Path, url: str
):
    discord.gateway.shards = 2
    digests: dict[tuple[str, int], Digest] = {}
    for case in product(("text", "thread"), (0, HISTORY)):
        kind, denied = case
        guild, channel = await add_channel_on(discord, 1)
        discord.world.channels[channel].denied = denied
        if kind == "thread":
            channel = discord.world.add_channel(guild, KINDS[kind], parent_id=channel).id
        digests[case] = add_due_digest(url, discord, server=int(guild), channel=int(channel))
    async with run_shards(discord, tmp_path, url, "0") as killed:
        discord.troubles.order(Slow(60.0), SEND, times=len(digests))
        await discord.until(lambda: len(find_editions(discord)) == len(digests), "the messages")
        await killed.stop(signal.SIGKILL)
    discord.world.forget_nonces()
    async with run_shards(discord, tmp_path, url, "0"):
        states = {case: (await wait_for_runs(url, digest))[0].state for case, digest in digests.items()}
    assert len(find_editions(discord)) == len(digests)
    assert states == {case: "unknown" if case[1] else "sent" for case in digests}


async def test_a_process_whose_shards_another_one_runs_connects_when_that_ends(
    discord: StandIn, tmp_path: Path, url: str
):
    digest = add_due_digest(url, discord)
    async with run_shards(discord, tmp_path, url, "0") as first:
        await first.until_ready()
        await wait_for_runs(url, digest)
        async with run_shards(discord, tmp_path, url, "0") as second:
            await until_logged(second, WAITS)
            await until_well(tmp_path / "1", "Standing by")
            assert len(discord.gateway.identified) == 1
            assert await first.stop() == 0
            await until_logged(second, CONNECTED)
            answer = await (await discord.use("ask", question=QUESTION)).reply()
            late = add_due_digest(url, discord)
            await wait_for_runs(url, late)
    assert QUESTION in message_text(answer)
    assert len(find_editions(discord)) == 2


async def test_a_process_that_hung_leaves_its_shards_to_the_one_that_took_them(
    discord: StandIn, tmp_path: Path, url: str
):
    async with run_shards(discord, tmp_path, url, "0", lease=SHORT_LEASE) as first:
        await first.until_ready()
        async with run_shards(discord, tmp_path, url, "0", lease=SHORT_LEASE) as second:
            await until_logged(second, WAITS)
            first.process.send_signal(signal.SIGSTOP)
            await until_logged(second, CONNECTED)
            first.process.send_signal(signal.SIGCONT)
            await until_logged(first, WAITS)
            await discord.until(lambda: len(discord.gateway.list_connections()) == 1, "one connection")
            digest = add_due_digest(url, discord)
            await wait_for_runs(url, digest)
            assert await first.stop() == 0
    assert len(find_editions(discord)) == 1


async def test_a_version_whose_upgrade_the_one_before_cannot_live_with_says_so_and_waits_until_it_is_alone(
    discord: StandIn, tmp_path: Path, url: str
):
    async with run_shards(discord, tmp_path, url, "0") as old:
        await old.until_ready()
        async with run_shards(
            discord, tmp_path, url, "0", program=next_version.main, NEXT_WORKS_WITH_PREVIOUS="False"
        ) as new:
            await until_logged(new, "the database is upgraded when the other processes have stopped")
            digest = add_due_digest(url, discord)
            await wait_for_runs(url, digest)
            assert await old.stop() == 0
            await until_logged(new, DELIVERS)
            async with run_shards(discord, tmp_path, url, "0") as late:
                assert await late.wait() == 78
            assert "a newer version of Nutgraf has upgraded the database" in late.log
    assert len(find_editions(discord)) == 1
