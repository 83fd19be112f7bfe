"""Follow-ups on Discord: per person and place, for a quarter of an hour, and never another person's."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, desk_of, many

QUESTION = "Who bans diesel ferries?"


@pytest.fixture
def ann(server):
    return server.ann


async def said(member, text: str) -> str:
    """What the bot answers a direct message with."""
    await member.send_dm(text)
    return replies.text(member.user.dm_channel.last_message)


async def test_a_direct_message_follows_up_the_one_before(ann):
    assert FERRY.title in await said(ann, QUESTION)
    follow_up = await said(ann, "why?")
    assert "Understood as: “why bans diesel ferries”" in follow_up
    assert FERRY.title in follow_up


async def test_a_full_question_is_answered_as_it_stands(ann):
    await said(ann, QUESTION)
    other = await said(ann, "what did the telescope on Mount Kell cost?")
    assert "Understood as" not in other
    assert OBSERVATORY.title in other


async def test_after_a_quarter_of_an_hour_nothing_is_remembered(ann, simcord_env):
    await said(ann, QUESTION)
    await simcord_env.advance_time(14 * 60)
    assert FERRY.title in await said(ann, "tell me more about it")
    await simcord_env.advance_time(15 * 60 + 1)
    assert "I don’t know what that refers to" in await said(ann, "tell me more about it")


async def test_a_restart_forgets_and_says_so(ann, simcord_env, newsroom):
    await said(ann, QUESTION)
    await simcord_env.restart_bot(newsroom.client())
    assert "I don’t know what that refers to" in await said(ann, "more")


async def test_more_goes_on_to_the_end(ann, newsroom):
    newsroom.desk = desk_of(*FILES, many(9))
    first = await said(ann, "harbor bulletin tide tables for piers")
    second = await said(ann, "more")
    assert "more:" in second
    told = [number for number in range(1, 10) if f"pier {number}" in second]
    assert told
    assert not any(f"tables for pier {number}" in first for number in told)
    rest = [await said(ann, "more") for _ in range(4)]
    assert "There is nothing more on that." in rest[-1]


async def test_two_people_in_a_channel_have_their_own_threads(server):
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    await server.ben.slash(server.channel, "ask", question="How high is Lake Orla?")
    anns = await server.ann.slash(server.channel, "ask", question="tell me more about it")
    bens = await server.ben.slash(server.channel, "ask", question="tell me more about it")
    assert FERRY.title in replies.text(anns.response)
    assert LAKE.title in replies.text(bens.response)


async def test_another_channel_is_another_place(server):
    elsewhere = server.guild.create_text_channel("elsewhere")
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    result = await server.ann.slash(elsewhere, "ask", question="tell me more about it")
    assert "I don’t know what that refers to" in replies.text(result.response)


async def test_a_reply_to_an_answer_follows_it_up(server, simcord_bot):
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> {QUESTION}")
    answered = server.channel.last_message
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> why?", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert "Understood as" in text
    assert FERRY.title in text


async def test_an_archive_that_changed_in_between_breaks_nothing(ann, newsroom):
    await said(ann, QUESTION)
    newsroom.desk = desk_of(*many(3))
    assert "I don’t know what that refers to" in await said(ann, "the first one")
