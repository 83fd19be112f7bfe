"""The composition root: it builds the bot from the settings and runs it until SIGINT or SIGTERM.

If the network is down, the bot waits for it. If only the operator can help, it ends with a sentence (`StartError`).
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot import __version__, health
from bot.answers.index.synonyms import Synonyms, SynonymsError, read_synonyms
from bot.catalogue import Catalogue
from bot.chat.cards.parts.card_context import JudgeNotice
from bot.chat.session.context import BotContext, JudgeAccess
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.monitor import Monitor
from bot.chat.session.shards import Shards
from bot.connection import REPLY_TIMEOUT, Connection, StartError
from bot.coverage.columns.mapped_files import handle_bus_errors
from bot.digests.service import DigestService
from bot.digests.store_ports.errors import StoreError
from bot.feed_setup import build_feed_access, build_poller, prepare_feeds_folder
from bot.feeds.service import FeedService
from bot.judge.model_judge import ModelJudge
from bot.judge.setup import open_judge_from, read_endpoint
from bot.live_desk.live_desk import LiveDesk
from bot.membership import Membership, follow, wait_for_turn
from bot.registration import open_sync_state, silence_voice_warnings
from bot.servers.query_counts import QueryCounter
from bot.servers.settings import SettingsService
from bot.settings.settings import Settings
from bot.shutdown import choose_exit_code, handle_signals, wait_unless_stopped
from bot.store.engine import Observe
from bot.store.open_store import OpenStore, open_store
from bot.store.processes.process_locks import Claim

if TYPE_CHECKING:
    from bot.monitoring.setup import Monitoring

SYNC_INTERVAL = 60.0
"""How often, in seconds, the counts of questions are stored and the settings of servers are read."""

_log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The operator stopped the bot while it was reading files."""


def load_synonyms(settings: Settings) -> Synonyms | None:
    """Read the operator's synonyms, if any. Raises `StartError` if they can't be read."""
    try:
        return read_synonyms(settings.synonyms) if settings.synonyms else None
    except SynonymsError as error:
        raise StartError(f"SYNONYMS: {error}") from None


def build_context(  # noqa: PLR0913 - what a context is made of
    live_desk: LiveDesk,
    catalogue: Catalogue,
    service: DigestService,
    *,
    judge: JudgeAccess | None = None,
    feeds: Callable[[], FeedService] | None = None,
    store: OpenStore | None = None,
    discord_time: DiscordTime | None = None,
    monitor: Monitor | None = None,
    pages_url: str = "",
) -> BotContext:
    """Build what a client needs. Without `discord_time`, its clock is discord.py's, which SimCord can move."""
    return BotContext(
        desk=live_desk.current,
        clock=discord.utils.utcnow if discord_time is None else discord_time.now,
        discord_time=discord_time,
        catalogue=catalogue,
        version=__version__,
        digest_service=service,
        judge=judge,
        feeds=feeds,
        settings=SettingsService(store.settings) if store else None,
        counter=QueryCounter(store.counts) if store else None,
        monitor=monitor or Monitor(),
        pages_url=pages_url,
    )


def build_judge_access(settings: Settings, judge: ModelJudge | None) -> JudgeAccess | None:
    """Return the judge with the notice that readers see about it; None if there is no judge."""
    endpoint = read_endpoint(settings)
    if judge is None or endpoint is None:
        return None
    return JudgeAccess(judge, JudgeNotice(endpoint.place, sees_private=settings.judge_private))


def build_service(live_desk: LiveDesk, store: OpenStore, grace: timedelta) -> DigestService:
    """Build the service that handles digests."""
    return DigestService(store.ledger, live_desk.current, may_deliver=store.may_deliver, grace=grace)


