"""The running bot and `nutgraf health`. `tests/wire` runs the bot over real sockets too."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.health import write_heartbeat
from tests.wire.process import ROOT, TOKEN, run_bot, wait_for_heartbeat
from tests.wire.standin import StandIn


async def run_health_check(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run `nutgraf health` as the container does. Return its exit code and its output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "health", *arguments,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={"PYTHONPATH": str(ROOT), "CORPUS": str(ROOT / "seeds"), "CACHE_DIR": str(folder / "cache")},
    )  # fmt: skip
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


@pytest.mark.outside
async def test_the_health_check_tells_a_running_bot_from_none_and_from_a_silent_one(tmp_path: Path):
    assert await run_health_check(tmp_path) == (1, "There is no sign of a running bot.\n")
    path = tmp_path / "cache" / "health.json"
    async with StandIn.start(TOKEN) as standin, run_bot(standin, tmp_path, "run") as bot:
        await bot.until_ready()
        heartbeat = await wait_for_heartbeat(path)
        assert (heartbeat.pid, heartbeat.articles) == (bot.process.pid, 15)
        code, output = await run_health_check(tmp_path, "--json")
        assert (code, json.loads(output)["well"]) == (0, True)
    long_ago = replace(heartbeat, beat=heartbeat.beat.replace(year=2020))
    assert await asyncio.to_thread(write_heartbeat, path, long_ago)
    code, output = await run_health_check(tmp_path)
    assert code == 1
    assert "last heard of" in output
