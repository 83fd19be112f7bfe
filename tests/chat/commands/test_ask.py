"""`/ask`, as a member uses it."""

import pytest

from tests.support import replies
from tests.support.desks import FERRY, FILES, desk_of, record

LEVEL = "https://www.harborpost.example/2021/03/04/lake-orla-level"


async def test_the_answer_quotes_the_article_and_links_to_it(server):
    result = await server.ann.slash(server.channel, "ask", question="how high did Lake Orla rise?")
    assert "rose to 71 metres on Tuesday" in replies.text(result.response)
    assert LEVEL in replies.links(result.response)


async def test_it_is_answered_at_once_for_everyone_to_see(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert not result.deferred
    assert not result.ephemeral
    assert not result.followups


async def test_private_is_for_the_asker_alone(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries", private=True)
    assert result.ephemeral
    assert result.response.ephemeral
    assert "Delete" not in replies.labels(result.response)


async def test_what_the_archive_has_not_is_answered_with_a_plain_nothing(server):
    result = await server.ann.slash(server.channel, "ask", question="who won the chess olympiad in Budapest?")
    assert "I couldn’t find an answer in the archive." in replies.text(result.response)


async def test_the_answer_says_as_of_when(server):
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "As of <t:1615539600:D> · 5 articles" in replies.text(result.response)


async def test_copies_are_one_quote_that_names_the_other_outlet(server):
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level in forty years")
    assert "also reported by" in replies.text(result.response)
    assert {LEVEL, "https://wire.example/a/771"} <= set(replies.links(result.response))


async def test_it_works_in_a_direct_message_with_the_bot(server):
    result = await server.ann.user.slash("ask", question="diesel ferries")
    assert "https://cityledger.example/news/diesel-ferries" in replies.links(result.response)


@pytest.mark.parametrize("question", ["?", "🙂🙂", "title:*", "AND (", '"never closed', "a" * 6_000, "~2 ^9 [x TO y]"])
async def test_any_text_gets_an_answer(server, question):
    result = await server.ann.slash(server.channel, "ask", question=question)
    assert replies.text(result.response)


async def test_an_edited_archive_shows_in_the_next_answer(server, newsroom):
    before = await server.ann.slash(server.channel, "ask", question="diesel ferries ban")
    newsroom.desk = desk_of(
        record("City council bans diesel ferries from 2026", url=FERRY.url, outlet="The City Ledger")
    )
    after = await server.ann.slash(server.channel, "ask", question="diesel ferries ban")
    assert "ferries from 2024" in replies.text(before.response)
    assert "ferries from 2026" in replies.text(after.response)


async def test_an_empty_archive_says_so(server, newsroom):
    newsroom.desk = desk_of()
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "The archive has no articles yet." in replies.text(result.response)


@pytest.mark.parametrize("private", [False, True])
async def test_what_takes_longer_than_a_second_is_deferred_and_then_shown(server, newsroom, private):
    newsroom.slowness = 20
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries", private=private)
    assert result.deferred
    assert result.ephemeral is private
    assert "ferries" not in replies.text(result.response)
    await server.env.advance_time(20)
    assert "ban diesel ferries" in replies.text(result.response)
    assert not result.followups


HOSTILE = record(
    "@everyone ](http://evil.example) ||spoiler|| <@123> ```code``` \u202egnp.exe",
    url="https://cityledger.example/hostile?a=(b)&c=[d]",
    excerpt="Click [here](javascript:alert(1)) or <script> now, says @here about pliers. " + "long " * 700,
    outlet="**Bold** <#1>",
    image="https://cityledger.example/a b.png",
)


async def test_hostile_text_of_a_file_comes_out_harmless(server, newsroom):
    newsroom.desk = desk_of(*FILES, HOSTILE)
    result = await server.ann.slash(server.channel, "ask", question="pliers click here now")
    raw = "\n".join(replies.raw_texts(result.response))
    assert "pliers" in raw
    for harm in ("@everyone", "@here", "<@123>", "||spoiler||", "```code", "](http://evil", "\u202e", "<#1>"):
        assert harm not in raw
    assert all(url.startswith(("http://", "https://")) for url in replies.links(result.response))
    assert not any("javascript" in url for url in replies.links(result.response))


async def test_hostile_text_of_a_person_comes_out_harmless(server):
    question = "@everyone <@&5> what about [ferries](http://evil.example) ||x|| https://evil.example/?"
    result = await server.ann.slash(server.channel, "ask", question=question)
    raw = "\n".join(replies.raw_texts(result.response))
    assert "ferries" in raw
    for harm in ("@everyone", "<@&5>", "](http://evil", "||x||", "https://evil"):
        assert harm not in raw


async def test_nobody_is_ever_pinged(server):
    await server.ann.slash(server.channel, "ask", question="@everyone ferries")
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> ferries")
    sent = [request.json for request in server.env.http_requests if request.method == "POST"]
    mentions = [(body.get("data") or body).get("allowed_mentions") for body in sent if body]
    assert mentions
    assert all(each["parse"] == [] and not each.get("replied_user") for each in mentions)
