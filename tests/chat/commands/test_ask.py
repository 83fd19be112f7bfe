"""`/ask`, as a member uses it."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, build_desk, build_record
from tests.support.hostile import HOSTILE_RECORD


async def test_the_answer_quotes_the_article_and_links_to_it(server):
    result = await server.ann.slash(server.channel, "ask", question="how high did Lake Orla rise?")
    assert "rose to 71 metres on Tuesday" in replies.text(result.response)
    assert LAKE.url in replies.links(result.response)


async def test_it_is_answered_at_once_for_everyone_to_see(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert not result.deferred
    assert not result.ephemeral
    assert not result.followups


async def test_a_private_answer_is_seen_by_the_asker_alone(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries", private=True)
    assert result.ephemeral
    assert result.response.ephemeral
    assert "Delete" not in replies.labels(result.response)


async def test_a_question_that_the_archive_can_not_answer_says_so(server):
    result = await server.ann.slash(server.channel, "ask", question="who won the chess olympiad in Budapest?")
    assert "I couldn’t find an answer in the archive." in replies.text(result.response)


async def test_the_answer_shows_how_recent_the_archive_is(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "As of <t:1615539600:D> · 5 articles" in replies.text(result.response)


async def test_copies_are_one_quote_that_names_the_other_outlet(server):
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level in forty years")
    assert "also reported by" in replies.text(result.response)
    assert {LAKE.url, "https://wire.example/a/771"} <= set(replies.links(result.response))


async def test_it_works_in_a_direct_message_with_the_bot(server):
    result = await server.ann.user.slash("ask", question="diesel ferries")
    assert "https://cityledger.example/news/diesel-ferries" in replies.links(result.response)


@pytest.mark.parametrize("question", ["?", "🙂🙂", "title:*", "AND (", '"never closed', "a" * 6_000, "~2 ^9 [x TO y]"])
async def test_any_text_gets_an_answer(server, question):
    result = await server.ann.slash(server.channel, "ask", question=question)
    assert replies.text(result.response)


async def test_a_changed_archive_shows_in_the_next_answer(server, bot_setup):
    before = await server.ann.slash(server.channel, "ask", question="diesel ferries ban")
    bot_setup.desk = build_desk(
        build_record("City council bans diesel ferries from 2026", url=FERRY.url, outlet="The City Ledger")
    )
    after = await server.ann.slash(server.channel, "ask", question="diesel ferries ban")
    assert "ferries from 2024" in replies.text(before.response)
    assert "ferries from 2026" in replies.text(after.response)


async def test_an_empty_archive_says_so(server, bot_setup):
    bot_setup.desk = build_desk()
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "The archive has no articles yet." in replies.text(result.response)


async def test_hostile_text_of_a_file_is_escaped(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, HOSTILE_RECORD)
    result = await server.ann.slash(server.channel, "ask", question="pliers click here now")
    text = "\n".join(replies.raw_texts(result.response))
    assert "pliers" in text
    for harm in ("@everyone", "@here", "<@123>", "||spoiler||", "```code", "](http://evil", "\u202e", "<#1>"):
        assert harm not in text
    assert all(url.startswith(("http://", "https://")) for url in replies.links(result.response))
    assert not any("javascript" in url for url in replies.links(result.response))


async def test_hostile_text_of_a_person_is_escaped(server):
    question = "@everyone <@&5> what about [ferries](http://evil.example) ||x|| https://evil.example/?"
    result = await server.ann.slash(server.channel, "ask", question=question)
    text = "\n".join(replies.raw_texts(result.response))
    assert "ferries" in text
    for harm in ("@everyone", "<@&5>", "](http://evil", "||x||", "https://evil"):
        assert harm not in text


async def test_nobody_is_ever_pinged(server):
    await server.ann.slash(server.channel, "ask", question="@everyone ferries")
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> ferries")
    sent = [request.json for request in server.env.http_requests if request.method == "POST"]
    mentions = [(body.get("data") or body).get("allowed_mentions") for body in sent if body]
    assert mentions
    assert all(allowed["parse"] == [] and not allowed.get("replied_user") for allowed in mentions)
