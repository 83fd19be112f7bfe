"""Charts, and replies that only one person sees, over the wire."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.records import file_text
from tests.wire.components import walk_components
from tests.wire.conftest import checker
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Articles about one thing on several days."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(12):
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=9 * number)
        text = file_text(
            f"Bridge repair reaches stage {number}", f"https://herald.example/bridge-{number}", date=day.isoformat()
        )
        (folder / f"{number:02}.txt").write_text(text)
    return folder


async def test_a_chart_is_an_attachment_and_a_private_reply_is_edited_in_place(tmp_path: Path, corpus: Path):
    async with (
        StandIn.start(TOKEN, checker()) as discord,
        run_bot(discord, tmp_path, "run", environment={"CORPUS": str(corpus)}) as bot,
    ):
        await bot.until_ready()
        chart = await (await discord.use("timeline", about="bridge")).reply()
        (attachment,) = chart["attachments"]
        pictures = [
            item["media"]["url"] for part in walk_components(chart["components"]) for item in part.get("items", ())
        ]
        assert pictures == [attachment["url"]]
        draft = await (
            await discord.use("digest create", schedule="daily at 9", zone="UTC", channel=discord.world.channel_id)
        ).reply()
        buttons = {
            part["label"]: part["custom_id"] for part in walk_components(draft["components"]) if part.get("label")
        }
        await (await discord.press(draft, buttons["Cancel"])).reply()
        await discord.until(lambda: "Cancel" not in str(discord.world.private[draft["id"]]["components"]), "an edit")
        assert discord.complaints == []
