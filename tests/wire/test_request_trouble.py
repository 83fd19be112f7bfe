"""Requests fail on their way or on the way back. Nobody is answered twice, and everybody who can be is answered."""

import asyncio
import time

import pytest

from tests.support.patience import PATIENCE
from tests.wire.buckets import Limit
from tests.wire.process import Process
from tests.wire.scenes import QUESTION, direct_answers, goes_on_answering, is_answered
from tests.wire.trouble import CALLBACK, SEND, Fails, Limited, Lost, Slow

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_limited_response_is_sent_when_the_limit_is_over(bot: Process):
    bot.discord.troubles.order(Limited(0.4), CALLBACK)
    asked = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(asked)
    assert asked.answered is not None
    assert asked.answered - asked.born >= 0.4
    assert await goes_on_answering(bot)


async def test_a_global_limit_holds_all_messages_back_and_then_lets_them_through(bot: Process):
    bot.discord.troubles.order(Limited(1.0, everywhere=True), SEND)
    began = time.monotonic()
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bool(bot.discord.troubles.struck), "the limit")
    await bot.discord.say(QUESTION, directly=True)
    assert len(await direct_answers(bot, 2)) == 2
    assert time.monotonic() - began >= 1.0
    assert await goes_on_answering(bot)


async def test_the_bot_slows_down_by_the_headers_before_it_is_turned_away(bot: Process):
    limits = bot.discord.buckets.limits
    limits["POST /channels/{channel_id}/messages"] = Limit(1, 0.7)
    try:
        for _ in range(3):
            await bot.discord.say(QUESTION, directly=True)
        assert len(await direct_answers(bot, 3)) == 3
        assert bot.discord.complaints == []
    finally:
        limits.clear()
    sent = bot.discord.made(SEND)[-3:]
    await bot.discord.until(lambda: all(each.status for each in sent), "three statuses")
    assert [each.status for each in sent] == [200, 200, 200]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_response_that_met_a_server_error_is_sent_again_in_time(bot: Process, status: int):
    bot.discord.troubles.order(Fails(status), CALLBACK)
    asked = await bot.discord.use("ask", question=QUESTION)
    assert await is_answered(asked)
    assert await goes_on_answering(bot)


async def test_a_message_that_met_a_server_error_after_its_effect_stands_once(bot: Process):
    bot.discord.troubles.order(Fails(502, too_late=True), SEND)
    await bot.discord.say(QUESTION, directly=True)
    (answer,) = await direct_answers(bot)
    await bot.discord.until(lambda: bot.discord.made(SEND)[-1].status == 200, "the message sent again")
    assert "year" in answer
    assert len(await direct_answers(bot)) == 1
    assert await goes_on_answering(bot)


async def test_a_message_that_discord_does_not_take_is_made_good_for(bot: Process):
    # discord.py gives up at once on 503, other than on 500, 502 and 504.
    bot.discord.troubles.order(Fails(503), SEND)
    await bot.discord.say(QUESTION, directly=True)
    (said,) = await direct_answers(bot)
    assert "year" in said or "try again" in said
    assert await goes_on_answering(bot)


async def test_a_server_that_takes_nothing_for_a_while_costs_one_answer_and_no_more(bot: Process):
    bot.discord.troubles.order(Fails(503), SEND, times=2)
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bot.discord.troubles.left == 0, "both troubles")
    assert await goes_on_answering(bot)


async def test_a_slow_answer_of_discord_holds_nobody_else_up(bot: Process):
    released = asyncio.Event()
    bot.discord.troubles.order(Slow(PATIENCE, released), CALLBACK)
    first = await bot.discord.use("ask", question=QUESTION)
    await first.response()
    assert await is_answered(await bot.discord.use("ask", question=QUESTION))
    released.set()
    assert await is_answered(first)
    assert await goes_on_answering(bot)


async def test_a_response_lost_after_its_effect_is_not_told_as_a_failure(bot: Process):
    since = len(bot.stderr)
    bot.discord.troubles.order(Lost(), CALLBACK)
    asked = await bot.discord.use("ask", question=QUESTION)
    attempts = lambda: [each.status for each in bot.discord.requests if asked.token in each.path]  # noqa: E731
    await bot.discord.until(lambda: attempts() == [0, 400], "the response sent again, and refused as the second one")
    assert await goes_on_answering(bot)
    assert (len(asked.callbacks), asked.followups) == (1, [])
    assert await is_answered(asked)
    assert attempts() == [0, 400]
    assert not [line for line in bot.stderr[since:] if "reference" in line]


async def test_a_message_lost_after_its_effect_stands_once(bot: Process):
    bot.discord.troubles.order(Lost(), SEND)
    await bot.discord.say(QUESTION, directly=True)
    await direct_answers(bot)
    await bot.discord.until(lambda: bot.discord.made(SEND)[-1].status == 200, "the message sent again")
    (answer,) = await direct_answers(bot)
    assert "year" in answer
    assert await goes_on_answering(bot)


async def test_an_interaction_that_expired_is_no_error(bot: Process):
    since = len(bot.stderr)
    late = await bot.discord.use("ask", question=QUESTION, deadline=0)
    await bot.discord.until(lambda: any(late.token in each.path for each in bot.discord.requests), "an attempt")
    assert await goes_on_answering(bot)
    assert late.callbacks == []
    assert len([each for each in bot.discord.requests if late.token in each.path]) == 1
    written = "\n".join(bot.stderr[since:])
    assert "Traceback" not in written
    assert "ERROR" not in written
