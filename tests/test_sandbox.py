"""The sandbox as a person uses it: started as a process, and each thing that its keys do."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import simcord

from bot import sandbox
from bot.app import build_context, build_service
from bot.catalogue import Catalogue
from bot.live_desk import LiveDesk
from tests.support import replies
from tests.support.root import ROOT


async def test_without_a_terminal_it_serves_its_page_and_ends_when_told(tmp_path: Path):
    environment = {**os.environ, "CACHE_DIR": str(tmp_path), "DISCORD_TOKEN": "", "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--view", "newsroom"),
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    try:
        printed = ""
        async with asyncio.timeout(60):
            while "Ctrl-C" not in printed:
                line = await process.stdout.readline()
                assert line, (await process.stderr.read()).decode()
                printed += line.decode()
        address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
        assert address
        assert "#newsroom" in printed
        assert [number in printed for number in ("1. /ask", "2. ", "3. ")] == [True] * 3
        async with aiohttp.ClientSession() as session, session.get(address.group()) as page:
            assert page.status == 200
            assert "html" in page.headers["Content-Type"]
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0
        assert b"Traceback" not in await process.stderr.read()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


ARCHIVE = {"when-empty": "archive"}


class Told(list[str]):
    """What the sandbox told the person who runs it."""

    def __call__(self, line: str) -> None:
        self.append(line)


@asynccontextmanager
async def staged(seeds: Path) -> AsyncGenerator[sandbox.Stage]:
    # Not a fixture: SimCord's clock belongs to the task that opened it, and a fixture ends in another.
    room = await LiveDesk.open([seeds], clock=lambda: datetime.now(UTC))
    async with sandbox.open_sandbox_store() as store:
        chat = build_context(room, Catalogue.load(), build_service(room, store, timedelta(hours=1)))
        async with sandbox.run_simulation(chat) as env:
            made = sandbox.set_stage(env, chat, 0, Told(), chat.catalogue.get_translator())
            yield made
            if made.preview is not None:
                await made.preview.close()


async def test_discords_clock_is_brought_to_now(seeds: Path):
    async with staged(seeds) as stage:
        assert abs(stage.env.now().timestamp() - datetime.now(UTC).timestamp()) < 30


async def test_a_direct_message_is_answered_and_shown(seeds: Path):
    async with staged(seeds) as stage:
        await stage.show("dm")
        (reader,) = stage.viewers["dm"]
        assert isinstance(reader, simcord.UserHandle)
        await reader.send_dm("How long did Amazon ban police use of facial recognition?")
        reply = stage.channels["dm"].last_message
        assert reply is not None
        assert reply.author.bot
        assert "for a year" in str((await stage.preview.snapshot())["messages"]) if stage.preview else False


async def test_a_key_moves_the_clock_and_the_bot_still_answers_after_a_restart(seeds: Path):
    async with staged(seeds) as stage:
        await stage.show("general")
        before = stage.env.now()
        await stage.move(sandbox.DAY)
        assert (stage.env.now() - before).total_seconds() >= sandbox.DAY
        await stage.restart()
        member = stage.viewers["general"][0]
        assert isinstance(member, simcord.MemberActor)
        await member.slash(stage.channels["general"], "ask", question="What did Amazon ban?")
        assert stage.channels["general"].last_message is not None


async def test_a_newcomer_sets_up_a_digest_moves_the_clock_a_day_and_reads_it(seeds: Path):
    async with staged(seeds) as stage:
        await stage.show("newsroom")
        channel = stage.channels["newsroom"]
        admin = stage.viewers["newsroom"][1]
        assert isinstance(admin, simcord.MemberActor)
        asked = await admin.slash(
            channel, "digest create", channel=channel, schedule="daily 09:00", zone="Europe/Berlin", **ARCHIVE
        )
        assert asked.response is not None
        await admin.click(asked.response, label="Save")
        await stage.move(sandbox.DAY)
        post = channel.last_message
        assert post is not None
        assert "From the archive" in replies.text(post)
        assert "From the archive" in str((await stage.preview.snapshot())["messages"]) if stage.preview else False


async def test_switching_the_view_keeps_the_port(seeds: Path):
    async with staged(seeds) as stage:
        await stage.show("general")
        port = stage.port
        await stage.show("newsroom")
        assert stage.port == port
        assert stage.view == "newsroom"
