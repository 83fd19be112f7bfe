"""The gateway fails, and questions are still answered."""

import pytest

from tests.wire.process import TOKEN, Process
from tests.wire.questions import QUESTION, is_answered, still_answers

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_question_during_a_broken_connection_is_answered_after_a_resume(bot: Process):
    gateway = bot.discord.gateway
    resumes, identifies = len(gateway.resumed), len(gateway.identified)
    gateway.cut()
    missed = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(missed)
    assert (len(gateway.resumed), len(gateway.identified)) == (resumes + 1, identifies)
    assert await still_answers(bot)


async def test_a_question_from_before_the_connection_broke_is_answered_once(bot: Process):
    interaction = await bot.discord.use("ask", question=QUESTION)
    bot.discord.gateway.cut()
    assert await is_answered(interaction)
    assert await still_answers(bot)
    assert len(interaction.callbacks) == 1
    assert len([request for request in bot.discord.requests if interaction.token in request.path]) == 1


async def test_the_bot_resumes_if_it_is_asked_to_reconnect(bot: Process):
    gateway = bot.discord.gateway
    resumes, identifies = len(gateway.resumed), len(gateway.identified)
    await gateway.ask_to_reconnect()
    await bot.discord.until(lambda: len(gateway.resumed) > resumes, "a RESUME")
    assert len(gateway.identified) == identifies
    assert await still_answers(bot)


async def test_the_bot_identifies_again_if_its_session_is_invalidated(bot: Process):
    gateway = bot.discord.gateway
    identifies = len(gateway.identified)
    await gateway.invalidate()
    await bot.discord.until(lambda: len(gateway.identified) > identifies, "a new IDENTIFY")
    assert await still_answers(bot)


async def test_the_bot_identifies_again_if_it_can_not_resume(bot: Process):
    gateway = bot.discord.gateway
    identifies = len(gateway.identified)
    gateway.cut()
    gateway.sessions.clear()
    await bot.discord.until(lambda: len(gateway.identified) > identifies, "a new IDENTIFY")
    assert await still_answers(bot)


async def test_the_bot_tries_again_if_the_gateway_refuses_connections(bot: Process):
    gateway = bot.discord.gateway
    gateway.refusals_left = 2
    gateway.cut()
    assert await still_answers(bot)
    assert gateway.refusals_left == 0


async def test_the_token_is_never_logged(bot: Process):
    resumes = len(bot.discord.gateway.resumed)
    bot.discord.gateway.cut()
    await bot.discord.until(lambda: len(bot.discord.gateway.resumed) > resumes, "a RESUME")
    assert await still_answers(bot)
    assert "gateway" in bot.log.lower()
    assert "DEBUG" in bot.log.upper()
    assert TOKEN not in bot.log
