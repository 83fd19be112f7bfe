"""The running bot and `nutgraf health`. `tests/wire` runs the bot over real sockets too."""

import asyncio
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.health import write_heartbeat
from tests.support.processes import ForkedProcess, run_nutgraf
from tests.wire.process import ROOT, TOKEN, run_bot, wait_for_heartbeat
from tests.wire.standin import StandIn


def run_health_check(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run `nutgraf health` as the container does. Return its exit code and its output."""
    environment = {"CORPUS": str(ROOT / "seeds"), "CACHE_DIR": str(folder / "cache")}
    with ForkedProcess(run_nutgraf, ["health", *arguments], environment=environment, folder=folder) as process:
        output = process.stdout.read() + process.stderr.read()
        return process.wait(), output


@pytest.mark.outside
async def test_the_health_check_tells_a_running_bot_from_none_and_from_a_silent_one(tmp_path: Path):
    assert await asyncio.to_thread(run_health_check, tmp_path) == (1, "There is no sign of a running bot.\n")
    path = tmp_path / "cache" / "health.json"
    async with StandIn.start(TOKEN) as standin, run_bot(standin, tmp_path, "run") as bot:
        await bot.until_ready()
        heartbeat = await wait_for_heartbeat(path)
        assert (heartbeat.pid, heartbeat.articles) == (bot.process.pid, 15)
        code, output = await asyncio.to_thread(run_health_check, tmp_path, "--json")
        assert (code, json.loads(output)["well"]) == (0, True)
    long_ago = replace(heartbeat, beat=heartbeat.beat.replace(year=2020))
    assert await asyncio.to_thread(write_heartbeat, path, long_ago)
    code, output = await asyncio.to_thread(run_health_check, tmp_path)
    assert code == 1
    assert "last heard of" in output
