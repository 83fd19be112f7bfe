"""An export as Discord gets it: four files and the components that show them, in a private reply."""

from typing import Any

import pytest

from tests.wire.components import walk_components
from tests.wire.process import Process
from tests.wire.questions import QUESTION

pytestmark = [pytest.mark.outside, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize(
    ("command", "options", "name"),
    [
        ("ask", {"question": QUESTION}, "answer"),
        ("timeline", {"about": "facial recognition"}, "timeline"),
        ("source", {"outlet": "Reuters"}, "source"),
    ],
)
async def test_an_export_is_a_valid_private_reply_with_four_files(
    bot: Process, command: str, options: dict[str, Any], name: str
):
    discord = bot.discord
    listed = await (await discord.use(command, **options)).reply()
    (button,) = [item for item in walk_components(listed["components"]) if item.get("label") == "Export"]
    exported = await (await discord.press(listed, button["custom_id"])).reply()
    assert exported["flags"] & 64
    endings = ("csv", "json", "bib", "ris")
    assert [file["filename"] for file in exported["attachments"]] == [f"{name}.{ending}" for ending in endings]
    assert [item["name"] for item in walk_components(exported["components"]) if item["type"] == 13] == [
        f"{name}.{ending}" for ending in endings
    ]
