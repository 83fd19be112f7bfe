"""The real bot is killed without a warning, and finds the same Discord again when it is started anew."""

import signal
from pathlib import Path

from tests.wire.process import running
from tests.wire.remote import Remote
from tests.wire.scenes import QUESTION
from tests.wire.trouble import Chances
from tests.wire.world import text


async def test_a_killed_bot_comes_back_to_the_same_discord(tmp_path: Path):
    async with Remote.started() as discord:
        for sessions in (1, 2):
            async with running(discord, tmp_path, "run") as bot:
                await bot.until_ready()
                assert (await discord.state())["sessions"] == sessions
                assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
            await discord.until_gone()
        counted = await discord.statistics()
    assert counted["requests"]["PUT /applications/{application_id}/commands"] == 1
    assert counted["invalid"] == 0


async def test_a_bot_answers_over_the_server_through_troubles_by_chance(tmp_path: Path):
    async with Remote.started() as discord, running(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        await discord.leave_to_chance(Chances(on=r"POST .*", held=0.5, slow=0.5, longest=0.05), seed=5)
        assert "year" in text(await discord.use("ask", question=QUESTION))
        assert (await discord.statistics())["troubles"]
        assert (await discord.state())["complaints"] == []
