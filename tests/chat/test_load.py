"""If people ask more than the bot can answer, everybody else is told so in a sentence, on every surface."""

import logging

import pytest

from tests.support import replies
from tests.support.desks import LAKE

BUSY = "Too many people are asking me right now."


@pytest.fixture
def busy(bot_setup):
    def make_busy() -> None:
        bot_setup.wait = 99.0

    return make_busy


@pytest.fixture(autouse=True)
def _only_debug_lines(caplog):
    yield
    assert [
        record for record in caplog.records if record.levelno > logging.INFO and record.name.startswith("bot")
    ] == []


async def test_a_question_is_refused_with_a_sentence_that_only_the_person_sees(server, busy):
    busy()
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert result.response.content.startswith(BUSY)
    assert result.ephemeral
    assert not result.deferred
    assert server.env.bot.bot.admission.counts.busy == 1


async def test_the_next_question_is_answered_once_there_is_time(server, busy, bot_setup):
    busy()
    await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    bot_setup.wait = 0.0
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert "Lake Orla" in replies.text(result.response)
    assert server.env.bot.bot.admission.counts.answered == 1


async def test_a_menu_is_refused_with_a_sentence_that_only_the_person_sees(server, busy):
    answered = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    busy()
    opened = await server.ben.select(answered.response, [replies.option(answered.response, LAKE.title)])
    assert opened.response.content.startswith(BUSY)
    assert opened.ephemeral


async def test_suggestions_are_left_out(server, busy):
    assert await server.ann.autocomplete(server.channel, "latest", "outlet", "har")
    busy()
    assert await server.ann.autocomplete(server.channel, "latest", "outlet", "har") == []


async def test_a_direct_message_is_refused_with_a_sentence(server, busy):
    busy()
    await server.ann.send_dm("how high did Lake Orla rise?")
    (reply,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert reply.content.startswith(BUSY)
