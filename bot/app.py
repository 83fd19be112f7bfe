"""The composition root: it builds the bot from the settings and runs it until SIGINT or SIGTERM.

If the network is down, the bot waits for it. If only the operator can help, it ends with a sentence (`StartError`).
"""

import asyncio
import logging
import os
import random
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord

from bot import __version__, health
from bot.answers.desk.desk import Desk
from bot.answers.index.synonyms import Synonyms, SynonymsError, read_synonyms
from bot.catalogue import Catalogue
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncFile, sync
from bot.chat.session.context import BotContext
from bot.digests.ports import StoreError
from bot.digests.service import DigestService
from bot.live_desk import LiveDesk
from bot.settings import Settings
from bot.store.ledger import OpenStore, open_store

REPLY_TIMEOUT = 5.0
"""Seconds that a stopping bot waits for unfinished replies. Docker gives ten between SIGTERM and SIGKILL."""
CLOSE_TIMEOUT = 4.0
"""Seconds that leaving Discord may take."""
MAX_RETRY_DELAY = 60.0
"""Seconds between attempts to connect, at most."""
CLOCK_INTERVAL = 10.0
"""Seconds between two checks of the clock."""
CLOCK_JUMP = 30.0
"""Seconds by which the clock must differ from the time that passed, to count as set."""
WAKE_INTERVAL = 900.0
"""Seconds after which the delivery checks the store in any case."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
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


class _StoppedError(Exception):
    """The operator stopped the bot while it was reading files."""


def load_synonyms(settings: Settings) -> Synonyms | None:
    """Read the operator's synonyms, if any. Raises `StartError` if they can't be read."""
    try:
        return read_synonyms(settings.synonyms) if settings.synonyms else None
    except SynonymsError as error:
        raise StartError(f"SYNONYMS: {error}") from None


def build_context(live_desk: LiveDesk, catalogue: Catalogue, service: DigestService) -> BotContext:
    """Build what a client needs. Its clock is discord.py's, which SimCord can move."""
    return BotContext(
        desk=live_desk.current,
        clock=discord.utils.utcnow,
        catalogue=catalogue,
        version=__version__,
        digest_service=service,
    )


def build_service(live_desk: LiveDesk, store: OpenStore, grace: timedelta) -> DigestService:
    """Build the service that handles digests."""
    return DigestService(store.ledger, live_desk.current, may_deliver=store.may_deliver, grace=grace)


@asynccontextmanager
async def open_store_at(url: str) -> AsyncGenerator[OpenStore]:
    """Open the store on a thread, with the right to deliver from it. Raises `StartError`."""
    manager = open_store(url)
    try:
        store = await asyncio.to_thread(manager.__enter__)
    except StoreError as error:
        raise StartError(f"The database: {error}.") from None
    try:
        yield store
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


