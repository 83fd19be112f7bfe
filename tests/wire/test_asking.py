"""A question goes in at the gateway, and its answer comes back over HTTP."""

import pytest

from tests.wire.components import every
from tests.wire.process import Process
from tests.wire.scenes import QUESTION
from tests.wire.world import EPHEMERAL, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPONENTS_V2 = 1 << 15
CONTAINER, LINK = 17, 5


async def test_a_question_is_answered_at_once_with_a_card(bot: Process):
    asked = await bot.discord.use("ask", question=QUESTION)
    reply = await asked.reply()
    assert "year" in text(reply)
    assert reply["flags"] == COMPONENTS_V2
    assert reply["components"][0]["type"] == CONTAINER
    assert asked.callbacks[0]["type"] == 4
    assert asked.answered is not None
    assert asked.answered - asked.born < 1.0


async def test_the_card_links_to_what_it_quotes(bot: Process):
    reply = await (await bot.discord.use("ask", question=QUESTION)).reply()
    links = [each["url"] for each in every(reply["components"]) if each.get("style") == LINK]
    assert any(url.startswith("https://") for url in links) or "](https://" in text(reply)


async def test_a_private_question_is_answered_for_one_pair_of_eyes(bot: Process):
    before = len(bot.discord.world.said_by_bot())
    reply = await (await bot.discord.use("ask", question=QUESTION, private=True)).reply()
    assert reply["flags"] & EPHEMERAL
    assert len(bot.discord.world.said_by_bot()) == before


async def test_a_question_in_a_direct_conversation_is_answered_there(bot: Process):
    world = bot.discord.world
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bool(world.said_by_bot(world.dm_id)), "a direct answer")
    (answer,) = world.said_by_bot(world.dm_id)
    assert "year" in text(answer)


async def test_a_command_in_a_direct_conversation_is_answered_there(bot: Process):
    reply = await (await bot.discord.use("ask", question=QUESTION, directly=True)).reply()
    assert reply["channel_id"] == bot.discord.world.dm_id


async def test_a_mention_is_answered_with_a_reply_and_pings_nobody(bot: Process):
    world = bot.discord.world
    asked = await bot.discord.say(f"<@{world.bot.id}> {QUESTION}")
    replies = lambda: [  # noqa: E731
        each
        for each in world.said_by_bot(world.channel_id)
        if each.get("message_reference", {}).get("message_id") == asked["id"]
    ]
    await bot.discord.until(lambda: bool(replies()), "a reply to the mention")
    sent = [each.body for each in bot.discord.requests if each.line == f"POST /channels/{world.channel_id}/messages"]
    assert sent[-1]["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_what_is_not_said_to_the_bot_gets_no_answer(bot: Process):
    before = len(bot.discord.requests)
    await bot.discord.say(QUESTION)
    await (await bot.discord.use("ask", question=QUESTION)).reply()
    assert [each.line.split("/")[1] for each in bot.discord.requests[before:]] == ["interactions"]


async def test_no_request_is_made_but_for_an_answer(bot: Process):
    before = len(bot.discord.requests)
    await (await bot.discord.use("ask", question=QUESTION)).reply()
    assert len(bot.discord.requests) == before + 1
