"""A question can follow up the previous one of the same person in the same channel, for 15 minutes."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, build_bulletins, build_desk

QUESTION = "Who bans diesel ferries?"


@pytest.fixture
def ann(server):
    return server.ann


async def ask(member, text: str) -> str:
    """Send the bot a direct message, and return what its answer says."""
    await member.send_dm(text)
    return replies.text(member.user.dm_channel.last_message)


async def test_a_direct_message_follows_up_the_one_before(ann):
    assert FERRY.title in await ask(ann, QUESTION)
    follow_up = await ask(ann, "why?")
    assert f"Following up on “{QUESTION}”" in follow_up
    assert FERRY.title in follow_up


async def test_a_full_question_is_answered_on_its_own(ann):
    await ask(ann, QUESTION)
    answer = await ask(ann, "what did the telescope on Mount Kell cost?")
    assert "Following up on" not in answer
    assert OBSERVATORY.title in answer


async def test_after_a_quarter_of_an_hour_nothing_is_remembered(ann, simcord_env):
    await ask(ann, QUESTION)
    await simcord_env.advance_time(14 * 60)
    assert FERRY.title in await ask(ann, "tell me more about it")
    await simcord_env.advance_time(15 * 60 + 1)
    assert "I don’t know what that refers to" in await ask(ann, "tell me more about it")


async def test_after_a_restart_a_follow_up_is_answered_with_what_would_work(ann, simcord_env, bot_setup):
    await ask(ann, QUESTION)
    await simcord_env.restart_bot(bot_setup.make_client())
    answer = await ask(ann, "more")
    assert "I don’t know what that refers to" in answer
    assert "latest on the topic Floods" in replies.labels(ann.user.dm_channel.last_message)


async def test_more_goes_on_to_the_end(ann, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(9))
    first = await ask(ann, "harbor bulletin tide tables for piers")
    second = await ask(ann, "more")
    assert "more articles:" in second
    new = [number for number in range(1, 10) if f"pier {number}" in second]
    assert new
    assert not any(f"tables for pier {number}" in first for number in new)
    rest = [await ask(ann, "more") for _ in range(4)]
    assert "That’s all I have on that." in rest[-1]


async def test_two_people_in_a_channel_have_separate_conversations(server):
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    await server.ben.slash(server.channel, "ask", question="How high is Lake Orla?")
    to_ann = await server.ann.slash(server.channel, "ask", question="tell me more about it")
    to_ben = await server.ben.slash(server.channel, "ask", question="tell me more about it")
    assert FERRY.title in replies.text(to_ann.response)
    assert LAKE.title in replies.text(to_ben.response)


async def test_another_channel_is_another_conversation(server):
    elsewhere = server.guild.create_text_channel("elsewhere")
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    result = await server.ann.slash(elsewhere, "ask", question="tell me more about it")
    assert "I don’t know what that refers to" in replies.text(result.response)


async def test_a_reply_to_an_answer_follows_it_up(server, simcord_bot):
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> {QUESTION}")
    answered = server.channel.last_message
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> why?", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert f"Following up on “{QUESTION}”" in text
    assert FERRY.title in text


async def test_a_follow_up_after_the_archive_changed_is_answered(ann, bot_setup):
    await ask(ann, QUESTION)
    bot_setup.desk = build_desk(*build_bulletins(3))
    assert "I don’t know what that refers to" in await ask(ann, "the first one")


async def test_a_reply_to_the_answer_of_a_command_follows_it_up(server, simcord_bot):
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    answered = server.channel.last_message
    await server.ann.send(server.channel, f"why? <@{simcord_bot.user.id}>", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert f"Following up on “{QUESTION}”" in text


async def test_another_persons_reply_to_an_answer_is_no_follow_up(server, simcord_bot):
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> {QUESTION}")
    answered = server.channel.last_message
    await server.ben.send(server.channel, f"<@{simcord_bot.user.id}> who said that?", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert "I don’t know what that refers to" in text
    assert "ferries" not in text


async def test_an_article_is_opened_by_its_position_in_the_reply(ann, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(9))
    await ask(ann, "harbor bulletin tide tables for piers")
    assert "Here’s what it says:" in await ask(ann, "the second one")


async def test_thanks_and_greetings_are_answered_and_change_nothing(ann):
    await ask(ann, QUESTION)
    assert "You’re welcome!" in await ask(ann, "ok thanks!")
    await ask(ann, "hello")
    assert FERRY.title in await ask(ann, "tell me more about it")


async def test_a_greeting_as_a_command_gets_help(server):
    result = await server.ann.slash(server.channel, "ask", question="hi")
    assert "Nothing in the archive" not in replies.text(result.response)
    assert "/ask" in replies.text(result.response)
