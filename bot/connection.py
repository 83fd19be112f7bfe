"""The bot's connection to Discord: it connects again when the network fails, and ends if only the operator can help."""

import asyncio
import gc
import logging
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import aiohttp
import discord

from bot import health
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncFile
from bot.chat.session.context import BotContext
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.shards import ALL_SHARDS, Shards, format_ids
from bot.membership import Membership

REPLY_TIMEOUT = 5.0
"""Seconds that a stopping bot waits for unfinished replies. Docker gives ten between SIGTERM and SIGKILL."""
CLOSE_TIMEOUT = 4.0
"""Seconds that leaving Discord may take."""
MAX_RETRY_DELAY = 60.0
"""Seconds between attempts to connect, at most."""
CLOCK_INTERVAL = 10.0
"""Seconds between two checks of the clock."""
CLOCK_JUMP = 30.0
"""Seconds by which the clock must differ from the elapsed time to count as having been set."""
WAKE_INTERVAL = 900.0
"""Seconds after which the delivery checks the store in any case."""

# How discord.py names the tasks that answer commands, messages and buttons.
_REPLY_TASKS = ("CommandTree-invoker", "discord.py: on_message", "discord-ui-")
_INTENT_REFUSED = "Discord refuses an intent, although this bot asks for no privileged one; update Nutgraf."
_NETWORK_ERRORS = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.GatewayNotFound,
    discord.HTTPException,
    discord.RateLimited,
)
_log = logging.getLogger(__name__)


class StartError(Exception):
    """The bot can't run with these settings, and trying again would not help. The text is for the operator."""


class Shard(NamedTuple):
    """One connection to Discord's gateway. `latency`: seconds until Discord answers a heartbeat; not finite at first.

    `servers`: how many it serves.
    """

    id: int
    is_connected: bool
    latency: float
    servers: int


