"""The composition root: settings become a newsroom and a client, and both run until they are told to stop.

A network that is not there is waited for; what only the operator can mend (`StartError`) ends the bot with a sentence.
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
from bot.answers.index import synonyms
from bot.answers.index.synonyms import Synonyms, SynonymsError
from bot.catalogue import Catalogue
from bot.chat.client import NutgrafClient, build_client
from bot.chat.commands.sync import SyncFile, sync
from bot.chat.session.context import BotContext
from bot.digests.ports import StoreError
from bot.digests.service import DigestService
from bot.live_desk import LiveDesk
from bot.settings import Settings
from bot.store.ledger import OpenStore, open_store

# Docker gives ten seconds between SIGTERM and SIGKILL: half of it for replies that are being written.
FINISH = 5.0
CLOSE = 4.0
LONGEST_WAIT = 60.0
# Seconds between two looks at the clock; by which it differs from the time that passed, from which it was set; and
# after which the store is looked at anyway.
WATCH = 10.0
JUMP = 30.0
LOOK_AGAIN = 900.0

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_log = logging.getLogger(__name__)
# How discord.py names the tasks in which commands, messages and buttons are answered.
_ANSWERING = ("CommandTree-invoker", "discord.py: on_message", "discord-ui-")
_INTENTS = "Discord refuses an intent that this bot asks for, though it asks for no privileged one; update Nutgraf."
_NETWORK = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.GatewayNotFound,
    discord.HTTPException,
    discord.RateLimited,
)


class StartError(Exception):
    """What the operator set is of no use, to Discord or to us; trying again would not help. Its text is for them."""


def load_synonyms(settings: Settings) -> Synonyms | None:
    """The operator's synonyms beside our own; None without any. Raises `StartError` where they can't be read."""
    try:
        return synonyms.read_synonyms(settings.synonyms) if settings.synonyms else None
    except SynonymsError as error:
        raise StartError(f"SYNONYMS: {error}") from None


class _StoppedError(Exception):
    """The operator stopped the bot while it read the files."""


def build_context(room: LiveDesk, catalogue: Catalogue, office: DigestService) -> BotContext:
    """What a client is made from: the current desk, the clock (which SimCord can turn), the words, the digests."""
    return BotContext(
        desk=room.current, clock=discord.utils.utcnow, catalogue=catalogue, version=__version__, office=office
    )


def build_service(room: LiveDesk, store: OpenStore, grace: timedelta) -> DigestService:
    """Where digests are handled."""
    return DigestService(store.ledger, room.current, may_deliver=store.may_deliver, grace=grace)


@asynccontextmanager
async def open_store_at(url: str) -> AsyncGenerator[OpenStore]:
    """The store, with the right to deliver from it. Raises `StartError`."""
    opening = open_store(url)
    try:
        store = await asyncio.to_thread(opening.__enter__)
    except StoreError as error:
        raise StartError(f"The store: {error}.") from None
    try:
        yield store
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)


async def serve(settings: Settings, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Answer on Discord and send digests until SIGINT or SIGTERM; the exit code. Raises `StartError`. Needs a token."""
    async with open_store_at(settings.database) as store:
        return await _serve(settings, store, progress)


async def _serve(settings: Settings, store: OpenStore, progress: Callable[[int, int], None] | None) -> int:
    stop = asyncio.Event()
    caught: list[int] = []
    _on_signals(stop, caught)
    _without_voice()

    def report(done: int, total: int) -> None:
        if stop.is_set():
            raise _StoppedError
        if progress is not None:
            progress(done, total)

    opening = asyncio.create_task(
        LiveDesk.open(
            settings.corpus,
            clock=discord.utils.utcnow,
            cache=settings.cache_dir,
            synonyms=load_synonyms(settings),
            progress=report,
        )
    )
    if not await _first(opening, stop):
        await _leave(opening, _code(caught))
        return _code(caught)
    room = opening.result()
    connection = Connection(settings, room, Catalogue.load(), build_service(room, store, settings.digest_grace))
    room.on_change = connection.wake
    watching = (room.watch(), connection.beat(settings.health_path), connection.watch_clock())
    tasks = [asyncio.create_task(each) for each in watching]
    talking = asyncio.create_task(connection.keep())
    try:
        if await _first(talking, stop):
            talking.result()
            return 1
        _log.info("stopping")
        return _code(caught)
    finally:
        await connection.close()
        for task in (talking, *tasks):
            task.cancel()
        await asyncio.gather(talking, *tasks, return_exceptions=True)


