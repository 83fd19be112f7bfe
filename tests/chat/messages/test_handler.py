"""Direct messages, and messages that name the bot."""

import logging

import discord
import pytest

from tests.chat.commands.test_ask import LEVEL
from tests.support import replies
from tests.support.desks import desk_of


def _answers(server, channel=None) -> list[discord.Message]:
    """The bot's own messages in a channel, oldest first."""
    channel = channel or server.channel
    return [message for message in channel.history() if message.author.id == server.env.bot.user.id]


@pytest.fixture
def named(server) -> str:
    return f"<@{server.env.bot.user.id}>"


async def test_any_text_in_a_direct_message_is_a_question(server):
    await server.ann.send_dm("how high did Lake Orla rise?")
    (answer,) = _answers(server, server.ann.user.dm_channel)
    assert LEVEL in replies.links(answer)
    assert answer.reference is None


@pytest.mark.parametrize("said", ["hi", "Hello!", "help", "?"])
async def test_a_greeting_gets_a_welcome_with_examples_that_work(server, said):
    await server.ann.send_dm(said)
    (answer,) = _answers(server, server.ann.user.dm_channel)
    text = replies.text(answer)
    assert "What was reported on Floods?" in text
    assert "/ask" in text


async def test_the_examples_of_the_welcome_find_something(server):
    await server.ann.send_dm("hi")
    welcome = replies.text(_answers(server, server.ann.user.dm_channel)[0])
    examples = [line[2:] for line in welcome.splitlines() if line.startswith("- ")]
    assert len(examples) == 4
    for example in examples:
        await server.ann.send_dm(example)
        answer = _answers(server, server.ann.user.dm_channel)[-1]
        assert "Nothing in the archive" not in replies.text(answer), example


async def test_an_empty_archive_still_has_a_welcome(server, newsroom):
    newsroom.desk = desk_of()
    await server.ann.send_dm("hi")
    (answer,) = _answers(server, server.ann.user.dm_channel)
    assert "/ask" in replies.text(answer)


async def test_a_mention_is_answered_with_a_reply(server, named):
    asked = await server.ann.send(server.channel, f"{named} how high did Lake Orla rise?")
    (answer,) = _answers(server)
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert LEVEL in replies.links(answer)
    assert "@" not in replies.text(answer)


@pytest.mark.parametrize("text", ["{}", "hello {}", "{} ?"])
async def test_a_mention_without_a_question_gets_help(server, named, text):
    await server.ann.send(server.channel, text.format(named))
    (answer,) = _answers(server)
    assert "/ask" in replies.text(answer)


async def test_a_reply_to_the_bots_own_message_is_a_question(server, named):
    await server.ann.send(server.channel, f"{named} diesel ferries")
    (first,) = _answers(server)
    # A client pings whom it replies to unless told otherwise.
    await server.ben.send(server.channel, f"{named} and the telescope on Mount Kell?", reply_to=first)
    assert "Mount Kell reopens" in replies.text(_answers(server)[-1])


async def test_what_is_not_for_the_bot_is_left_alone(server):
    await server.ann.send(server.channel, "how high did Lake Orla rise?")
    await server.ann.send(server.channel, f"@everyone {server.ben.mention} look")
    assert not _answers(server)


async def test_bots_are_ignored(server, named):
    robot = server.guild.add_member(server.env.create_user("robot", bot=True))
    await robot.send(server.channel, f"{named} diesel ferries")
    assert not _answers(server)


async def test_webhooks_are_ignored(server, named):
    webhook = server.guild.create_webhook(server.channel)
    await webhook.send(f"{named} diesel ferries")
    assert not _answers(server)


async def test_the_bots_own_messages_are_ignored(server, named):
    await server.ann.send(server.channel, f"{named} diesel ferries")
    await server.env.settle()
    assert len(_answers(server)) == 1


async def test_a_message_without_words_is_ignored(server):
    picture = {"id": "1", "filename": "a.png", "size": 3, "url": "https://cdn.example/a.png", "proxy_url": "x"}
    await server.ann.send_dm("", attachments=[picture])
    assert not _answers(server, server.ann.user.dm_channel)


async def test_an_edited_question_is_not_answered_again(server, named):
    asked = await server.ann.send(server.channel, f"{named} diesel ferries")
    await server.ann.edit(asked, f"{named} telescope")
    assert len(_answers(server)) == 1


@pytest.mark.troubled
async def test_a_channel_where_the_bot_may_not_speak_stays_silent_and_the_log_says_why(server, named, caplog):
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = server.guild.create_text_channel("readonly", overwrites={server.guild.me: quiet})
    await server.ann.send(channel, f"{named} diesel ferries")
    assert not _answers(server, channel)
    assert not _answers(server, server.ann.user.dm_channel)
    (complaint,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "forbidden" in complaint
    assert "50013" in complaint


async def test_work_of_more_than_half_a_second_shows_that_the_bot_is_typing(server, newsroom):
    newsroom.slowness = 20
    await server.ann.send_dm("diesel ferries")
    assert [request.path.rsplit("/", 1)[1] for request in _posts(server)] == ["typing"]
    await server.env.advance_time(20)
    assert _posts(server)[-1].path.endswith("/messages")
    assert len(_answers(server, server.ann.user.dm_channel)) == 1


def _posts(server):
    return [request for request in server.env.http_requests if request.method == "POST"]


async def test_quick_work_shows_no_typing(server):
    await server.ann.send_dm("diesel ferries")
    assert not any(request.path.endswith("/typing") for request in server.env.http_requests)


async def test_the_answer_carries_a_nonce_so_that_it_can_be_sent_again(server):
    asked = await server.ann.send_dm("diesel ferries")
    (body,) = [request.json for request in server.env.http_requests if request.path.endswith("/messages")]
    assert body["nonce"] == str(asked.id)
    assert body["enforce_nonce"] is True
