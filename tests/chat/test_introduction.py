"""The bot introduces itself once to a server that it joins: where it may post, or else to whoever added it."""

import asyncio
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord

from bot.chat.introduction import RECENT
from bot.digests.service import DigestService
from tests.support import replies

TITLE = "Ask me about the news in my archive"


@dataclass
class Joined:
    """A server that the bot may join again and again, with a channel for system messages."""

    env: simcord.Env
    guild: simcord.GuildHandle
    owner: simcord.UserHandle
    channel: simcord.ChannelHandle

    async def join(self) -> None:
        """Let the bot join. SimCord's servers have no channel for system messages, so the client is told of one."""
        client: Any = self.env.bot
        guild: Any = client.get_guild(self.guild.id)
        guild._system_channel_id = self.channel.id
        await client.on_guild_join(guild)

    def posts(self) -> list[discord.Message]:
        return [message for message in self.channel.history() if TITLE in replies.text(message)]

    def letters(self) -> list[discord.Message]:
        return [message for message in self.owner.dm_channel.history() if "I’m on Harbour now" in replies.text(message)]


@pytest.fixture
async def joined(digest_service: DigestService, simcord_env: simcord.Env) -> Joined:  # noqa: ARG001
    """A server that the bot has not introduced itself to."""
    owner = simcord_env.create_user("olga")
    guild = simcord_env.create_guild("Harbour", owner=owner)
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = guild.create_text_channel("general", overwrites={guild.default_role: quiet})
    joined = Joined(simcord_env, guild, owner, channel)
    await simcord_env.settle()
    return joined


@pytest.fixture
async def writable(joined: Joined) -> Joined:
    joined.channel = joined.guild.create_text_channel("hall")
    await joined.env.settle()
    return joined


async def test_it_says_what_to_ask_and_how_to_set_up_a_digest(writable: Joined):
    await writable.join()
    (post,) = writable.posts()
    assert "/digest create" in replies.text(post)
    assert [label for label in replies.labels(post) if label.endswith("?")] == [
        "What was reported on Floods?",
        "What did Harbor Post report?",
        "What happened in February 2024?",
    ]
    assert not post.mentions


async def test_its_questions_are_asked_by_whoever_presses_them(writable: Joined):
    await writable.join()
    reader = writable.guild.add_member(writable.env.create_user("rea"))
    answer = await reader.click(writable.posts()[0], label="What was reported on Floods?")
    assert answer.response is not None
    assert replies.links(answer.response)


async def test_it_is_said_once_even_by_another_process(writable: Joined, bot_setup):
    await writable.join()
    await writable.join()
    service = bot_setup.digest_service
    bot_setup.digest_service = DigestService(service.ledger, service.desk)
    await writable.env.restart_bot(bot_setup.make_client())
    await writable.join()
    assert len(writable.posts()) == 1


async def test_where_the_bot_may_not_write_it_writes_to_the_owner(joined: Joined):
    await joined.join()
    assert joined.posts() == []
    assert len(joined.letters()) == 1


async def test_a_server_joined_while_the_bot_was_off_gets_it_too(joined: Joined, bot_setup):
    await joined.env.restart_bot(bot_setup.make_client())
    # SimCord does not wait for what the bot does when it is ready.
    for _ in range(500):
        if joined.letters():
            break
        await asyncio.sleep(0.01)
    assert len(joined.letters()) == 1


async def test_a_server_joined_long_ago_gets_none(joined: Joined, bot_setup):
    await joined.env.advance_time(RECENT.total_seconds() + 3600)
    await joined.env.restart_bot(bot_setup.make_client())
    assert joined.letters() == []


@pytest.mark.troubled
async def test_if_it_certainly_was_not_sent_it_is_sent_the_next_time(writable: Joined):
    writable.env.inject_error("POST", "/channels/*/messages", status=429, code=0, message="slow down")
    await writable.join()
    await writable.join()
    assert len(writable.posts()) == 1


async def test_without_a_store_it_says_nothing(server):
    assert replies.sent_by_bot(server, server.channel) == []
