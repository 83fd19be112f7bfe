"""The sandbox as a process of its own."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

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
        assert [number in printed for number in ("1. /ask", "2. /timeline", "3. ", "4. ")] == [True] * 4
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
