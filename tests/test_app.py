"""What ends the bot and what it waits for. That it does so over real sockets is tested in tests/wire."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import discord
import pytest

from bot import app
from bot.health import Heartbeat, read_heartbeat, write_heartbeat
from tests.support.patience import PATIENCE
from tests.wire.process import ROOT, TOKEN, running
from tests.wire.standin import StandIn


class Socket:
    def __init__(self, code: int) -> None:
        self.close_code = code


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(Socket(code), shard_id=0)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "error",
    [discord.LoginFailure("no"), closed(4004), closed(4013), closed(4014), discord.PrivilegedIntentsRequired(0)],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'code', '')}".strip(),
)
def test_what_only_the_operator_can_mend_ends_the_bot_with_a_sentence(error: Exception):
    reason = app.describe_refusal(error)
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "error",
    [
        closed(1000),
        closed(4000),
        closed(4008),
        aiohttp.ClientConnectionError(),
        TimeoutError(),
        discord.GatewayNotFound(),
    ],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'code', '')}".strip(),
)
def test_anything_else_is_waited_for(error: Exception):
    assert app.describe_refusal(error) is None


async def health(folder: Path, *arguments: str) -> tuple[int, str]:
    """`nutgraf health` as the container runs it: exit code, output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "health", *arguments,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={"PYTHONPATH": str(ROOT), "CORPUS": str(ROOT / "seeds"), "CACHE_DIR": str(folder / "cache")},
    )  # fmt: skip
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


@pytest.mark.outside
async def test_the_health_check_knows_a_running_bot_from_none_and_from_a_silent_one(tmp_path: Path):
    assert await health(tmp_path) == (1, "There is no sign of a running bot.\n")
    path = tmp_path / "cache" / "health.json"
    async with StandIn.running(TOKEN) as standin, running(standin, tmp_path, "run") as bot:
        await bot.until_ready()
        pulse = await _pulse(path)
        assert (pulse.pid, pulse.articles) == (bot.process.pid, 15)
        code, said = await health(tmp_path, "--json")
        assert (code, json.loads(said)["well"]) == (0, True)
    long_ago = Heartbeat(pulse.beat.replace(year=2020), pulse.pid, online=True, since=pulse.since, articles=15)
    assert await asyncio.to_thread(write_heartbeat, path, long_ago)
    code, said = await health(tmp_path)
    assert code == 1
    assert "last heard of" in said


async def _pulse(path: Path) -> Heartbeat:
    async with asyncio.timeout(PATIENCE):
        while (pulse := await asyncio.to_thread(read_heartbeat, path)) is None:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
    return pulse
