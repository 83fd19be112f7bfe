"""The sandbox as a person meets it: a process in a terminal, and its page in a browser."""

import asyncio
import itertools
import os
import pty
import re
import signal
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.support.kept_parsers import keep_parsers
from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess, run_nutgraf
from tests.support.root import ROOT

KEY_DELAY = 25.0
"""Milliseconds between two keys: a quick typist's."""

POLLING = 50.0
"""Milliseconds between two looks at a condition. Without it, the page is drawn again for each look."""

expect.set_options(timeout=PATIENCE * 1000)

# Keeps every sentence that the page says of the person's actions.
_RECORD_STATUS = """
window.statuses = [];
new MutationObserver(() => {
  const status = document.getElementById("action-status");
  if (status && window.statuses.at(-1) !== status.textContent) window.statuses.push(status.textContent);
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


@dataclass
class Terminal:
    """What a running command has printed. `keyboard`: where keys are pressed; None without a terminal."""

    keyboard: int | None = None
    text: str = ""
    has_ended: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until the command has printed what the pattern matches."""
        async with asyncio.timeout(PATIENCE), self.changed:
            while not (found := re.search(pattern, self.text)):
                assert not self.has_ended, self.text
                await self.changed.wait()
            return found

    def press(self, key: str) -> None:
        """Press a key in the terminal."""
        assert self.keyboard is not None
        os.write(self.keyboard, key.encode())

    async def read(self, *streams: asyncio.StreamReader) -> None:
        """Read what the command prints, until it ends."""
        await asyncio.gather(*(self._read(stream) for stream in streams))
        async with self.changed:
            self.has_ended = True
            self.changed.notify_all()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while data := await stream.read(65_536):
            async with self.changed:
                self.text += data.decode("utf-8", "replace")
                self.changed.notify_all()


@asynccontextmanager
async def run_in_terminal(command: Sequence[str], environment: Mapping[str, str]) -> AsyncGenerator[Terminal]:
    """Run a command from the project's root, with a terminal of its own."""
    keyboard, screen = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": "", "PYTHONUNBUFFERED": "1", **environment},
        stdin=screen,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    os.close(screen)
    assert process.stdout is not None
    terminal = Terminal(keyboard)
    reading = asyncio.create_task(terminal.read(process.stdout))
    try:
        yield terminal
    finally:
        if process.returncode is None:
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), PATIENCE)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await reading
        os.close(keyboard)


@asynccontextmanager
async def run_sandbox(
    cache: Path, *arguments: str, corpus: Sequence[Path] = ()
) -> AsyncGenerator[tuple[Terminal, str]]:
    """Run the sandbox without a terminal, and yield what it prints and the page's address once it is ready."""
    environment = {**os.environ, "DISCORD_TOKEN": "", "CACHE_DIR": str(cache)}
    environment |= {"CORPUS": os.pathsep.join(map(str, corpus))} if corpus else {}
    terminal = Terminal()
    with ForkedProcess(_run_nutgraf, ("sandbox", *arguments), environment=environment) as process:
        process.stdin.close()
        reading = asyncio.create_task(
            terminal.read(await open_stream(process.stdout), await open_stream(process.stderr))
        )
        try:
            found = await terminal.wait_for(r"(http://127\.0\.0\.1:\d+/#\S+)\s[\s\S]*Ctrl-C")
            yield terminal, found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, PATIENCE)
            process.kill()
            await reading


