"""The buttons and menus on replies, also after a restart and for people who didn't ask."""

import pytest
import simcord

from bot.chat.custom_ids.replies import read_asker
from tests.support import replies
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, build_bulletins, build_desk


@pytest.fixture
async def answered(server) -> simcord.InteractionResult:
    return await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")


@pytest.fixture
async def restarted(server, answered, bot_setup) -> simcord.InteractionResult:
    await server.env.restart_bot(bot_setup.make_client())
    return answered


async def test_the_asker_deletes_the_reply(server, restarted):
    await server.ann.click(restarted.response, label="Delete")
    assert restarted.response is None


async def test_a_moderator_deletes_anybodys_reply(server, restarted):
    await server.mod.click(restarted.response, label="Delete")
    assert restarted.response is None


async def test_anybody_else_is_told_that_they_may_not_delete_it(server, restarted):
    result = await server.ben.click(restarted.response, label="Delete")
    assert restarted.response is not None
    assert result.ephemeral
    assert "Only the person who asked" in result.response.content


async def test_the_author_of_a_mention_deletes_the_reply_to_it(server):
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> diesel ferries")
    answer = server.channel.last_message
    await server.ben.click(answer, label="Delete")
    assert server.channel.last_message.id == answer.id
    await server.ann.click(answer, label="Delete")
    assert answer.id not in [message.id for message in server.channel.history()]


async def test_a_reply_in_a_direct_message_can_be_deleted(server):
    await server.ann.send_dm("diesel ferries")
    channel = server.ann.user.dm_channel
    await server.ann.user.click(channel.last_message, label="Delete")
    assert [message.content for message in channel.history()] == ["diesel ferries"]


async def test_the_menu_opens_an_article_with_related_coverage_privately(server, restarted):
    result = await server.ben.select(restarted.response, [replies.option(restarted.response, LAKE.title)])
    assert result.ephemeral
    text = replies.text(result.response)
    assert "Three villages were evacuated." in text
    assert "Villagers return to Tarn after the flood" in text
    assert LAKE.url in replies.links(result.response)


async def test_related_coverage_is_found_in_both_directions(server):
    answered = await server.ann.slash(server.channel, "ask", question="villagers return to Tarn")
    opened = await server.ann.select(
        answered.response, [replies.option(answered.response, "Villagers return to Tarn after the flood")]
    )
    assert LAKE.title in replies.text(opened.response)


async def test_an_article_that_left_the_archive_is_told_to_be_gone(server, restarted, bot_setup):
    value = replies.option(restarted.response, LAKE.title)
    bot_setup.desk = build_desk(FERRY, OBSERVATORY)
    result = await server.ann.select(restarted.response, [value])
    assert result.ephemeral
    assert result.response.content == "That article is no longer in the archive. Please ask again to see what is."


async def test_every_id_on_a_reply_names_the_asker(server, answered):
    for item in replies.components(answered.response):
        custom_id = item.get("custom_id", "")
        # Anybody may follow.
        if custom_id and not custom_id.startswith("n1:new:"):
            assert read_asker(custom_id) == server.ann.id


async def test_a_suggestion_is_asked_by_whoever_presses_it(server, bot_setup):
    empty = await server.ann.slash(server.channel, "ask", question="how much did the ferries earn in japan")
    await server.env.restart_bot(bot_setup.make_client())
    result = await server.ben.click(empty.response, label="latest on ferries")
    assert not result.ephemeral
    assert "latest on ferries" in replies.text(result.response)
    assert FERRY.url in replies.links(result.response)
    await server.ben.click(result.response, label="Delete")
    assert result.response is None


async def test_a_suggestion_on_a_private_reply_is_answered_privately(server):
    empty = await server.ann.slash(
        server.channel, "ask", question="how much did the ferries earn in japan", private=True
    )
    result = await server.ann.click(empty.response, label="latest on ferries")
    assert result.ephemeral


async def test_a_suggestion_costs_as_much_as_a_question(server):
    empty = await server.ann.slash(server.channel, "ask", question="how much did the ferries earn in japan")
    results = [await server.ben.click(empty.response, label="latest on ferries") for _ in range(11)]
    assert "Slow down" in results[-1].response.content


async def test_an_answer_that_counts_more_than_it_shows_has_a_button_for_all(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(30))
    result = await server.ann.slash(server.channel, "ask", question="How many articles about tide tables?")
    assert "30 articles" in replies.text(result.response)
    await server.env.restart_bot(bot_setup.make_client())
    shown = await server.ben.click(result.response, label="Show all on a timeline")
    text = replies.text(shown.response)
    assert "30 stories from" in text
    assert "tide tables" in text
    turned = await server.ben.click(shown.response, label="Next ›")
    assert turned.response.id == shown.response.id


async def test_the_button_for_all_keeps_the_outlet_and_the_days(server, bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(30), *build_bulletins(9, outlet="Quay News", host="quay.test"))
    question = "latest on tide tables from Harbor Post since January 5, 2018"
    result = await server.ann.slash(server.channel, "ask", question=question)
    shown = await server.ann.click(result.response, label="Show all on a timeline")
    text = replies.text(shown.response)
    assert "Only articles from Harbor Post" in text
    assert "January 5, 2018" in text


async def test_an_answer_that_shows_what_it_counts_has_no_button_for_all(server):
    result = await server.ann.slash(server.channel, "ask", question="How many articles about the lake?")
    assert "Show all on a timeline" not in replies.labels(result.response)
