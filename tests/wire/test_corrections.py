"""Corrections over the wire: an article changes after it was sent, and the real bot edits its message once."""

import asyncio
import signal
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.patience import PATIENCE
from tests.support.records import file_text
from tests.wire.discord_objects import FORUM
from tests.wire.due_digests import add_due_digest, open_ledger, wait_for_runs
from tests.wire.process import Process, run_bot
from tests.wire.standin import StandIn
from tests.wire.trouble import EDIT, Slow
from tests.wire.world import message_text

URL = "https://herald.example/tunnel"
FLOODS, STAYS = "Tunnel floods beneath the harbour", "Tunnel stays dry beneath the harbour"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus", FLOODS)
    return tmp_path / "corpus"


def write(corpus: Path, headline: str, *more: str) -> None:
    """Write the file of the article in one step. `more`: further lines of its record."""
    text = file_text(headline, URL, excerpt=f"{headline}, it was said.")
    temporary = corpus / ".tunnel"
    temporary.write_text(text.replace("---\n", "\n".join(("---", *more, "")), 1))
    temporary.replace(corpus / "tunnel.txt")


def run_on(discord: StandIn, folder: Path, url: str, corpus: Path) -> AbstractAsyncContextManager[Process]:
    return run_bot(discord, folder, "run", environment={"DATABASE_URL": url, "CORPUS": str(corpus)})


async def send(discord: StandIn, url: str, bot: Process, **changes: object) -> dict[str, Any]:
    """Send the article in a digest, and return the message."""
    digest = add_due_digest(url, discord, **changes)
    await bot.until_ready()
    (run,) = await wait_for_runs(url, digest)
    message = discord.world.messages[str(run.message)]
    assert FLOODS in message_text(message)
    return message


async def wait_until_recorded(url: str) -> None:
    """Wait until the store knows that the message is corrected."""
    async with asyncio.timeout(PATIENCE):
        with open_ledger(url) as ledger:
            while True:
                (shown,) = ledger.corrections.list_shown_since(datetime.now(UTC) - timedelta(days=1))
                if shown.headline == STAYS or shown.is_withdrawn:
                    return
                await asyncio.sleep(0.1)


async def test_a_message_says_that_its_article_was_corrected(discord: StandIn, tmp_path: Path, url: str, corpus: Path):
    async with run_on(discord, tmp_path, url, corpus) as bot:
        message = await send(discord, url, bot)
        write(corpus, STAYS)
        await wait_until_recorded(url)
        assert await bot.stop() == 0
    assert f"[{STAYS}]({URL})" in message_text(message)
    assert f"“{STAYS}, it was said.”" in message_text(message)
    assert f"was “{FLOODS}”" in message_text(message)
    assert len(discord.find_requests(EDIT)) == 1


async def test_a_bot_that_is_killed_after_its_edit_arrived_does_not_edit_again(
    discord: StandIn, tmp_path: Path, url: str, corpus: Path
):
    async with run_on(discord, tmp_path, url, corpus) as bot:
        message = await send(discord, url, bot)
        discord.troubles.order(Slow(30), EDIT)
        write(corpus, FLOODS, "removed: true", "removedReason: It was another tunnel.")
        await discord.until(lambda: "Withdrawn" in message_text(message), "the edit")
        assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
    async with run_on(discord, tmp_path, url, corpus) as bot:
        await bot.until_ready()
        await wait_until_recorded(url)
        assert await bot.stop() == 0
    assert f"~~[{FLOODS}]({URL})~~" in message_text(message)
    assert "It was another tunnel." in message_text(message)
    assert "it was said" not in message_text(message)
    assert len(discord.find_requests(EDIT)) == 1


async def test_a_post_of_a_forum_is_renamed_even_if_discord_has_archived_it(
    discord: StandIn, tmp_path: Path, url: str, corpus: Path
):
    forum = discord.world.add_channel(discord.world.guild_id, FORUM, "stories")
    async with run_on(discord, tmp_path, url, corpus) as bot:
        message = await send(discord, url, bot, channel=int(forum.id))
        (post,) = [channel for channel in discord.world.channels.values() if channel.parent is forum]
        post.set_archived(True)
        write(corpus, STAYS)
        await wait_until_recorded(url)
        assert await bot.stop() == 0
    assert (post.name, post.archived) == (STAYS, False)
    assert f"[{STAYS}]({URL})" in message_text(message)