def _run_nutgraf(arguments: Sequence[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        keep_parsers(patch)
        run_nutgraf(arguments)


async def open_stream(pipe: IO[str]) -> asyncio.StreamReader:
    """Open the end of a pipe that is read."""
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    return stream


@dataclass
class Reader:
    """A person at the page."""

    page: Page

    @property
    def box(self) -> Locator:
        """The box at the bottom."""
        return self.page.locator("#channel-composer-input")

    @property
    def messages(self) -> Locator:
        """The messages of the conversation."""
        return self.page.locator("#channel-message-list article")

    async def ask(self, text: str, *, is_pasted: bool = False) -> Locator:
        """Type a line into the box, key by key, or paste it; send it, and return the bot's reply."""
        await self.box.click()
        if is_pasted:
            await self.page.keyboard.insert_text(text)
        else:
            await self.page.keyboard.type(text, delay=KEY_DELAY)
        return await self.send()

    async def send(self) -> Locator:
        """Send the line in the box, wait for the bot's reply, and return that message. A digest may arrive meanwhile.

        For a command without options, as in Discord, the first Enter takes it from the menu, and another one sends it.
        """
        text = await self.box.input_value()
        last = await self.messages.last.get_attribute("data-message-id") if await self.messages.count() else "0"
        await self.box.press("Enter")
        if await self.page.locator(".command-chip").count():
            await self.page.keyboard.press("Enter")
        command = f"used {text.split(maxsplit=1)[0]}" if text.startswith("/") else "APP"
        found = await self.page.wait_for_function(
            """([last, command]) => [...document.querySelectorAll("#channel-message-list article")].find(
                 item => BigInt(item.dataset.messageId) > BigInt(last) && item.textContent.includes(command)
               )?.dataset.messageId""",
            arg=[last, command],
            timeout=PATIENCE * 1000,
            polling=POLLING,
        )
        await self.settle()
        return self.page.locator(f'article[data-message-id="{await found.json_value()}"]')

    async def settle(self) -> None:
        """Wait until the page has done what it was told."""
        await self.page.wait_for_function(
            "() => { const state = window.simcordPreview; return state.ready && !state.pendingAction"
            " && (state.awaitingRevision ?? 0) <= state.publishedRevision; }",
            timeout=PATIENCE * 1000,
            polling=POLLING,
        )

    async def open(self, view: str) -> None:
        """Open a conversation by its button in the bar."""
        async with self.page.expect_navigation():
            await self.page.locator(f'#sandbox-bar [data-view="{view}"]').click()
        await self.settle()

    async def press_bar(self, label: str) -> None:
        """Press a button of the bar, and wait until the sandbox has done it."""
        async with self.page.expect_response("**/sandbox/do"):
            await self.page.locator("#sandbox-bar").get_by_role("button", name=label, exact=True).click()
        await self.settle()

    async def look_as(self, name: str) -> None:
        """Choose whose page it is."""
        (chosen,) = await self.page.get_by_label("Viewing as").select_option(label=name)
        await self.page.wait_for_function(
            "chosen => window.simcordPreview.viewerId === chosen", arg=chosen, timeout=PATIENCE * 1000, polling=POLLING
        )
        await self.settle()

    async def list_statuses(self) -> list[str]:
        """Return every sentence that the page has said of what was done on it, since it was loaded."""
        return await self.page.evaluate("window.statuses")


@asynccontextmanager
async def open_page(
    browser: Browser, address: str, *, width: int = 1_100, height: int = 900, scale: float = 1.0
) -> AsyncGenerator[Reader]:
    """Open the page in the browser. An error of its scripts fails the test. `scale`: pixels for each CSS pixel."""
    page = await browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.add_init_script(_RECORD_STATUS)
    try:
        await page.goto(address)
        reader = Reader(page)
        await reader.settle()
        yield reader
    finally:
        await page.close()
    assert not errors


STORY = "/story about:Amazon bans police use of its facial recognition"
"""A line whose reply has two pages."""


async def act_at_human_speed(reader: Reader, count: int) -> list[str]:
    """Do that many things on the page, as quickly as a person would, and return what the page said of them.

    Paste a command, turn a page, turn it back, look as another person, and type a command: again and again.
    """
    story = await reader.ask(STORY, is_pasted=True)
    turn = itertools.cycle(("Next", "Back"))
    others = itertools.cycle(("Max (member)", "Ada (admin)"))
    for number in range(1, count):
        match number % 5:
            case 0:
                await reader.ask("/latest count:1")
            case 1 | 2:
                before = await story.inner_text()
                await story.get_by_role("button", name=next(turn)).click()
                await expect(story).not_to_have_text(before, use_inner_text=True)
                await reader.settle()
            case _:
                await reader.look_as(next(others))
    return await reader.list_statuses()


def list_lost(statuses: Sequence[str]) -> list[str]:
    """Return what the page said of actions that were lost, or perhaps lost."""
    return [status for status in statuses if re.search("uncertain|not completed|interrupted|awaiting", status)]