class Connection:
    """Our side of Discord, made anew whenever the library gives up."""

    def __init__(self, settings: Settings, room: LiveDesk, catalogue: Catalogue, office: DigestService) -> None:
        self._token = settings.token or ""
        self._room = room
        self._chat = build_context(room, catalogue, office)
        self._sync_state = _sync_state(settings)
        self._client: NutgrafClient | None = None
        self._leaving = False

    @property
    def online(self) -> bool:
        """Whether every gateway connection stands."""
        client = self._client
        if client is None or client.is_closed() or not client.is_ready():
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    def wake(self) -> None:
        """The archive changed: what arrived is noted at once."""
        if self._client is not None:
            self._client.wake()

    async def keep(self) -> None:
        """Stay connected: the library mends a connection that breaks, this begins again where there is none.

        Ends with `close`, or by raising `StartError`.
        """
        attempt = 0
        while not self._leaving:
            client = self._client = build_client(self._chat, sync_state=self._sync_state)
            try:
                async with client:
                    await client.start(self._token)
            except Exception as error:  # noqa: BLE001 - whatever ended it, the bot goes on
                if (reason := describe_refusal(error)) is not None:
                    raise StartError(reason) from None
                attempt = 1 if client.is_ready() else attempt + 1
                delay = _delay(attempt)
                if isinstance(error, _NETWORK):
                    _log.warning("Discord can't be reached (%s); trying again in %.0f s", _short(error), delay)
                else:
                    _log.exception("the connection to Discord ended; trying again in %.0f s", delay)
                await asyncio.sleep(delay)

    async def beat(self, path: Path) -> None:
        """Write the health file every few seconds, until cancelled."""
        online, since, told = False, discord.utils.utcnow(), False
        while True:
            now = discord.utils.utcnow()
            if self.online is not online:
                online, since = not online, now
            articles = len(self._room.current().archive.articles)
            pulse = health.Heartbeat(now, os.getpid(), online, since, articles)
            if not await asyncio.to_thread(health.write_heartbeat, path, pulse) and not told:
                told = True
                _log.warning("the health file %s can't be written, so `nutgraf health` will not know of this bot", path)
            await asyncio.sleep(health.INTERVAL.total_seconds())

    async def watch_clock(self) -> None:
        """Wake what waits for an hour of the day, until cancelled: where the clock was set or the machine has slept;
        and now and then, since the store may have been restored meanwhile."""
        passing = asyncio.get_running_loop().time
        looked, at = discord.utils.utcnow(), passing()
        while True:
            await asyncio.sleep(WATCH)
            now = discord.utils.utcnow()
            went, passed = (now - looked).total_seconds(), passing() - at
            if abs(went - passed) > JUMP or passed > LOOK_AGAIN:
                looked, at = now, passing()
                self.wake()

    async def close(self) -> None:
        """Let replies and digests that are being sent end, then leave Discord; in bounded time."""
        self._leaving = True
        answering = {task for task in asyncio.all_tasks() if task.get_name().startswith(_ANSWERING)}
        in_hand = self._client.stop_delivering(FINISH) if self._client is not None else asyncio.sleep(0)
        await asyncio.gather(in_hand, *([asyncio.wait(answering, timeout=FINISH)] if answering else []))
        if self._client is not None and not self._client.is_closed():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._client.close(), CLOSE)


def describe_refusal(error: BaseException) -> str | None:
    """What the operator has to mend before Discord lets the bot in; None where waiting may help."""
    if isinstance(error, discord.LoginFailure):
        return (
            "Discord does not accept DISCORD_TOKEN. Copy it anew: Discord developer portal, your application, Bot, "
            "Reset Token."
        )
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _INTENTS
    if isinstance(error, discord.ConnectionClosed):
        # https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
        return {
            4004: "Discord does not accept DISCORD_TOKEN any more. Reset it in the developer portal, set the new one.",
            4013: "Discord does not know an intent that this bot asks for; a newer version of Nutgraf may help.",
            4014: _INTENTS,
        }.get(error.code)
    return None


async def register_commands(settings: Settings, *, force: bool) -> tuple[int, bool]:
    """Tell Discord of the commands: how many it has now, and whether it had to be told. No article is read for it.

    Raises `StartError`, and what discord.py and the network raise.
    """
    _without_voice()
    state = _sync_state(settings)
    before = state.load()
    chat = BotContext(_no_desk, discord.utils.utcnow, Catalogue.load(), __version__)
    async with build_client(chat, sync_state=None) as client:
        try:
            await client.login(settings.token or "")
        except discord.LoginFailure as error:
            raise StartError(describe_refusal(error)) from None
        synced = await sync(client.tree, state, force=force)
    return len(synced.ids), force or synced != before


def _without_voice() -> None:
    """The library warns of lacking voice support at every start; a bot that only writes needs none."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _sync_state(settings: Settings) -> SyncFile:
    return SyncFile(settings.cache_dir / "commands.sha256")


def _no_desk() -> Desk:
    msg = "no command runs while commands are registered"
    raise RuntimeError(msg)


def _on_signals(stop: asyncio.Event, caught: list[int]) -> None:
    """The first SIGINT or SIGTERM asks to stop; the second one is not ours any more, and ends the process at once."""
    loop = asyncio.get_running_loop()

    def ask(number: int) -> None:
        caught.append(number)
        stop.set()
        for each in _SIGNALS:
            loop.remove_signal_handler(each)

    for number in _SIGNALS:
        # Windows has no such handlers: Ctrl-C ends the bot there without waiting for replies.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ask, number)


async def _first(task: asyncio.Task[Any], stop: asyncio.Event) -> bool:
    """Whether `task` ended before `stop` was set. Raises nothing of the task's."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    return task.done()


async def _leave(opening: asyncio.Task[LiveDesk], code: int) -> None:
    """Wait for a load that was told to end. A thread can't be made to; then the process ends with it."""
    await asyncio.wait((opening,), timeout=FINISH)
    if not opening.done():
        logging.shutdown()
        os._exit(code)
    with suppress(_StoppedError):
        opening.result()


def _code(caught: Sequence[int]) -> int:
    return 130 if signal.SIGINT in caught else 0


def _delay(attempt: int) -> float:
    """Seconds to wait before another attempt: doubling up to a minute, scattered so that bots don't return at once."""
    return min(LONGEST_WAIT, 2.0 ** min(attempt, 10)) * (0.5 + random.random() / 2)  # noqa: S311


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
