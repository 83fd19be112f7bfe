"""A question comes through the gateway, and the answer goes out over HTTP."""

import pytest

from tests.wire.components import walk_components
from tests.wire.process import Process
from tests.wire.questions import QUESTION
from tests.wire.world import EPHEMERAL, message_text

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPONENTS_V2 = 1 << 15
CONTAINER, LINK = 17, 5


async def test_a_question_is_answered_at_once_with_a_card(bot: Process):
    interaction = await bot.discord.use("ask", question=QUESTION)
    reply = await interaction.reply()
    assert "year" in message_text(reply)
    assert reply["flags"] == COMPONENTS_V2
    assert reply["components"][0]["type"] == CONTAINER
    assert interaction.callbacks[0]["type"] == 4
    assert interaction.answered_at is not None


async def test_the_card_links_to_what_it_quotes(bot: Process):
    reply = await (await bot.discord.use("ask", question=QUESTION)).reply()
    links = [item["url"] for item in walk_components(reply["components"]) if item.get("style") == LINK]
    assert any(url.startswith("https://") for url in links) or "](https://" in message_text(reply)


async def test_a_private_question_is_answered_privately(bot: Process):
    before = len(bot.discord.world.list_bot_messages())
    reply = await (await bot.discord.use("ask", question=QUESTION, private=True)).reply()
    assert reply["flags"] & EPHEMERAL
    assert len(bot.discord.world.list_bot_messages()) == before


async def test_a_question_in_a_direct_conversation_is_answered_there(bot: Process):
    world = bot.discord.world
    await bot.discord.say(QUESTION, directly=True)
    await bot.discord.until(lambda: bool(world.list_bot_messages(world.dm_id)), "a direct answer")
    (answer,) = world.list_bot_messages(world.dm_id)
    assert "year" in message_text(answer)


async def test_a_command_in_a_direct_conversation_is_answered_there(bot: Process):
    reply = await (await bot.discord.use("ask", question=QUESTION, directly=True)).reply()
    assert reply["channel_id"] == bot.discord.world.dm_id


async def test_a_mention_is_answered_with_a_reply_and_pings_nobody(bot: Process):
    world = bot.discord.world
    question = await bot.discord.say(f"<@{world.bot.id}> {QUESTION}")
    replies = lambda: [  # noqa: E731
        message
        for message in world.list_bot_messages(world.channel_id)
        if message.get("message_reference", {}).get("message_id") == question["id"]
    ]
    await bot.discord.until(lambda: bool(replies()), "a reply to the mention")
    sent = [
        request.body
        for request in bot.discord.requests
        if request.line == f"POST /channels/{world.channel_id}/messages"
    ]
    assert sent[-1]["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_message_for_others_gets_no_answer(bot: Process):
    before = len(bot.discord.requests)
    await bot.discord.say(QUESTION)
    await (await bot.discord.use("ask", question=QUESTION)).reply()
    assert [request.line.split("/")[1] for request in bot.discord.requests[before:]] == ["interactions"]


async def test_a_question_takes_one_request(bot: Process):
    before = len(bot.discord.requests)
    await (await bot.discord.use("ask", question=QUESTION)).reply()
    assert len(bot.discord.requests) == before + 1
