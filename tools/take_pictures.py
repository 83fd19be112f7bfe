"""`make pictures`: write the README's images, as a browser shows the sandbox's page. Needs Chromium."""

import asyncio
import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image
from playwright.async_api import Locator

from tests.support.chromium import HOW, find_program, open_browser
from tests.support.sandbox_page import Reader, open_page, run_sandbox

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "images"
COLORS: Final = 128
"""Few enough for small files, and enough for smooth letters."""

_WIDTH, _HEIGHT, _SCALE = 700, 2_200, 1.5
"""The page in CSS pixels, which a whole message fits in, and how many pixels of the image each is."""


class Shot(NamedTuple):
    """An image to write: a line that is typed in a conversation, and the reply to it."""

    name: str
    line: str
    view: str = "general"


SHOTS: Final[Sequence[Shot]] = (
    Shot("answer", "/ask How long did Amazon ban police use of facial recognition?"),
    Shot("timeline", "/timeline by:month"),
    Shot("outlet", "/source outlet:Courthouse News Service"),
    Shot("story", "/story about:Amazon bans police use of its facial recognition"),
    Shot("digest", "/digest create channel:#newsroom schedule:daily 09:00 zone:Berlin when-empty:archive", "newsroom"),
    Shot("direct-message", "What did the Washington Times report about Amazon?", "dm"),
)


async def main() -> int:
    """Write every image. Return the exit code."""
    program = find_program()
    if program is None:
        sys.stderr.write(f"make pictures {HOW}\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        async with (
            open_browser(program) as browser,
            run_sandbox(Path(cache)) as (_, url),
            open_page(browser, url, width=_WIDTH, height=_HEIGHT, scale=_SCALE) as reader,
        ):
            view = "general"
            for shot in SHOTS:
                if shot.view != view:
                    await reader.open(view := shot.view)
                message = await _post(reader, shot)
                path = FOLDER / f"{shot.name}.png"
                # The box lies over the lower edge of the message.
                await reader.box.evaluate("box => { box.form.style.visibility = 'hidden'; }")
                _save(await message.screenshot(animations="disabled"), path)
                await reader.box.evaluate("box => { box.form.style.visibility = ''; }")
                sys.stdout.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB\n")
    return 0


async def _post(reader: Reader, shot: Shot) -> Locator:
    """Type the line, and return the message to show; for a digest, the edition of the next day."""
    reply = await reader.ask(shot.line)
    if shot.name == "digest":
        await reply.get_by_role("button", name="Save").click()
        await reader.settle()
        await reader.press_bar("Skip a day")
        reply = reader.messages.last
    await reader.page.mouse.move(0, 0)
    await reader.settle()
    return reply


def _save(png: bytes, path: Path) -> None:
    """Write an image with few colours."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
