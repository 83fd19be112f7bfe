"""What all buttons and menus have in common: they keep no state, have a rate limit, and report failures."""

import discord
import pytest
import simcord

from tests.support import replies
from tests.support.desks import LAKE


@pytest.fixture
async def answered(server) -> simcord.InteractionResult:
    return await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")


class _OldView(discord.ui.LayoutView):
    """A reply as an older version of the bot might have posted it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        row = discord.ui.ActionRow()
        row.add_item(discord.ui.Button(label="Old", custom_id="n0:page:latest:1"))
        row.add_item(discord.ui.Button(label="Bad date", custom_id="n1:page:latest:0:0:0:::20209999:"))
        self.add_item(row)


@pytest.mark.parametrize("label", ["Old", "Bad date"])
async def test_a_button_of_an_older_version_is_told_to_be_too_old(server, bot_setup, label):
    client = bot_setup.make_client()
    await server.env.restart_bot(client)
    with server.env.time_context():
        message = await client.get_channel(server.channel.id).send(view=_OldView())
    # discord.py listens for the components of messages that this process sent, so start another one.
    await server.env.restart_bot(bot_setup.make_client())
    result = await server.ann.click(message, label=label)
    assert result.ephemeral
    assert "older version" in result.response.content


@pytest.mark.usefixtures("answered")
async def test_no_reply_is_kept_in_memory(server):
    store = server.env.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views
    assert not server.env.bot.persistent_views


@pytest.mark.troubled
async def test_a_menu_that_fails_says_so_with_a_reference(server, answered, bot_setup, caplog):
    class Broken:
        def __getattr__(self, name):
            if name == "archive":
                msg = "the index is on fire"
                raise RuntimeError(msg)
            raise AttributeError(name)

    bot_setup.desk = Broken()
    result = await server.ann.select(answered.response, [replies.option(answered.response, LAKE.title)])
    assert result.ephemeral
    assert "ref00001" in result.response.content
    assert "on fire" not in result.response.content
    assert "article menu failed, reference ref00001" in caplog.text
    assert "on fire" in caplog.text


async def test_a_person_who_uses_components_too_fast_is_slowed(server, answered):
    value = replies.option(answered.response, LAKE.title)
    results = [await server.ben.select(answered.response, [value]) for _ in range(21)]
    assert replies.text(results[19].response).startswith("### ")
    assert "Slow down a little" in results[20].response.content
