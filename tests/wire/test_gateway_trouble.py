"""The gateway fails, and whoever asks meanwhile or afterwards is answered all the same."""

import pytest

from tests.wire.process import TOKEN, Process
from tests.wire.scenes import QUESTION, goes_on_answering, is_answered

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_was_asked_while_the_line_was_dead_is_answered_after_a_resume(bot: Process):
    gateway = bot.discord.gateway
    resumes, identifies = len(gateway.resumed), len(gateway.identified)
    gateway.cut()
    missed = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(missed)
    assert (len(gateway.resumed), len(gateway.identified)) == (resumes + 1, identifies)
    assert await goes_on_answering(bot)


async def test_a_question_heard_before_the_line_died_is_answered_once(bot: Process):
    asked = await bot.discord.use("ask", question=QUESTION)
    bot.discord.gateway.cut()
    assert await is_answered(asked)
    assert await goes_on_answering(bot)
    assert len(asked.callbacks) == 1
    assert len([each for each in bot.discord.requests if asked.token in each.path]) == 1


async def test_a_request_to_reconnect_is_followed_with_a_resume(bot: Process):
    gateway = bot.discord.gateway
    resumes, identifies = len(gateway.resumed), len(gateway.identified)
    await gateway.ask_to_reconnect()
    await bot.discord.until(lambda: len(gateway.resumed) > resumes, "a RESUME")
    assert len(gateway.identified) == identifies
    assert await goes_on_answering(bot)


async def test_a_void_session_is_begun_anew(bot: Process):
    gateway = bot.discord.gateway
    identifies = len(gateway.identified)
    await gateway.invalidate()
    await bot.discord.until(lambda: len(gateway.identified) > identifies, "a new IDENTIFY")
    assert await goes_on_answering(bot)


async def test_a_session_that_was_void_at_the_resume_is_begun_anew(bot: Process):
    gateway = bot.discord.gateway
    identifies = len(gateway.identified)
    gateway.cut()
    gateway.sessions.clear()
    await bot.discord.until(lambda: len(gateway.identified) > identifies, "a new IDENTIFY")
    assert await goes_on_answering(bot)


async def test_a_gateway_that_lets_nobody_in_for_a_while_is_tried_again(bot: Process):
    gateway = bot.discord.gateway
    gateway.refusals = 2
    gateway.cut()
    assert await goes_on_answering(bot)
    assert gateway.refusals == 0


async def test_the_token_is_in_no_log_even_at_debug(bot: Process):
    resumes = len(bot.discord.gateway.resumed)
    bot.discord.gateway.cut()
    await bot.discord.until(lambda: len(bot.discord.gateway.resumed) > resumes, "a RESUME")
    assert await goes_on_answering(bot)
    assert "gateway" in bot.log.lower()
    assert "DEBUG" in bot.log.upper()
    assert TOKEN not in bot.log