@asynccontextmanager
async def open_store_at(
    url: str, claim: Claim | None = None, observe: Observe | None = None
) -> AsyncGenerator[OpenStore]:
    """Open the store on a thread. `claim`: what this process is configured to do. `observe`: see `Observe`.

    Raises `StartError`.
    """
    manager = open_store(url, claim, observe=observe)
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

    The settings must have a token. `progress` is called on another thread with the number of files read and the number
    of all files. Raises `StartError`.
    """
    monitoring = _build_monitoring(settings)
    observe = monitoring.recorder.record_transaction if monitoring else None
    shards = Shards(settings.shard_count, settings.shard_ids)
    claim = Claim(shards.count, shards.ids, settings.leader_lease.total_seconds(), shards.describe())
    async with (
        open_store_at(settings.database, claim, observe) as store,
        open_judge_from(settings, clock=discord.utils.utcnow) as judge,
        monitoring.serve(store) if monitoring else nullcontext(),
    ):
        membership = Membership(store.locks, claim.lease)
        return await _serve(settings, store, judge, membership, monitoring, progress)


def _build_monitoring(settings: Settings) -> "Monitoring | None":
    if settings.metrics_address is None:
        return None
    # Imported here because Prometheus's library takes a while, and most operators don't use it.
    from bot.monitoring.setup import Monitoring  # noqa: PLC0415

    return Monitoring(settings.metrics_address, discord.utils.utcnow)


async def _serve(
    settings: Settings,
    store: OpenStore,
    judge: ModelJudge | None,
    membership: Membership,
    monitoring: "Monitoring | None",
    progress: Callable[[int, int], None] | None,
) -> int:
    stop = asyncio.Event()
    signals: list[int] = []
    handle_signals(stop, signals)
    handle_bus_errors()
    silence_voice_warnings()

    def report(done: int, total: int) -> None:
        if stop.is_set():
            raise _StoppedError
        if progress is not None:
            progress(done, total)

    await asyncio.to_thread(prepare_feeds_folder, settings)
    load = asyncio.create_task(
        LiveDesk.open(
            settings.folders,
            clock=discord.utils.utcnow,
            cache=settings.cache_dir,
            synonyms=load_synonyms(settings),
            progress=report,
            follow_links=settings.corpus_follow_links,
        )
    )
    if not await wait_unless_stopped(load, stop):
        await _abandon_load(load, choose_exit_code(signals))
        return choose_exit_code(signals)
    live_desk = load.result()
    service = build_service(live_desk, store, settings.digest_grace)
    access = build_judge_access(settings, judge)
    if monitoring is not None:
        service = replace(service, report_run=monitoring.recorder.record_run)
    context = build_context(
        live_desk,
        Catalogue.load(),
        service,
        judge=access,
        store=store,
        feeds=build_feed_access(settings, store.feeds, clock=discord.utils.utcnow),
        discord_time=DiscordTime(),
        monitor=monitoring.recorder if monitoring else None,
        pages_url=settings.pages_url,
    )
    await _read_settings(context)
    turns = partial(wait_for_turn, store.take_turn) if store.take_turn is not None else None
    shards = Shards(settings.shard_count, settings.shard_ids, turns)
    connection = Connection(settings.token or "", context, open_sync_state(settings), membership, shards)
    live_desk.on_change = connection.wake

    def read_judge_state() -> health.JudgeState:
        return judge.state if judge is not None else "off"

    if monitoring is not None:
        monitoring.publish(service, context.catalogue, context.pages_url)
        monitoring.watch(live_desk, connection, context.admission, read_judge_state)
    poller = build_poller(settings, store.feeds, clock=discord.utils.utcnow, may_poll=store.may_deliver)

    def count_feeds() -> health.FeedCount:
        return health.FeedCount(poller.status.feeds, len(poller.status.failing))

    def read_cache_error() -> str:
        return live_desk.schedule.error

    heartbeats = connection.write_heartbeats(settings.health_path, read_judge_state, count_feeds, read_cache_error)
    jobs = (
        live_desk.watch(),
        poller.run(),
        heartbeats,
        connection.watch_clock(),
        membership.keep(lambda: connection.can_deliver, connection.wake),
        _follow_changes(store, context, connection),
        _sync_with_store(context),
    )
    return await _stay_connected(connection, jobs, stop, signals)


async def _read_settings(context: BotContext) -> None:
    """Read what the admins of servers set. Raises `StartError`."""
    try:
        if context.settings is not None:
            await context.settings.read()
    except StoreError as error:
        raise StartError(f"The database: {error}.") from None


async def _sync_with_store(context: BotContext) -> None:
    """Store the counts of questions each minute and at the end. Read the settings, which a restore may have changed."""
    try:
        while True:
            await asyncio.sleep(SYNC_INTERVAL)
            await _sync_once(context)
    finally:
        await _sync_once(context)


async def _sync_once(context: BotContext) -> None:
    try:
        if context.counter is not None:
            await context.counter.flush(context.clock())
        if context.settings is not None:
            await context.settings.read()
    except StoreError as error:
        _log.warning("the settings of servers can't be read for now, and questions aren't counted: %s", error)


async def _follow_changes(store: OpenStore, context: BotContext, connection: Connection) -> None:
    """Apply what people change in other processes, until cancelled."""

    async def read_again() -> None:
        connection.wake()
        if context.settings is not None:
            await context.settings.read()
        if context.digest_service is not None:
            await context.digest_service.read_unreachable_people()

    if store.notifications is not None:
        await follow(store.notifications, read_again)


async def _stay_connected(
    connection: Connection, jobs: Iterable[Coroutine[Any, Any, None]], stop: asyncio.Event, signals: Sequence[int]
) -> int:
    """Stay connected and run `jobs` until a signal comes. Return the exit code."""
    tasks = [asyncio.create_task(job) for job in jobs]
    connected = asyncio.create_task(connection.stay_connected())
    try:
        if await wait_unless_stopped(connected, stop):
            connected.result()
            return 1
        _log.info("stopping")
        return choose_exit_code(signals)
    finally:
        await connection.close()
        for task in (connected, *tasks):
            task.cancel()
        await asyncio.gather(connected, *tasks, return_exceptions=True)


async def _abandon_load(load: asyncio.Task[LiveDesk], code: int) -> None:
    """Wait for a load that was told to stop. If its thread does not end in time, end the process."""
    await asyncio.wait((load,), timeout=REPLY_TIMEOUT)
    if not load.done():
        logging.shutdown()
        os._exit(code)
    with suppress(_StoppedError):
        load.result()
