"""Requests fail on the way to Discord or back. Nobody is answered twice, and everybody who can be is answered."""

import asyncio
import time

import pytest

from tests.support.patience import PATIENCE
from tests.wire.buckets import Limit
from tests.wire.process import Process
from tests.wire.questions import QUESTION, is_answered, still_answers, wait_for_direct_answers
from tests.wire.trouble import CALLBACK, SEND, Fails, Limited, Lost, Slow

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_limited_response_is_sent_after_the_limit(bot: Process):
    bot.discord.troubles.order(Limited(0.4), CALLBACK)
    interaction = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(interaction)
    assert interaction.answered_at is not None
    assert interaction.answered_at - interaction.created_at >= 0.4
    assert await still_answers(bot)


async def test_a_global_limit_delays_all_messages(bot: Process):
    bot.discord.troubles.order(Limited(1.0, everywhere=True), SEND)
    started = time.monotonic()
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bool(bot.discord.troubles.struck), "the limit")
    await bot.discord.say(QUESTION, directly=True)
    assert len(await wait_for_direct_answers(bot, 2)) == 2
    assert time.monotonic() - started >= 1.0
    assert await still_answers(bot)


async def test_the_bot_slows_down_before_it_exceeds_a_limit(bot: Process):
    limits = bot.discord.buckets.limits
    limits["POST /channels/{channel_id}/messages"] = Limit(1, 0.7)
    try:
        for _ in range(3):
            await bot.discord.say(QUESTION, directly=True)
        assert len(await wait_for_direct_answers(bot, 3)) == 3
        assert bot.discord.complaints == []
    finally:
        limits.clear()
    sent = bot.discord.find_requests(SEND)[-3:]
    await bot.discord.until(lambda: all(request.status for request in sent), "three statuses")
    assert [request.status for request in sent] == [200, 200, 200]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_response_is_sent_again_after_a_server_error(bot: Process, status: int):
    bot.discord.troubles.order(Fails(status), CALLBACK)
    interaction = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(interaction)
    assert await still_answers(bot)


async def test_a_message_that_arrived_despite_a_server_error_is_stored_once(bot: Process):
    bot.discord.troubles.order(Fails(502, too_late=True), SEND)
    await bot.discord.say(QUESTION, directly=True)
    (answer,) = await wait_for_direct_answers(bot)
    await bot.discord.until(lambda: bot.discord.find_requests(SEND)[-1].status == 200, "the message sent again")
    assert "year" in answer
    assert len(await wait_for_direct_answers(bot)) == 1
    assert await still_answers(bot)


async def test_a_message_that_failed_is_sent_again_or_replaced_by_an_apology(bot: Process):
    # discord.py retries after 500, 502 and 504, but not after 503.
    bot.discord.troubles.order(Fails(503), SEND)
    await bot.discord.say(QUESTION, directly=True)
    (answer,) = await wait_for_direct_answers(bot)
    assert "year" in answer or "try again" in answer
    assert await still_answers(bot)


async def test_two_failures_in_a_row_cost_one_answer(bot: Process):
    bot.discord.troubles.order(Fails(503), SEND, times=2)
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bot.discord.troubles.left == 0, "both troubles")
    assert await still_answers(bot)


async def test_a_slow_answer_of_discord_delays_nobody_else(bot: Process):
    released = asyncio.Event()
    bot.discord.troubles.order(Slow(PATIENCE, released), CALLBACK)
    first = await bot.discord.use("ask", question=QUESTION)
    await first.response()
    assert await is_answered(await bot.discord.use("ask", question=QUESTION))
    released.set()
    assert await is_answered(first)
    assert await still_answers(bot)


async def test_a_response_that_arrived_on_a_broken_connection_is_no_failure(bot: Process):
    since = len(bot.stderr)
    bot.discord.troubles.order(Lost(), CALLBACK)
    interaction = await bot.discord.use("ask", question=QUESTION)
    attempts = lambda: [request.status for request in bot.discord.requests if interaction.token in request.path]  # noqa: E731
    await bot.discord.until(lambda: attempts() == [0, 400], "the response sent again, and refused as the second one")
    assert await still_answers(bot)
    assert (len(interaction.callbacks), interaction.followups) == (1, [])
    assert await is_answered(interaction)
    assert attempts() == [0, 400]
    assert not [line for line in bot.stderr[since:] if "reference" in line]


async def test_a_message_that_arrived_on_a_broken_connection_is_stored_once(bot: Process):
    bot.discord.troubles.order(Lost(), SEND)
    await bot.discord.say(QUESTION, directly=True)
    await wait_for_direct_answers(bot)
    await bot.discord.until(lambda: bot.discord.find_requests(SEND)[-1].status == 200, "the message sent again")
    (answer,) = await wait_for_direct_answers(bot)
    assert "year" in answer
    assert await still_answers(bot)


async def test_an_expired_interaction_is_no_error(bot: Process):
    since = len(bot.stderr)
    late = await bot.discord.use("ask", question=QUESTION, deadline=0)
    await bot.discord.until(lambda: any(late.token in request.path for request in bot.discord.requests), "an attempt")
    assert await still_answers(bot)
    assert late.callbacks == []
    assert len([request for request in bot.discord.requests if late.token in request.path]) == 1
    written = "\n".join(bot.stderr[since:])
    assert "Traceback" not in written
    assert "ERROR" not in written
