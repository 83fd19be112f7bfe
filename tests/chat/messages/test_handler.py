"""Direct messages and messages that mention the bot are answered; others are not."""

import logging

import discord
import pytest

from bot.catalogue import Catalogue
from bot.chat.messages.handler import is_greeting
from tests.support import replies
from tests.support.desks import LAKE, build_desk


@pytest.fixture
def mention(server) -> str:
    return f"<@{server.env.bot.user.id}>"


async def test_any_text_in_a_direct_message_is_a_question(server):
    await server.ann.send_dm("how high did Lake Orla rise?")
    (answer,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert LAKE.url in replies.links(answer)
    assert answer.reference is None


@pytest.mark.parametrize("text", ["hi", "Hello!", "help", "?"])
async def test_a_greeting_gets_help_with_examples(server, text):
    await server.ann.send_dm(text)
    (answer,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    shown = replies.text(answer)
    assert "What was reported on Floods?" in shown
    assert "/ask" in shown


async def test_every_example_finds_something(server):
    await server.ann.send_dm("hi")
    welcome = replies.text(replies.sent_by_bot(server, server.ann.user.dm_channel)[0])
    examples = [line[2:] for line in welcome.splitlines() if line.startswith("- ")]
    assert len(examples) == 4
    for example in examples:
        await server.ann.send_dm(example)
        answer = replies.sent_by_bot(server, server.ann.user.dm_channel)[-1]
        assert "Nothing in the archive" not in replies.text(answer), example


async def test_a_greeting_gets_help_from_an_empty_archive_too(server, bot_setup):
    bot_setup.desk = build_desk()
    await server.ann.send_dm("hi")
    (answer,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert "/ask" in replies.text(answer)


async def test_a_mention_is_answered_with_a_reply(server, mention):
    question = await server.ann.send(server.channel, f"{mention} how high did Lake Orla rise?")
    (answer,) = replies.sent_by_bot(server)
    assert answer.reference is not None
    assert answer.reference.message_id == question.id
    assert LAKE.url in replies.links(answer)
    assert "@" not in replies.text(answer)


@pytest.mark.parametrize("text", ["{}", "hello {}", "{} ?"])
async def test_a_mention_without_a_question_gets_help(server, mention, text):
    await server.ann.send(server.channel, text.format(mention))
    (answer,) = replies.sent_by_bot(server)
    assert "/ask" in replies.text(answer)


async def test_a_reply_to_the_bots_own_message_is_a_question(server, mention):
    await server.ann.send(server.channel, f"{mention} diesel ferries")
    (first,) = replies.sent_by_bot(server)
    # Unless the person turns that off, Discord mentions the author of the message that is replied to.
    await server.ben.send(server.channel, f"{mention} and the telescope on Mount Kell?", reply_to=first)
    assert "Mount Kell reopens" in replies.text(replies.sent_by_bot(server)[-1])


async def test_messages_for_others_are_ignored(server):
    await server.ann.send(server.channel, "how high did Lake Orla rise?")
    await server.ann.send(server.channel, f"@everyone {server.ben.mention} look")
    assert not replies.sent_by_bot(server)


async def test_bots_are_ignored(server, mention):
    robot = server.guild.add_member(server.env.create_user("robot", bot=True))
    await robot.send(server.channel, f"{mention} diesel ferries")
    assert not replies.sent_by_bot(server)


async def test_webhooks_are_ignored(server, mention):
    webhook = server.guild.create_webhook(server.channel)
    await webhook.send(f"{mention} diesel ferries")
    assert not replies.sent_by_bot(server)


async def test_the_bots_own_messages_are_ignored(server, mention):
    await server.ann.send(server.channel, f"{mention} diesel ferries")
    await server.env.settle()
    assert len(replies.sent_by_bot(server)) == 1


async def test_a_message_without_words_is_ignored(server):
    picture = {"id": "1", "filename": "a.png", "size": 3, "url": "https://cdn.example/a.png", "proxy_url": "x"}
    await server.ann.send_dm("", attachments=[picture])
    assert not replies.sent_by_bot(server, server.ann.user.dm_channel)


async def test_an_edited_question_is_not_answered_again(server, mention):
    question = await server.ann.send(server.channel, f"{mention} diesel ferries")
    await server.ann.edit(question, f"{mention} telescope")
    assert len(replies.sent_by_bot(server)) == 1


@pytest.mark.troubled
async def test_in_a_channel_where_the_bot_may_not_write_the_log_says_why(server, mention, caplog):
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = server.guild.create_text_channel("readonly", overwrites={server.guild.me: quiet})
    await server.ann.send(channel, f"{mention} diesel ferries")
    assert not replies.sent_by_bot(server, channel)
    assert not replies.sent_by_bot(server, server.ann.user.dm_channel)
    (complaint,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "forbidden" in complaint
    assert "50013" in complaint


@pytest.mark.parametrize(
    "text", ["hi", "Hello!", "HEY", "help", "?", "??", "hi Nutgraf", "Nutgraf", "good morning", "What can you do?"]
)
def test_a_greeting_is_recognized(text):
    assert is_greeting(Catalogue.load(), text, "Nutgraf")


@pytest.mark.parametrize("text", ["help for flood victims", "hi tech layoffs", "a", "🙂", "hello kitty recall", "who?"])
def test_a_question_is_no_greeting(text):
    assert not is_greeting(Catalogue.load(), text, "Nutgraf")


def test_every_language_has_its_own_greetings(tmp_path):
    for locale, greetings in (("en-US", "hi"), ("de", "Grüß Gott, Servus")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "chat.ftl").write_text(f"greetings = {greetings}\n", "utf-8")
    catalogue = Catalogue.load(tmp_path)
    assert is_greeting(catalogue, "gruss gott!", "Nutgraf") or is_greeting(catalogue, "Grüß Gott", "Nutgraf")
    assert is_greeting(catalogue, "servus", "Nutgraf")
