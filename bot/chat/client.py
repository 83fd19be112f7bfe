"""The connection to Discord: which events the bot receives, and what handles them. Everything it needs is passed in."""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from bot.chat import components, introduction
from bot.chat.command_tree import sync
from bot.chat.command_tree.sync import SyncState
from bot.chat.command_tree.translation import CatalogueTranslator
from bot.chat.command_tree.tree import CommandTree
from bot.chat.commands import build_commands
from bot.chat.digests.clock import ClientClock
from bot.chat.digests.publisher import DiscordPublisher
from bot.chat.messages import handler
from bot.chat.messages.events import ConnectionState
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.requests import build_trace
from bot.chat.session.shards import ALL_SHARDS, Shards
from bot.digests.delivery.loop import Delivery
from bot.digests.store_ports.errors import StoreError

_CLOSE_TIMEOUT = 4.0
"""Seconds that a message has to arrive if the client is closed while it is being sent."""

_FOREVER = timedelta(days=3_650).total_seconds()

MAX_RATE_LIMIT_WAIT = 30.0
"""The longest rate limit, in seconds, that discord.py waits for itself; it accepts no less.

It must stay below `publisher.SEND_TIMEOUT`.
"""

_log = logging.getLogger(__name__)


def _do_nothing() -> None: ...


def build_intents() -> discord.Intents:
    """Return the intents: servers, and messages on them and in direct conversations. None is privileged.

    Without the privileged intent, Discord sends the content of direct messages and of messages that mention the bot,
    and the bot needs no other.
    """
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


