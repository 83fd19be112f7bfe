"""The running bot polls its feeds: their articles are in its answers, but are not sent as new."""

import asyncio
from pathlib import Path

from tests.support.feed_documents import item, rss
from tests.support.feed_server import serve_feeds
from tests.support.patience import PATIENCE
from tests.wire.process import run_bot
from tests.wire.standin import StandIn

FERRY = item(
    "The night ferry to Lower Quay is cancelled",
    "http://harbour.example.org/ferry",
    pubDate="Sun, 01 Mar 2026 10:00:00 GMT",
    description="The night ferry to Lower Quay is cancelled until April, the harbour office said.",
)


async def test_what_a_feed_has_is_answered_from(discord: StandIn, tmp_path: Path) -> None:
    async with serve_feeds() as server:
        server.serve("/feed", rss(FERRY))
        (tmp_path / "feeds.yaml").write_text(f"- http://127.0.0.1:{server.port}/feed\n")
        async with run_bot(discord, tmp_path, "run", environment={"FEEDS_ALLOW_PRIVATE": "1"}) as process:
            await process.until_ready()
            async with asyncio.timeout(PATIENCE):
                reply = ""
                while "http://harbour.example.org/ferry" not in reply:
                    await asyncio.sleep(0.2)
                    interaction = await discord.use("ask", question="Is the night ferry to Lower Quay cancelled?")
                    reply = str(await interaction.reply())
            assert await process.stop() == 0
    assert (tmp_path / "data" / "feeds" / "harbour.example.org" / "2026-03-01.yaml").is_file()
