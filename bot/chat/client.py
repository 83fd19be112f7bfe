"""The connection to Discord: which events the bot asks for, and where each goes. Everything it needs is passed in."""

import asyncio
import logging
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import discord

from bot.chat.commands import all_commands, sync
from bot.chat.commands.sync import SyncState
from bot.chat.commands.translation import CatalogueTranslator
from bot.chat.commands.tree import CommandTree
from bot.chat.components import reply
from bot.chat.digests.publisher import ClientClock, DiscordPublisher
from bot.chat.messages import handler
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.digests.delivery.loop import Delivery
from bot.digests.ports import StoreError

_IN_HAND = 4.0
"""Seconds that a message which is being sent has to arrive, where the client is closed."""

_FOR_EVER = timedelta(days=3_650).total_seconds()

LONGEST_LIMIT = 30.0
"""Seconds of a rate limit that the library may wait for; it takes no less. Below `publisher.PATIENCE`."""

_log = logging.getLogger(__name__)


def gateway_intents() -> discord.Intents:
    """Servers, and messages in them and in direct conversations. None is privileged.

    Content comes all the same where it is for the bot: in direct messages, and in messages that mention it.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


class NutgrafClient(discord.AutoShardedClient):
    """The bot on Discord. `sync_state` None: it leaves the commands that Discord has as they are."""

    def __init__(
        self, chat: BotContext, *, sync_state: SyncState | None, shard_count: int | None = None, delivers: bool = True
    ) -> None:
        super().__init__(
            intents=gateway_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            activity=discord.CustomActivity(chat.words(None)("activity")),
            shard_count=shard_count,
            # What a person wrote, and who they are, is not kept: no message and no member is ever looked up again.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # A longer limit is told to us (`RateLimited`): were a sending given up while the library sleeps through a
            # global one, it would hold every request back from then on, for ever.
            max_ratelimit_timeout=LONGEST_LIMIT,
        )
        self.chat = chat
        self.sync_state = sync_state
        self.command_ids: Mapping[str, int] = {}
        self.delivery: Delivery | None = None
        self._delivers = delivers
        self._delivering: asyncio.Task[None] | None = None
        self._clock = ClientClock(self, chat.clock)
        self.tree = CommandTree(self, chat)
        for command in all_commands(chat):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Once logged in: the buttons of all older messages work again, and Discord learns of changed commands."""
        self.add_dynamic_items(*reply.ITEMS)
        await self.tree.set_translator(CatalogueTranslator(self.chat.catalogue))
        if self.sync_state is not None and (synced := await sync.sync_or_log(self.tree, self.sync_state)):
            self.command_ids = synced.ids

    async def on_ready(self) -> None:
        """Say so in the log, and begin to deliver; it may come more than once."""
        _log.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))
        office = self.chat.office
        if office is None or self._delivering is not None:
            return
        # Servers are known from here on: whether a channel can be read, and which were left while the bot was away.
        self.delivery = Delivery(office, DiscordPublisher(self, self.chat), self._clock)
        self._delivering = asyncio.create_task(self._deliver(self.delivery), name="digests")
        try:
            await office.sync_servers([guild.id for guild in self.guilds], self.chat.clock())
        except StoreError as error:
            _log.error("which servers were left can't be noted: %s", error)

    async def _deliver(self, delivery: Delivery) -> None:
        if not self._delivers:
            await self._clock.wait(_FOR_EVER)
        await delivery.run()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """What a server had set before is kept, where it comes back in time."""
        if self.chat.office is not None:
            await self.chat.office.clear_departure(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Nothing is sent there any more, and what it set is deleted after a while."""
        if self.chat.office is not None:
            await self.chat.office.record_departure(guild.id, self.chat.clock())

    def wake(self) -> None:
        """Say that digests changed, so that what is due next is looked at anew."""
        self._clock.wake()

    async def stop_delivering(self, seconds: float) -> None:
        """Let the messages in hand arrive and be noted, in so many seconds at most."""
        if self._delivering is not None:
            self._delivering.cancel()
        if self.delivery is not None:
            await self.delivery.close(seconds)

    async def close(self) -> None:
        """Leave Discord; messages in hand first."""
        await self.stop_delivering(_IN_HAND)
        await super().close()

    async def on_message(self, message: discord.Message) -> None:
        """A question, a greeting, or nothing for us."""
        await handler.handle_message(self.chat, self, message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Commands and buttons are dispatched by the library; what is left are buttons of an older version."""
        await reply.answer_unknown(self.chat, interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        """What an event handler let through: to the log, by the one policy."""
        error = sys.exc_info()[1]
        if error is not None:
            errors.judge_error(self.chat, f"event {event_method}", error)


def build_client(
    chat: BotContext, *, sync_state: SyncState | None, shard_count: int | None = None, delivers: bool = True
) -> NutgrafClient:
    """A client, ready for `start(token)` or `run(token)`.

    `shard_count` None asks Discord how many connections it wants; it must be named where nobody can be asked.
    `delivers`: digests are sent once it is connected; else from the first `wake` on.
    """
    return NutgrafClient(chat, sync_state=sync_state, shard_count=shard_count, delivers=delivers)