async def serve(settings: Settings, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Answer on Discord and send digests until SIGINT or SIGTERM. Return the exit code.

    The settings must have a token. `progress` is called with the files read so far and their number, from another
    thread. Raises `StartError`.
    """
    async with open_store_at(settings.database) as store:
        return await _serve(settings, store, progress)


async def _serve(settings: Settings, store: OpenStore, progress: Callable[[int, int], None] | None) -> int:
    stop = asyncio.Event()
    signals: list[int] = []
    _handle_signals(stop, signals)
    _silence_voice_warnings()

    def report(done: int, total: int) -> None:
        if stop.is_set():
            raise _StoppedError
        if progress is not None:
            progress(done, total)

    load = asyncio.create_task(
        LiveDesk.open(
            settings.corpus,
            clock=discord.utils.utcnow,
            cache=settings.cache_dir,
            synonyms=load_synonyms(settings),
            progress=report,
        )
    )
    if not await _wait_unless_stopped(load, stop):
        await _abandon_load(load, _choose_exit_code(signals))
        return _choose_exit_code(signals)
    live_desk = load.result()
    service = build_service(live_desk, store, settings.digest_grace)
    connection = Connection(settings, live_desk, Catalogue.load(), service)
    live_desk.on_change = connection.wake
    jobs = (live_desk.watch(), connection.write_heartbeats(settings.health_path), connection.watch_clock())
    tasks = [asyncio.create_task(job) for job in jobs]
    connected = asyncio.create_task(connection.stay_connected())
    try:
        if await _wait_unless_stopped(connected, stop):
            connected.result()
            return 1
        _log.info("stopping")
        return _choose_exit_code(signals)
    finally:
        await connection.close()
        for task in (connected, *tasks):
            task.cancel()
        await asyncio.gather(connected, *tasks, return_exceptions=True)


class Connection:
    """The connection to Discord. When discord.py gives up on a client, it makes a new one."""

    def __init__(self, settings: Settings, live_desk: LiveDesk, catalogue: Catalogue, service: DigestService) -> None:
        self._token = settings.token or ""
        self._live_desk = live_desk
        self._context = build_context(live_desk, catalogue, service)
        self._sync_state = _open_sync_state(settings)
        self._client: NutgrafClient | None = None
        self._is_closing = False

    @property
    def is_online(self) -> bool:
        """Whether every gateway connection is up."""
        client = self._client
        if client is None or client.is_closed() or not client.is_ready():
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    def wake(self) -> None:
        """Make the delivery look now at what is new and due."""
        if self._client is not None:
            self._client.wake()

    async def stay_connected(self) -> None:
        """Connect, and connect again whenever discord.py has given up. Ends after `close`. Raises `StartError`."""
        attempt = 0
        while not self._is_closing:
            client = self._client = build_client(self._context, sync_state=self._sync_state)
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

    async def write_heartbeats(self, path: Path) -> None:
        """Write the health file every few seconds until cancelled."""
        is_online, since, has_warned = False, discord.utils.utcnow(), False
        while True:
            now = discord.utils.utcnow()
            if self.is_online is not is_online:
                is_online, since = not is_online, now
            articles = len(self._live_desk.current().archive.articles)
            heartbeat = health.Heartbeat(now, os.getpid(), is_online, since, articles)
            if not await asyncio.to_thread(health.write_heartbeat, path, heartbeat) and not has_warned:
                has_warned = True
                _log.warning("the health file %s can't be written, so `nutgraf health` won't see this bot", path)
            await asyncio.sleep(health.INTERVAL.total_seconds())

    async def watch_clock(self) -> None:
        """Wake the delivery if the clock was set or the machine slept, until cancelled.

        Wake it every `WAKE_INTERVAL` too, because the store may have been restored from a backup.
        """
        monotonic = asyncio.get_running_loop().time
        woken, woken_at = discord.utils.utcnow(), monotonic()
        while True:
            await asyncio.sleep(CLOCK_INTERVAL)
            now = discord.utils.utcnow()
            by_clock, elapsed = (now - woken).total_seconds(), monotonic() - woken_at
            if abs(by_clock - elapsed) > CLOCK_JUMP or elapsed > WAKE_INTERVAL:
                woken, woken_at = now, monotonic()
                self.wake()

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


async def register_commands(settings: Settings, *, force: bool) -> tuple[int, bool]:
    """Register the commands with Discord without reading any article.

    Return how many commands there are, and whether they were sent; without `force`, only changed ones are. Raises
    `StartError`, and what discord.py and the network raise.
    """
    _silence_voice_warnings()
    state = _open_sync_state(settings)
    before = state.load()
    context = BotContext(_refuse_desk, discord.utils.utcnow, Catalogue.load(), __version__)
    async with build_client(context, sync_state=None) as client:
        try:
            await client.login(settings.token or "")
        except discord.LoginFailure as error:
            raise StartError(describe_refusal(error)) from None
        synced = await sync(client.tree, state, force=force)
    return len(synced.ids), force or synced != before


def _refuse_desk() -> Desk:
    msg = "no command runs while commands are registered"
    raise RuntimeError(msg)


def _open_sync_state(settings: Settings) -> SyncFile:
    return SyncFile(settings.cache_dir / "commands.sha256")


def _silence_voice_warnings() -> None:
    """Turn off discord.py's warnings that voice libraries are missing; this bot does not speak."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _handle_signals(stop: asyncio.Event, signals: list[int]) -> None:
    """Stop at the first SIGINT or SIGTERM. A second one has its default effect and ends the process at once."""
    loop = asyncio.get_running_loop()

    def request_stop(number: int) -> None:
        signals.append(number)
        stop.set()
        for handled in _SIGNALS:
            loop.remove_signal_handler(handled)

    for number in _SIGNALS:
        # Windows has no such handlers; there, Ctrl-C ends the bot without waiting for replies.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, request_stop, number)


async def _wait_unless_stopped(task: asyncio.Task[Any], stop: asyncio.Event) -> bool:
    """Wait for `task` or `stop`. Return whether the task is done; its exception, if any, stays in it."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    return task.done()


async def _abandon_load(load: asyncio.Task[LiveDesk], code: int) -> None:
    """Wait for a load that was told to stop. If its thread does not end in time, end the process."""
    await asyncio.wait((load,), timeout=REPLY_TIMEOUT)
    if not load.done():
        logging.shutdown()
        os._exit(code)
    with suppress(_StoppedError):
        load.result()


def _choose_exit_code(signals: Sequence[int]) -> int:
    return 130 if signal.SIGINT in signals else 0


def _choose_delay(attempt: int) -> float:
    """Return the seconds until the next attempt: doubling up to a limit, with some randomness."""
    return min(MAX_RETRY_DELAY, 2.0 ** min(attempt, 10)) * (0.5 + random.random() / 2)  # noqa: S311


def _summarize(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
