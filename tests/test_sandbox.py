"""The sandbox as a person uses it: as a process, and what each of its keys does."""

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
import pytest
import simcord

from bot import sandbox
from bot.app import build_context, build_service
from bot.catalogue import Catalogue
from bot.live_desk import LiveDesk
from tests.support import replies
from tests.support.patience import PATIENCE
from tests.support.root import ROOT

pytestmark = pytest.mark.outside


async def test_without_a_terminal_it_serves_its_page_until_a_signal_ends_it(tmp_path: Path):
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
        async with asyncio.timeout(PATIENCE):
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
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0
        assert b"Traceback" not in await process.stderr.read()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


ARCHIVE = {"when-empty": "archive"}


@asynccontextmanager
async def simulate(seeds: Path) -> AsyncGenerator[sandbox.Simulation]:
    # Not a fixture: SimCord's clock belongs to the task that opened it, and a fixture ends in another.
    live_desk = await LiveDesk.open([seeds], clock=lambda: datetime.now(UTC))
    async with sandbox.open_temporary_store() as store:
        context = build_context(live_desk, Catalogue.load(), build_service(live_desk, store, timedelta(hours=1)))
        async with sandbox.connect_bot(context) as env:
            words = context.catalogue.get_translator()
            simulation = sandbox.build_simulation(env, context, 0, print_line=lambda _: None, words=words)
            yield simulation
            if simulation.page is not None:
                await simulation.page.close()


async def messages_on_page(simulation: sandbox.Simulation) -> str:
    assert simulation.page is not None
    return str((await simulation.page.snapshot())["messages"])


async def test_discords_clock_is_brought_to_now(seeds: Path):
    async with simulate(seeds) as simulation:
        assert abs(simulation.env.now().timestamp() - datetime.now(UTC).timestamp()) < 30


async def test_a_direct_message_is_answered_and_shown(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("dm")
        (reader,) = simulation.viewers["dm"]
        assert isinstance(reader, simcord.UserHandle)
        await reader.send_dm("How long did Amazon ban police use of facial recognition?")
        reply = simulation.channels["dm"].last_message
        assert reply is not None
        assert reply.author.bot
        assert "for a year" in await messages_on_page(simulation)


async def test_a_key_moves_the_clock_and_the_bot_still_answers_after_a_restart(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        before = simulation.env.now()
        await simulation.advance(sandbox.DAY)
        assert (simulation.env.now() - before).total_seconds() >= sandbox.DAY
        await simulation.restart()
        member = simulation.viewers["general"][0]
        assert isinstance(member, simcord.MemberActor)
        await member.slash(simulation.channels["general"], "ask", question="What did Amazon ban?")
        assert simulation.channels["general"].last_message is not None


async def test_a_newcomer_sets_up_a_digest_moves_the_clock_a_day_and_reads_it(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("newsroom")
        channel = simulation.channels["newsroom"]
        admin = simulation.viewers["newsroom"][1]
        assert isinstance(admin, simcord.MemberActor)
        draft = await admin.slash(
            channel, "digest create", channel=channel, schedule="daily 09:00", zone="Europe/Berlin", **ARCHIVE
        )
        assert draft.response is not None
        await admin.click(draft.response, label="Save")
        await simulation.advance(sandbox.DAY)
        post = channel.last_message
        assert post is not None
        assert "From the archive" in replies.text(post)
        assert "From the archive" in await messages_on_page(simulation)


async def test_switching_the_view_keeps_the_port(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        port = simulation.port
        await simulation.show("newsroom")
        assert simulation.port == port
        assert simulation.view == "newsroom"
