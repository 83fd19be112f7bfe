"""Direct messages and messages that mention the bot are answered; others are not."""

import logging

import discord
import pytest

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
    assert "What was reported on Floods?" in replies.labels(answer)
    assert "/ask" in shown


async def test_every_example_finds_something(server):
    await server.ann.send_dm("hi")
    welcome = replies.sent_by_bot(server, server.ann.user.dm_channel)[0]
    examples = [label for label in replies.labels(welcome) if label.endswith("?")]
    assert len(examples) == 3
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
async def test_where_the_bot_may_not_write_the_log_and_a_direct_message_say_why(server, mention, caplog):
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = server.guild.create_text_channel("readonly", overwrites={server.guild.me: quiet})
    await server.ann.send(channel, f"{mention} diesel ferries")
    assert not replies.sent_by_bot(server, channel)
    (told,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert f"I can’t reply in <#{channel.id}>. " in told.content
    (complaint,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "forbidden" in complaint
    assert "50013" in complaint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who are you", "I’m a bot."),
        ("are you a bot?", "I’m a bot."),
        ("how are you today?", "Hello! Ask me about the news."),
    ],
)
async def test_small_talk_gets_a_sentence_and_no_search(server, text, said):
    await server.ann.send_dm(text)
    (answer,) = replies.sent_by_bot(server, server.ann.user.dm_channel)
    assert said in replies.text(answer)
    assert not replies.links(answer)
    assert "latest news" in replies.labels(answer)


async def test_a_typed_command_is_carried_out(server, mention):
    await server.ann.send_dm("/ask how high did Lake Orla rise?")
    assert LAKE.url in replies.links(server.ann.user.dm_channel.last_message)
    await server.ann.send_dm("/latest")
    assert "The newest" in replies.text(server.ann.user.dm_channel.last_message)
    await server.ann.send(server.channel, f"{mention} /source Harbor Post")
    assert "from Harbor Post" in replies.text(replies.sent_by_bot(server)[-1])


@pytest.mark.parametrize(
    ("typed", "said"),
    [("/help", "/ask"), ("/about", "Version 1.2.3"), ("/story Lake Orla highest level", "was first"), ("/ask", "/ask")],
)
async def test_every_command_that_reads_works_as_a_message(server, typed, said):
    await server.ann.send_dm(typed)
    assert said in replies.text(server.ann.user.dm_channel.last_message)


@pytest.mark.parametrize("typed", ["/digest create daily 09:00", "/mydigest list", "/privacy"])
async def test_a_typed_command_that_changes_something_is_explained(server, typed):
    await server.ann.send_dm(typed)
    said = replies.text(server.ann.user.dm_channel.last_message)
    assert "That only works as a command" in said
    assert typed.split()[0] in said


@pytest.mark.parametrize("text", ["stop", "unsubscribe"])
async def test_who_wants_no_more_messages_can_pause_their_digest(digest_service, server, text):
    draft = await server.ann.slash(server.channel, "mydigest create", schedule="daily 09:00", zone="UTC")
    await server.ann.click(draft.response, label="Save")
    await server.ann.send_dm(text)
    answer = server.ann.user.dm_channel.last_message
    assert "This is what I send you" in replies.text(answer)
    await server.ann.user.click(answer, label="Pause digest")
    (digest,) = await digest_service.list_digests(None, server.ann.user.id)
    assert digest.state == "paused"
    await server.ann.send_dm(text)
    assert "nothing to stop" in replies.text(server.ann.user.dm_channel.last_message)


async def test_without_a_digest_there_is_nothing_to_stop(server):
    await server.ann.send_dm("stop")
    assert "nothing to stop" in replies.text(server.ann.user.dm_channel.last_message)


async def test_a_request_to_stop_pauses_a_follow(digest_service, server):
    draft = await server.ann.slash(server.channel, "follow topic", topic="Floods")
    await server.ann.click(draft.response, label="Save")
    await server.ann.send_dm("unfollow")
    answer = server.ann.user.dm_channel.last_message
    assert "Follow: the topic Floods" in replies.text(answer)
    await server.ann.user.click(answer, label="Pause follow")
    (follow,) = await digest_service.list_follows(None, server.ann.user.id)
    assert follow.state == "paused"


async def test_a_typed_follow_is_no_question(server):
    await server.ann.send_dm("/follow topic topic:Floods")
    assert "That only works as a command" in replies.text(server.ann.user.dm_channel.last_message)


async def test_on_a_server_the_reply_says_who_can_stop_what(server, mention):
    await server.ann.send(server.channel, f"{mention} stop")
    said = replies.text(replies.sent_by_bot(server)[-1])
    assert "/digest pause" in said
    assert "/mydigest pause" in said


async def test_a_mention_that_cannot_be_answered_as_a_reply_is_answered_without_a_reference(server, mention):
    server.env.inject_error("POST", "/channels/*/messages", status=403, code=160002, message="Cannot reply")
    await server.ann.send(server.channel, f"{mention} diesel ferries")
    (answer,) = replies.sent_by_bot(server)
    assert answer.reference is None
    assert "diesel ferries" in replies.text(answer)


async def test_a_refusal_that_cannot_be_a_reply_is_told_without_a_reference(server, mention):
    for _ in range(10):
        await server.ann.send(server.channel, f"{mention} diesel ferries")
    server.env.inject_error("POST", "/channels/*/messages", status=403, code=160002, message="Cannot reply")
    await server.ann.send(server.channel, f"{mention} diesel ferries")
    answer = replies.sent_by_bot(server)[-1]
    assert answer.reference is None
    assert "Slow down" in answer.content