class Connection:
    """The connection to Discord. When discord.py gives up on a client, it makes a new one.

    `heartbeat`: what was last written to the health file.
    """

    def __init__(
        self,
        token: str,
        context: BotContext,
        sync_state: SyncFile,
        membership: Membership,
        shards: Shards = ALL_SHARDS,
    ) -> None:
        self._token = token
        self._context = context
        self._discord_time = context.discord_time or DiscordTime()
        self._sync_state = sync_state
        self._membership = membership
        self._shards = shards
        self._client: NutgrafClient | None = None
        self._is_closing = False
        self._has_frozen_objects = False
        self.heartbeat: health.Heartbeat | None = None

    @property
    def is_online(self) -> bool:
        """Whether every gateway connection is up."""
        client = self._client
        if client is None or client.is_closed() or not client.is_ready():
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    @property
    def can_deliver(self) -> bool:
        """Whether digests can be sent: at least one gateway connection is up, so Discord can be reached."""
        client = self._client
        if client is None or client.is_closed() or not client.is_ready():
            return False
        return not all(shard.is_closed() for shard in client.shards.values())

    @property
    def role(self) -> health.Role:
        """What this process does among the processes of one bot."""
        if self._membership.is_waiting:
            return "waits"
        return "delivers" if self._membership.delivers else "answers"

    def describe_shards(self) -> str:
        """Return which shards this process runs, such as `0-3 of 16`; empty until Discord says."""
        count = self._client.shard_count if self._client is not None else self._shards.count
        return f"{format_ids(self._shards.ids or range(count))} of {count}" if count else ""

    def list_shards(self) -> Sequence[Shard]:
        """List the current gateway connections."""
        client = self._client
        if client is None or client.is_closed():
            return ()
        servers = Counter(guild.shard_id for guild in client.guilds)
        return [
            Shard(number, not shard.is_closed(), shard.latency, servers[number])
            for number, shard in sorted(client.shards.items())
        ]

    @property
    def open_runs(self) -> int:
        """How many runs of digests have begun and not ended."""
        return self._client.delivery.open_runs if self._client and self._client.delivery else 0

    def wake(self) -> None:
        """Make the delivery check now for what is new and due."""
        if self._client is not None:
            self._client.wake()

    async def stay_connected(self) -> None:
        """Connect, and connect again whenever discord.py has given up. Ends after `close`. Raises `StartError`."""
        attempt = 0
        while not self._is_closing:
            await self._membership.wait_for_shards()
            client = self._client = build_client(
                self._context, sync_state=self._sync_state, shards=self._shards, when_ready=self._freeze_objects
            )
            leave = asyncio.create_task(self._leave_lost_shards(client))
            try:
                async with client:
                    await client.start(self._token)
            except Exception as error:  # noqa: BLE001 - whatever ended the client, the bot goes on
                if (reason := describe_refusal(error)) is not None:
                    raise StartError(reason) from None
                attempt = 1 if client.is_ready() else attempt + 1
                delay = _choose_delay(attempt)
                if isinstance(error, _NETWORK_ERRORS):
                    _log.warning("Discord can't be reached (%s); trying again in %.0f s", _summarize(error), delay)
                else:
                    _log.exception("the connection to Discord ended; trying again in %.0f s", delay)
                await asyncio.sleep(delay)
            finally:
                leave.cancel()

    def _freeze_objects(self) -> None:
        """Keep the garbage collector from scanning everything that exists now: modules, messages and servers.

        None of that becomes garbage. A collection that scans it takes a tenth of a second, during which the bot stands
        still, and there is one every few hundred answers.
        """
        if self._has_frozen_objects:
            # What was frozen before may have become garbage: the servers of an earlier connection.
            gc.unfreeze()
        self._has_frozen_objects = True
        gc.collect()
        gc.freeze()

    async def _leave_lost_shards(self, client: NutgrafClient) -> None:
        """Disconnect if another process runs our shards, because members would get every answer twice."""
        await self._membership.wait_for_loss()
        await client.close()

    async def write_heartbeats(
        self,
        path: Path,
        judge_state: Callable[[], health.JudgeState],
        count_feeds: Callable[[], health.FeedCount] = health.FeedCount,
        read_cache_error: Callable[[], str] = str,
    ) -> None:
        """Write the health file every few seconds until cancelled.

        `judge_state`: how the judge is. `count_feeds`: how the feeds are. `read_cache_error`: see `Heartbeat`.
        """
        monotonic = asyncio.get_running_loop().time
        is_online, changed_at, has_warned = False, monotonic(), False
        while True:
            now = discord.utils.utcnow()
            if self.is_online is not is_online:
                is_online, changed_at = not is_online, monotonic()
            # Computed each time, because the clock may have been set since.
            since = now - timedelta(seconds=monotonic() - changed_at)
            articles = len(self._context.desk().archive.articles)
            skew = (self._discord_time.skew or timedelta()).total_seconds()
            heartbeat = health.Heartbeat(
                now,
                os.getpid(),
                is_online,
                since,
                articles,
                skew,
                judge_state(),
                self.describe_shards(),
                self.role,
                count_feeds(),
                read_cache_error(),
            )
            self.heartbeat = heartbeat
            if not await asyncio.to_thread(health.write_heartbeat, path, heartbeat) and not has_warned:
                has_warned = True
                _log.warning("the health file %s can't be written, so `nutgraf health` won't see this bot", path)
            await asyncio.sleep(health.INTERVAL.total_seconds())

    async def watch_clock(self) -> None:
        """Wake the delivery if the clock was set or the machine slept, until cancelled. Log if the clock is wrong.

        Wake it every `WAKE_INTERVAL` too, because the store may have been restored from a backup.
        """
        monotonic = asyncio.get_running_loop().time
        woken_time, woken_at = discord.utils.utcnow(), monotonic()
        logged_skew = timedelta()
        while True:
            await asyncio.sleep(CLOCK_INTERVAL)
            logged_skew = self._log_skew(logged_skew)
            now = discord.utils.utcnow()
            by_clock, elapsed = (now - woken_time).total_seconds(), monotonic() - woken_at
            is_set = abs(by_clock - elapsed) > CLOCK_JUMP
            if is_set:
                # If the machine slept, the monotonic clock may have stood still.
                self._discord_time.expire()
            if is_set or elapsed > WAKE_INTERVAL:
                woken_time, woken_at = now, monotonic()
                self.wake()

    def _log_skew(self, logged_skew: timedelta) -> timedelta:
        """Log how wrong the host's clock is, if that changed. `logged_skew`: the last one. Return the new one."""
        skew = self._discord_time.skew
        if skew is None or abs(skew - logged_skew) <= health.MAX_SKEW:
            return logged_skew
        if warning := health.describe_skew(skew):
            _log.warning("%s %s", warning, health.FIX_SKEW)
            return skew
        _log.info("this machine's clock is right again")
        return timedelta()

    async def close(self) -> None:
        """Finish the replies and digests that are being sent, then leave Discord, in bounded time."""
        self._is_closing = True
        replies = {task for task in asyncio.all_tasks() if task.get_name().startswith(_REPLY_TASKS)}
        deliveries = self._client.stop_delivering(REPLY_TIMEOUT) if self._client is not None else asyncio.sleep(0)
        await asyncio.gather(deliveries, *([asyncio.wait(replies, timeout=REPLY_TIMEOUT)] if replies else []))
        if self._client is not None and not self._client.is_closed():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._client.close(), CLOSE_TIMEOUT)


def describe_refusal(error: BaseException) -> str | None:
    """Say what the operator must fix before Discord lets the bot in. Return None if waiting may help."""
    if isinstance(error, discord.LoginFailure):
        return (
            "Discord does not accept DISCORD_TOKEN. Copy it again: Discord developer portal, your application, Bot, "
            "Reset Token."
        )
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _INTENT_REFUSED
    if isinstance(error, discord.ConnectionClosed):
        # https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
        return {
            4004: "Discord no longer accepts DISCORD_TOKEN. Reset it in the developer portal and set the new one.",
            4013: "Discord does not know an intent that this bot asks for; a newer version of Nutgraf may help.",
            4014: _INTENT_REFUSED,
        }.get(error.code)
    return None


def _choose_delay(attempt: int) -> float:
    """Return the seconds until the next attempt: doubling up to a limit, with some randomness."""
    return min(MAX_RETRY_DELAY, 2.0 ** min(attempt, 10)) * (0.5 + random.random() / 2)  # noqa: S311


def _summarize(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
