"""The sandbox as a process of its own."""

import asyncio
import os
import re
import signal
from pathlib import Path

import aiohttp
import pytest

from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess, run_nutgraf

pytestmark = pytest.mark.outside


async def test_without_a_terminal_it_serves_its_page_until_a_signal_ends_it(tmp_path: Path):
    environment = {**os.environ, "CACHE_DIR": str(tmp_path), "DISCORD_TOKEN": ""}
    with ForkedProcess(run_nutgraf, ("sandbox", "--view", "newsroom"), environment=environment) as process:
        try:
            process.stdin.close()
            printed = ""
            async with asyncio.timeout(PATIENCE):
                while "Ctrl-C" not in printed:
                    line = await asyncio.to_thread(process.stdout.readline)
                    assert line, process.stderr.read()
                    printed += line
            address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
            assert address
            assert "#newsroom" in printed
            assert [number in printed for number in ("1. /ask", "2. /timeline", "3. ", "4. ")] == [True] * 4
            async with aiohttp.ClientSession() as session, session.get(address.group()) as page:
                assert page.status == 200
                assert "html" in page.headers["Content-Type"]
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, PATIENCE) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()
