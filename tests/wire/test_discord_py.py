"""discord.py itself, unmodified, on the routes that delivery uses: how it handles each answer and event."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import discord as library
import pytest
import yarl
from discord import gateway, http

from tests.support.openapi import Checker
from tests.support.patience import PATIENCE
from tests.wire.buckets import Limit
from tests.wire.discord_objects import ANNOUNCEMENT, SEND, VIEW
from tests.wire.process import TOKEN
from tests.wire.remote import Remote
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND as SENDING
from tests.wire.trouble import Fails, Refused


@pytest.fixture
async def discord(described: Checker | None) -> AsyncIterator[StandIn]:
    async with StandIn.start(TOKEN, described) as standin:
        yield standin
    assert standin.complaints == []


@pytest.fixture
async def client(discord: StandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[library.Client]:
    """A client that is logged in, without the gateway."""
    monkeypatch.setattr(http.Route, "BASE", discord.environment["WIRE_API"])
    async with library.Client(intents=library.Intents.none()) as client:
        await client.login(TOKEN)
        yield client


def channel_of(client: library.Client, channel_id: str) -> library.PartialMessageable:
    return client.get_partial_messageable(int(channel_id))


class Card(library.ui.LayoutView):
    row = library.ui.ActionRow()

    @row.button(label="Why this?", custom_id="run:7:0")
    async def why(self, interaction: library.Interaction, button: library.ui.Button) -> None:
        raise NotImplementedError


async def test_an_id_of_a_button_is_found_in_the_history(discord: StandIn, client: library.Client):
    channel = channel_of(client, discord.world.channel_id)
    sent = await channel.send(view=Card(), nonce="run-7-0")
    (found,) = [message async for message in channel.history(limit=10)]
    assert found.id == sent.id
    (row,) = found.components
    assert isinstance(row, library.ActionRow)
    (button,) = row.children
    assert isinstance(button, library.Button)
    assert button.custom_id == "run:7:0"


async def test_a_history_longer_than_a_page_is_read_to_its_end(discord: StandIn, client: library.Client):
    discord.buckets.disable()
    world = discord.world
    for number in range(120):
        world.post(world.bot, world.channel_id, {"content": str(number)})
    channel = channel_of(client, world.channel_id)
    assert [int(message.content) async for message in channel.history(limit=None)] == list(reversed(range(120)))
    first = library.Object(int(next(iter(world.messages))))
    assert [int(message.content) async for message in channel.history(limit=None, after=first)] == list(range(1, 120))


async def test_a_direct_conversation_is_opened_and_written_to(discord: StandIn, client: library.Client):
    conversation = await client.create_dm(library.Object(int(discord.world.member.id)))
    assert str(conversation.id) == discord.world.dm_id
    await conversation.send("Good morning")
    assert len(discord.world.list_bot_messages(discord.world.dm_id)) == 1


async def test_an_announcement_is_published(discord: StandIn, client: library.Client):
    news = discord.world.add_channel(discord.world.guild_id, ANNOUNCEMENT)
    channel = await client.fetch_channel(int(news.id))
    assert isinstance(channel, library.TextChannel)
    assert channel.is_news()
    published = await (await channel.send("Good morning")).publish()
    assert published is None
    assert [message["flags"] for message in discord.world.list_bot_messages()] == [1]


@pytest.mark.parametrize(("denied", "code"), [(VIEW, 50001), (SEND, 50013)])
async def test_a_missing_permission_is_raised_with_its_code(
    denied: int, code: int, discord: StandIn, client: library.Client
):
    discord.world.channels[discord.world.channel_id].denied = denied
    with pytest.raises(library.Forbidden) as caught:
        await channel_of(client, discord.world.channel_id).send("Good morning")
    assert caught.value.code == code


async def test_an_ordered_refusal_is_raised_with_its_code(discord: StandIn, client: library.Client):
    discord.troubles.order(Refused(403, 50001, "Missing Access"), r"GET /channels/\d+/messages")
    with pytest.raises(library.Forbidden) as caught:
        await anext(channel_of(client, discord.world.channel_id).history())
    assert caught.value.code == 50001


async def test_a_channel_that_is_gone_is_not_found(discord: StandIn, client: library.Client):
    del discord.world.channels[discord.world.channel_id]
    with pytest.raises(library.NotFound) as caught:
        await channel_of(client, discord.world.channel_id).send("Good morning")
    assert caught.value.code == 10003


async def test_a_message_with_a_nonce_that_failed_too_late_is_stored_once(discord: StandIn, client: library.Client):
    discord.troubles.order(Fails(502, too_late=True), SENDING)
    await channel_of(client, discord.world.channel_id).send("Good morning", nonce="run-7-0")
    assert len(discord.find_requests(SENDING)) == 2
    assert len(discord.world.messages) == 1


async def test_a_client_that_reads_the_headers_exceeds_no_limit(discord: StandIn, client: library.Client):
    discord.buckets.use_discord_limits()
    discord.buckets.limits["POST /channels/{channel_id}/messages"] = Limit(2, 0.2)
    for _ in range(5):
        await channel_of(client, discord.world.channel_id).send("Good morning")
    assert len(discord.world.messages) == 5
    assert discord.statistics.statuses["429"] == 0


async def test_changes_of_servers_and_channels_arrive_as_events(monkeypatch: pytest.MonkeyPatch):
    intents = library.Intents(guilds=True)
    async with Remote.start() as remote, library.Client(intents=intents, guild_ready_timeout=0) as client:
        monkeypatch.setattr(http.Route, "BASE", remote.environment["WIRE_API"])
        monkeypatch.setattr(gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(remote.environment["WIRE_GATEWAY"]))
        running = asyncio.create_task(client.start(TOKEN))
        await asyncio.wait_for(client.wait_for("ready"), PATIENCE)

        async def wait_for(event: str, change: Awaitable[object]) -> object:
            listening = asyncio.create_task(client.wait_for(event, timeout=PATIENCE))
            await asyncio.sleep(0)
            result, _ = await asyncio.gather(change, listening)
            return result

        guild_id = await wait_for("guild_join", remote.add_guild("Harbour watch"))
        guild = client.get_guild(int(str(guild_id)))
        assert guild is not None
        channel_id = str(
            await wait_for("guild_channel_create", remote.add_channel(str(guild_id), "announcement", name="news"))
        )
        channel = guild.get_channel(int(channel_id))
        assert isinstance(channel, library.TextChannel)
        assert channel.is_news()
        assert channel.permissions_for(guild.me).send_messages
        await wait_for("guild_channel_update", remote.deny(channel_id, "send_messages"))
        assert not channel.permissions_for(guild.me).send_messages
        await wait_for("thread_create", remote.add_channel(str(guild_id), "thread", name="storm", parent_id=channel_id))
        assert [thread.name for thread in guild.threads] == ["storm"]
        await wait_for("guild_channel_delete", remote.remove(channel_id))
        await wait_for("guild_remove", remote.leave(str(guild_id)))
        assert client.get_guild(guild.id) is None
        await client.close()
        await running
