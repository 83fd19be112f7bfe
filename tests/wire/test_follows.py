"""Follows over the wire: a file is dropped, and the real bot sends an alert once, even if it is killed meanwhile."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.digests.digest import Digest
from bot.digests.follow import FollowRule
from tests.support.patience import PATIENCE
from tests.support.records import file_text
from tests.wire.due_digests import add_due_digest, find_editions, open_ledger, wait_for_runs
from tests.wire.process import run_bot
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Slow
from tests.wire.world import message_text


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    drop_file(folder, "Orchard opens behind the mill")
    return folder


def drop_file(corpus: Path, headline: str) -> None:
    """Write the file of an article."""
    slug = headline.lower().replace(" ", "-")
    now = datetime.now(UTC).isoformat()
    text = file_text(headline, f"https://herald.example/{slug}", excerpt=f"{headline}, it was said.", date=now)
    (corpus / f"{slug}.txt").write_text(text)


def add_follow(url: str, discord: StandIn, words: str) -> Digest:
    """Store a follow of words in the first channel."""
    return add_due_digest(url, discord, schedule="", words=words, due_at=None, follow=FollowRule("words"))


async def wait_for_first_round(url: str) -> None:
    """Wait until what was in the archive from the start has been recorded. Whatever comes later is news."""
    async with asyncio.timeout(PATIENCE):
        with open_ledger(url) as ledger:
            while not ledger.arrivals.get_last_batch():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)


def list_environment(url: str, corpus: Path) -> dict[str, str]:
    return {"DATABASE_URL": url, "CORPUS": str(corpus)}


async def test_an_article_that_is_dropped_into_the_folder_is_sent_to_those_who_follow_it(
    discord: StandIn, tmp_path: Path, database_url: str, corpus: Path
):
    follow = add_follow(database_url, discord, "tunnel")
    async with run_bot(discord, tmp_path, "run", environment=list_environment(database_url, corpus)) as bot:
        await bot.until_ready()
        await wait_for_first_round(database_url)
        drop_file(corpus, "Tunnel floods beneath the harbour")
        (run,) = await wait_for_runs(database_url, follow)
        assert await bot.stop() == 0
    assert run.state == "sent"
    assert find_editions(discord, discord.world.channel_id) == [(str(run.message), run.id)]
    (alert,) = discord.world.list_bot_messages(discord.world.channel_id)
    assert "Tunnel floods beneath the harbour" in message_text(alert)
    assert "Orchard" not in message_text(alert)


async def test_an_alert_that_arrived_before_the_bot_was_killed_is_not_sent_again(
    discord: StandIn, tmp_path: Path, database_url: str, corpus: Path
):
    follow = add_follow(database_url, discord, "tunnel")
    environment = list_environment(database_url, corpus)
    async with run_bot(discord, tmp_path, "run", environment=environment) as bot:
        await bot.until_ready()
        await wait_for_first_round(database_url)
        # The message arrives, and the bot is killed before it learns that.
        discord.troubles.order(Slow(30), SEND)
        drop_file(corpus, "Tunnel floods beneath the harbour")
        await discord.until(lambda: find_editions(discord) != [], "the alert")
        assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
    discord.world.forget_nonces()
    async with run_bot(discord, tmp_path, "run", environment=environment) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(database_url, follow)
        assert await bot.stop() == 0
    assert run.state == "sent"
    assert find_editions(discord) == [(str(run.message), run.id)]