class NutgrafClient(discord.AutoShardedClient):
    """The bot on Discord, on some or all of its shards. If `sync_state` is None, it registers no commands.

    `when_ready` is called whenever all servers are known.
    """

    def __init__(
        self,
        bot: BotContext,
        *,
        sync_state: SyncState | None,
        shards: Shards = ALL_SHARDS,
        delivers: bool = True,
        when_ready: Callable[[], None] = _do_nothing,
    ) -> None:
        super().__init__(
            intents=build_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            activity=discord.CustomActivity(bot.words(None)("activity")),
            shard_count=shards.count,
            shard_ids=list(shards.ids) or None,  # pyright: ignore[reportArgumentType] - None is discord.py's default
            # The bot looks up no message or member again, so it keeps none.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # For a longer limit, discord.py raises `RateLimited`. If we gave up on a request while discord.py sleeps
            # through a global limit, it would hold back every later request forever.
            max_ratelimit_timeout=MAX_RATE_LIMIT_WAIT,
            http_trace=build_trace(bot.discord_time or DiscordTime(), bot.monitor),
        )
        self.bot = bot
        self.sync_state = sync_state
        self._own_shards = shards
        self._when_ready = when_ready
        self._max_concurrency: int | None = None
        self.command_ids: Mapping[str, int] = {}
        self.delivery: Delivery | None = None
        self._delivers_at_once = delivers
        self._delivery_task: asyncio.Task[None] | None = None
        self._clock = ClientClock(self, bot.clock, bot.discord_time)
        self.tree = CommandTree(self, bot)
        for command in build_commands(bot):
            self.tree.add_command(command)

    def _get_state(self, **options: Any) -> ConnectionState:  # noqa: ANN401 - passed on
        """Return the state, in place of discord.py's own."""
        parts = {"dispatch": self.dispatch, "handlers": self._handlers, "hooks": self._hooks, "http": self.http}
        return ConnectionState(learn_time=self._learn_time, **parts, **options)

    async def setup_hook(self) -> None:
        """Make the buttons of older messages work again, and register the commands if they changed."""
        self.add_dynamic_items(*components.ITEMS)
        # discord.py asks for each text in each of Discord's locales, which takes a while.
        if len(self.bot.catalogue.locales) > 1:
            await self.tree.set_translator(CatalogueTranslator(self.bot.catalogue))
        if self.sync_state is not None and (synced := await sync.sync_or_log(self.tree, self.sync_state)):
            self.command_ids = synced.ids

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may identify itself. Other processes with other shards wait for the same turns."""
        wait = self._own_shards.wait_for_turn
        if wait is None or shard_id is None:
            await super().before_identify_hook(shard_id, initial=initial)
            return
        if self._max_concurrency is None:
            try:
                self._max_concurrency = (await self.fetch_session_start_limits()).max_concurrency
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                _log.warning("Discord does not say how many shards may connect at a time, so one does: %s", error)
        await wait(shard_id % (self._max_concurrency or 1))

    async def on_ready(self) -> None:
        """Start to deliver digests. Discord may send this event more than once."""
        _log.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))
        self._when_ready()
        service = self.bot.digest_service
        if service is None or self._delivery_task is not None:
            return
        # Only now are the servers known, and with them permissions, and the servers left while the bot was off.
        self.delivery = Delivery(service, DiscordPublisher(self, self.bot), self._clock)
        self._delivery_task = asyncio.create_task(self._deliver(self.delivery), name="digests")
        try:
            await service.sync_servers(
                [guild.id for guild in self.guilds], self.bot.clock(), is_ours=self._own_shards.includes
            )
        except StoreError as error:
            _log.error("could not record which servers the bot has left: %s", error)
        for guild in self.guilds:
            if introduction.joined_recently(guild, self.bot):
                await introduction.introduce(self.bot, self, self.command_ids, guild)

    async def _deliver(self, delivery: Delivery) -> None:
        if not self._delivers_at_once:
            await self._clock.wait(_FOREVER)
        await delivery.run()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Introduce the bot, and keep the digests of a server that it comes back to in time."""
        if self.bot.digest_service is not None:
            await self.bot.digest_service.clear_departure(guild.id)
        await introduction.introduce(self.bot, self, self.command_ids, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Send nothing to a server that the bot has left; its digests are deleted after a while."""
        if self.bot.digest_service is not None:
            await self.bot.digest_service.record_departure(guild.id, self.bot.clock())

    def wake(self) -> None:
        """Say that digests changed, so that the delivery looks again for what is due next."""
        self._clock.wake()

    async def stop_delivering(self, seconds: float) -> None:
        """Stop delivering. Messages that are being sent have `seconds` to arrive and to be recorded."""
        if self._delivery_task is not None:
            self._delivery_task.cancel()
        if self.delivery is not None:
            await self.delivery.close(seconds)

    async def close(self) -> None:
        """Leave Discord, after the messages that are being sent."""
        await self.stop_delivering(_CLOSE_TIMEOUT)
        await super().close()

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it is for the bot."""
        await handler.handle_message(self.bot, self, message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer buttons of an older version; discord.py dispatches commands and all other buttons."""
        self._learn_time(interaction.id)
        await components.answer_unknown(self.bot, interaction)

    def _learn_time(self, snowflake: int) -> None:
        if self.bot.discord_time is not None:
            self.bot.discord_time.learn_snowflake(snowflake)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        """Log an error that an event handler raised."""
        error = sys.exc_info()[1]
        if error is not None:
            errors.assess_error(self.bot, f"event {event_method}", error)


def build_client(
    bot: BotContext,
    *,
    sync_state: SyncState | None,
    shards: Shards = ALL_SHARDS,
    delivers: bool = True,
    when_ready: Callable[[], None] = _do_nothing,
) -> NutgrafClient:
    """Return a client, ready for `start(token)` or `run(token)`.

    If the number of shards is not given, the client asks Discord how many connections to open, so a simulated Discord
    needs a number. If `delivers` is False, the client sends no digests before the first `wake`. `when_ready` is called
    whenever all servers are known.
    """
    return NutgrafClient(bot, sync_state=sync_state, shards=shards, delivers=delivers, when_ready=when_ready)
