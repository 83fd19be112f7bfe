"""What buttons and menus do, also after a restart and for others than the asker."""

import discord
import pytest
import simcord

from bot.chat import custom_ids
from tests.support import replies
from tests.support.desks import FERRY, LAKE, OBSERVATORY, desk_of


@pytest.fixture
async def asked(server) -> simcord.InteractionResult:
    return await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")


@pytest.fixture
async def restarted(server, asked, newsroom) -> simcord.InteractionResult:
    await server.env.restart_bot(newsroom.client())
    return asked


def _option(message: replies.Message, title: str) -> str:
    (value,) = [option["value"] for option in replies.options(message) if option["label"] == title]
    return value


async def test_the_asker_deletes_the_reply(server, restarted):
    await server.ann.click(restarted.response, label="Delete")
    assert restarted.response is None


async def test_a_moderator_deletes_anybodys_reply(server, restarted):
    await server.mod.click(restarted.response, label="Delete")
    assert restarted.response is None


async def test_anybody_else_is_told_privately_that_it_is_not_theirs(server, restarted):
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


async def test_the_menu_opens_an_article_with_its_related_coverage_privately(server, restarted):
    result = await server.ben.select(restarted.response, [_option(restarted.response, LAKE.title)])
    assert result.ephemeral
    text = replies.text(result.response)
    assert "Three villages were evacuated." in text
    assert "Villagers return to Tarn after the flood" in text
    assert LAKE.url in replies.links(result.response)


async def test_related_coverage_is_found_the_other_way_round_too(server):
    asked = await server.ann.slash(server.channel, "ask", question="villagers return to Tarn")
    opened = await server.ann.select(
        asked.response, [_option(asked.response, "Villagers return to Tarn after the flood")]
    )
    assert LAKE.title in replies.text(opened.response)


async def test_an_article_that_is_gone_is_said_to_be(server, restarted, newsroom):
    value = _option(restarted.response, LAKE.title)
    newsroom.desk = desk_of(FERRY, OBSERVATORY)
    result = await server.ann.select(restarted.response, [value])
    assert result.ephemeral
    assert result.response.content == "That article is no longer in the archive."


class _OldView(discord.ui.LayoutView):
    """A reply as an older version might have left it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        row = discord.ui.ActionRow()
        row.add_item(discord.ui.Button(label="Old", custom_id="n0:page:latest:1"))
        row.add_item(discord.ui.Button(label="Bad date", custom_id="n1:page:latest:0:0:0:::20209999:"))
        self.add_item(row)


@pytest.mark.parametrize("label", ["Old", "Bad date"])
async def test_a_button_of_an_older_version_is_said_to_be_one(server, newsroom, label):
    client = newsroom.client()
    await server.env.restart_bot(client)
    with server.env.time_context():
        message = await client.get_channel(server.channel.id).send(view=_OldView())
    # The library would listen for what this process sent; an older process has taken its memory with it.
    await server.env.restart_bot(newsroom.client())
    result = await server.ann.click(message, label=label)
    assert result.ephemeral
    assert "older version" in result.response.content


@pytest.mark.usefixtures("asked")
async def test_no_reply_is_kept_in_memory(server):
    store = server.env.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views
    assert not server.env.bot.persistent_views


async def test_the_ids_on_a_reply_are_of_the_grammar(server, asked):
    for item in replies.components(asked.response):
        if custom_id := item.get("custom_id"):
            assert custom_ids.read_asker(custom_id) == server.ann.id


@pytest.mark.troubled
async def test_a_menu_that_fails_says_so_with_a_reference(server, asked, newsroom, caplog):
    class Broken:
        def __getattr__(self, name):
            if name == "archive":
                msg = "the index is on fire"
                raise RuntimeError(msg)
            raise AttributeError(name)

    newsroom.desk = Broken()
    result = await server.ann.select(asked.response, [_option(asked.response, LAKE.title)])
    assert result.ephemeral
    assert "ref00001" in result.response.content
    assert "on fire" not in result.response.content
    assert "article menu failed, reference ref00001" in caplog.text
    assert "on fire" in caplog.text


async def test_pressing_without_end_is_slowed(server, asked):
    value = _option(asked.response, LAKE.title)
    results = [await server.ben.select(asked.response, [value]) for _ in range(21)]
    assert replies.text(results[19].response).startswith("### ")
    assert "Slow down a little" in results[20].response.content
