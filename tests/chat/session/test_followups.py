"""Follow-ups on Discord: per person and place, for a quarter of an hour, and never another person's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.conversation.previous import MEMORY_SPAN, PreviousQuestion
from bot.chat.session.memory import MOST_QUESTIONS, ConversationMemory
from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, desk_of, many

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
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
    assert "Answering: “why bans diesel ferries”" in follow_up
    assert FERRY.title in follow_up


async def test_a_full_question_is_answered_as_it_stands(ann):
    await said(ann, QUESTION)
    other = await said(ann, "what did the telescope on Mount Kell cost?")
    assert "Answering: " not in other
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
    lost = await said(ann, "more")
    assert "I don’t know what that refers to" in lost
    assert "latest on the topic Floods" in lost


async def test_more_goes_on_to_the_end(ann, newsroom):
    newsroom.desk = desk_of(*FILES, many(9))
    first = await said(ann, "harbor bulletin tide tables for piers")
    second = await said(ann, "more")
    assert "more articles:" in second
    told = [number for number in range(1, 10) if f"pier {number}" in second]
    assert told
    assert not any(f"tables for pier {number}" in first for number in told)
    rest = [await said(ann, "more") for _ in range(4)]
    assert "That’s all I have on that." in rest[-1]


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
    assert "Answering: " in text
    assert FERRY.title in text


async def test_an_archive_that_changed_in_between_breaks_nothing(ann, newsroom):
    await said(ann, QUESTION)
    newsroom.desk = desk_of(*many(3))
    assert "I don’t know what that refers to" in await said(ann, "the first one")


async def test_a_reply_to_the_answer_of_a_command_follows_it_up(server, simcord_bot):
    await server.ann.slash(server.channel, "ask", question=QUESTION)
    answered = server.channel.last_message
    await server.ann.send(server.channel, f"why? <@{simcord_bot.user.id}>", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert "Answering: “why bans diesel ferries”" in text


async def test_another_person_who_replies_to_my_answer_is_told_that_it_is_not_known(server, simcord_bot):
    await server.ann.send(server.channel, f"<@{simcord_bot.user.id}> {QUESTION}")
    answered = server.channel.last_message
    await server.ben.send(server.channel, f"<@{simcord_bot.user.id}> who said that?", reply_to=answered)
    text = replies.text(server.channel.last_message)
    assert "I don’t know what that refers to" in text
    assert "ferries" not in text


async def test_an_article_is_opened_by_its_place_in_the_reply(ann, newsroom):
    newsroom.desk = desk_of(*FILES, many(9))
    await said(ann, "harbor bulletin tide tables for piers")
    assert "Here’s what it says:" in await said(ann, "the second one")


async def test_thanks_and_greetings_are_answered_in_kind_and_change_nothing(ann):
    await said(ann, QUESTION)
    assert "You’re welcome!" in await said(ann, "ok thanks!")
    await said(ann, "hello")
    assert FERRY.title in await said(ann, "tell me more about it")


async def test_a_greeting_by_command_gets_the_welcome(server):
    result = await server.ann.slash(server.channel, "ask", question="hi")
    assert "Nothing in the archive" not in replies.text(result.response)
    assert "/ask" in replies.text(result.response)


def test_the_longest_unasked_are_forgotten_first():
    memory = ConversationMemory()
    for person in range(MOST_QUESTIONS + 10):
        memory.remember((person, 1), PreviousQuestion(str(person)), NOON)
    assert len(memory.questions) == MOST_QUESTIONS
    assert memory.recall((9, 1), NOON) is None
    assert memory.recall((10, 1), NOON) == PreviousQuestion("10")


def test_what_is_past_following_up_is_let_go_of():
    memory = ConversationMemory()
    memory.remember((1, 1), PreviousQuestion("old"), NOON)
    memory.remember((2, 1), PreviousQuestion("new"), NOON + MEMORY_SPAN)
    assert len(memory.questions) == 2
    memory.remember((3, 1), PreviousQuestion("newer"), NOON + MEMORY_SPAN + timedelta(seconds=1))
    assert (1, 1) not in memory.questions


def test_many_threads_remember_at_once():
    memory = ConversationMemory()

    def work(person: int) -> None:
        for place in range(50):
            memory.remember((person, place), PreviousQuestion(str(place)), NOON)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    assert len(memory.questions) == MOST_QUESTIONS
