"""The running bot with a judge: what it sends where, over real sockets, and what it tells readers about that."""

from pathlib import Path

import pytest

from tests.support.model_server import ModelServer, choose, send, serve_model
from tests.wire.process import TOKEN, run_bot, wait_for_heartbeat
from tests.wire.questions import QUESTION
from tests.wire.standin import StandIn
from tests.wire.world import message_text

pytestmark = pytest.mark.outside

KEY = "key-that-nobody-may-see"


def settings(model: ModelServer) -> dict[str, str]:
    return {"JUDGE_URL": str(model.url), "JUDGE_MODEL": "small-model", "JUDGE_KEY": KEY}


async def test_a_public_question_is_judged_and_a_private_one_is_not(tmp_path: Path):
    async with (
        serve_model(choose("nothing")) as model,
        StandIn.start(TOKEN) as discord,
        run_bot(discord, tmp_path, "run", environment=settings(model)) as bot,
    ):
        await bot.until_ready()
        assert (await wait_for_heartbeat(tmp_path / "cache" / "health.json")).judge == "working"
        private = await (await discord.use("ask", question=QUESTION, private=True)).reply()
        assert "year" in message_text(private)
        assert model.asked == []

        public = await (await discord.use("ask", question=QUESTION)).reply()
        assert "I couldn’t find an answer" in message_text(public)
        (asked,) = model.asked
        assert asked.data["question"] == QUESTION

        sent = str(asked.body)
        assert not [known for known in (discord.world.bot.id, discord.world.channel_id, TOKEN) if known in sent]


async def test_a_failing_judge_is_in_the_log_without_its_key(tmp_path: Path):
    async with (
        serve_model(send(f"Incorrect API key: {KEY}", 401)) as model,
        StandIn.start(TOKEN) as discord,
        run_bot(discord, tmp_path, "run", environment=settings(model)) as bot,
    ):
        await bot.until_ready()
        for number in range(4):
            reply = await (await discord.use("ask", question=f"{QUESTION} {'?' * number}")).reply()
            assert "year" in message_text(reply)
    assert "HTTP 401" in bot.log
    assert "the judge keeps failing" in bot.log
    assert KEY not in bot.log
    assert len(model.asked) == 3
