"""The client: what it asks Discord for, and how it reacts to events."""

import discord
import pytest

from bot.chat.client import build_client, build_intents
from bot.chat.session.shards import Shards
from bot.digests.digest import Digest
from bot.store.schema import metadata
from tests.chat.posting import HOUR, save_digest
from tests.support.digesting import daily


def test_no_intent_is_privileged():
    intents = build_intents()
    assert not intents.members
    assert not intents.presences
    assert not intents.message_content
    assert intents.guilds
    assert intents.guild_messages
    assert intents.dm_messages


async def test_nothing_that_the_bot_sends_can_ping_anyone(simcord_env):
    allowed = simcord_env.bot.allowed_mentions
    assert allowed.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_the_profile_says_what_the_bot_does(simcord_env, bot_setup):
    assert str(simcord_env.bot.activity) == bot_setup.make_context().words(None)("activity")


async def test_a_bot_without_a_store_starts_no_delivery(simcord_env):
    assert simcord_env.bot.delivery is None


@pytest.mark.usefixtures("digest_service")
async def test_delivery_starts_once_however_often_discord_says_ready(simcord_env):
    delivery = simcord_env.bot.delivery
    assert delivery is not None
    await simcord_env.bot.on_ready()
    assert simcord_env.bot.delivery is delivery


async def test_a_client_that_waits_delivers_only_after_it_is_woken(digest_service, bot_setup, server):
    waiting = build_client(bot_setup.make_context(), sync_state=None, shards=Shards(1), delivers=False)
    await server.env.restart_bot(waiting)
    digest_service.ledger.digests.add(_build_due_digest(server))
    await server.env.advance_time(HOUR)
    assert server.channel.history() == []
    waiting.wake()
    await server.env.advance_time(HOUR)
    assert len(server.channel.history()) == 1


def _build_due_digest(server) -> Digest:
    return daily(
        server=server.guild.id,
        channel=server.channel.id,
        creator=server.ann.id,
        state="active",
        empty="archive",
        due_at=discord.utils.utcnow(),
    )


async def test_a_server_that_the_bot_leaves_and_joins_again_keeps_its_digests(digest_service, server, admin):
    await save_digest(server, admin)
    guild = server.env.bot.get_guild(server.guild.id)
    await server.env.bot.on_guild_remove(guild)
    assert digest_service.ledger.privacy.list_departed() == [guild.id]
    await server.env.bot.on_guild_join(guild)
    assert digest_service.ledger.privacy.list_departed() == []
    assert len(digest_service.ledger.digests.list_for_server(guild.id)) == 1


async def test_a_server_that_was_left_while_the_bot_was_off_is_recorded_at_the_start(
    digest_service, bot_setup, simcord_env
):
    digest_service.ledger.digests.add(daily(server=4711, state="active"))
    await simcord_env.restart_bot(bot_setup.make_client())
    assert digest_service.ledger.privacy.list_departed() == [4711]


def fail() -> None:
    raise RuntimeError("the desk fell over")


@pytest.mark.troubled
async def test_an_error_of_an_event_handler_is_logged_with_the_name_of_the_event(simcord_env, caplog):
    try:
        fail()
    except RuntimeError:
        await simcord_env.bot.on_error("on_message")
    assert "event on_message" in caplog.text
    assert "the desk fell over" in caplog.text
    assert len(simcord_env.errors) == 1


@pytest.mark.troubled
@pytest.mark.usefixtures("digest_service")
async def test_a_bot_whose_store_fails_at_the_start_stays_connected(own_engine, bot_setup, simcord_env, caplog):
    metadata.drop_all(own_engine)
    await simcord_env.restart_bot(bot_setup.make_client())
    assert simcord_env.bot.is_ready()
    assert "could not record which servers the bot has left" in caplog.text
