"""The real bot is killed, and meets the same Discord when it starts again."""

import signal
from pathlib import Path

from tests.wire.process import run_bot
from tests.wire.questions import QUESTION
from tests.wire.remote import Remote
from tests.wire.trouble import Chances
from tests.wire.world import message_text


async def test_a_killed_bot_starts_again_on_the_same_discord(tmp_path: Path):
    async with Remote.start() as discord:
        for sessions in (1, 2):
            async with run_bot(discord, tmp_path, "run") as bot:
                await bot.until_ready()
                assert (await discord.state())["sessions"] == sessions
                assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
            await discord.until_gone()
        counted = await discord.statistics()
    assert counted["requests"]["PUT /applications/{application_id}/commands"] == 1
    assert counted["invalid"] == 0


async def test_a_bot_answers_through_troubles_by_chance(tmp_path: Path):
    async with Remote.start() as discord, run_bot(discord, tmp_path, "run") as bot:
        await bot.until_ready()
        await discord.set_chances(Chances(on=r"POST .*", held=0.5, slow=0.5, longest=0.05), seed=5)
        assert "year" in message_text(await discord.use("ask", question=QUESTION))
        assert (await discord.statistics())["troubles"]
        assert (await discord.state())["complaints"] == []
