"""Polls the feeds as long as the bot runs: a round whenever some are due, and a clean-up once a day."""

import asyncio
import logging
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.feeds.feed_list.configuration import FeedEntry, FeedListError, read_feed_list
from bot.feeds.fetching.fetch import Fetcher
from bot.feeds.keeping import Keep, forget_old_entries, remove_old_articles
from bot.feeds.rounds import RoundContext, RoundReport, build_feed_key, choose_due, run_round, write_pending
from bot.feeds.store_port import FeedState, FeedStore

TICK = 5.0
"""Seconds between two checks for due feeds. A check of 1,000 feeds takes two milliseconds of CPU, and an alert waits
for the next check."""

PAUSE_AFTER_FAILURE = 20.0
"""Seconds until the next check after one that failed."""

FAILING_AFTER = 3
"""Failures in a row after which a feed counts as failing. Servers that restart fail once or twice."""

_PRUNE_EVERY = timedelta(days=1)
_log = logging.getLogger(__name__)


class PollStatus(Struct, frozen=True):
    """State of the feeds. `failing`: URLs of those that can't be read. `error`: why the list can't be used, or ""."""

    feeds: int = 0
    failing: tuple[str, ...] = ()
    error: str = ""
    articles: int = 0


class Poller:
    """Polls the feeds of one list into one folder.

    `open_fetcher` opens a session for one round. `may_poll`: whether this process is the one that polls; it blocks.
    """

    def __init__(  # noqa: PLR0913 - the world that it polls in
        self,
        file: Path,
        folder: Path,
        store: FeedStore,
        *,
        open_fetcher: Callable[[], AbstractAsyncContextManager[Fetcher]],
        clock: Callable[[], datetime],
        keep: Keep | None = None,
        may_poll: Callable[[], bool] = lambda: True,
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.file = file
        self.folder = folder
        self.store = store
        self._open_fetcher = open_fetcher
        self._clock = clock
        self._keep = keep or Keep()
        self._may_poll = may_poll
        self._chance = chance
        self._sleep = sleep
        self._entries: tuple[FeedEntry, ...] = ()
        self._stamp: tuple[int, int, int] | None = None
        self._pruned_at: datetime | None = None
        self._is_recovered = False
        self.status = PollStatus()

    async def run(self) -> None:
        """Poll until cancelled. No error ends it."""
        while True:
            pause = TICK
            try:
                await self.poll()
            except Exception:  # noqa: BLE001 - whatever happens to a disk or database, the bot goes on
                # The articles that were taken may still be missing from their files.
                self._is_recovered = False
                pause = PAUSE_AFTER_FAILURE
                _log.exception("the feeds could not be polled; trying again in %.0f s", pause)
            await self._sleep(pause)

    async def poll(self, *, everything: bool = False) -> RoundReport:
        """Run a round of the feeds that are due, or of all. Raises what the store raises, and OSError."""
        self._reload()
        if not await asyncio.to_thread(self._may_poll):
            return RoundReport()
        states = await asyncio.to_thread(self.store.load)
        if not self._is_recovered:
            await asyncio.to_thread(write_pending, self.store, self.folder)
            self._is_recovered = True
        now = self._clock()
        due = choose_due(self._entries, states, now, everything=everything)
        report = RoundReport()
        if due:
            async with self._open_fetcher() as fetcher:
                report = await run_round(due, states, self._build_context(fetcher, now))
            if report.taken or report.baseline:
                _log.info("feeds: %d new articles, %d from new feeds", report.taken, report.baseline)
            states = await asyncio.to_thread(self.store.load)
        self._update_status(states)
        await self._prune(states, now)
        return report

    def _build_context(self, fetcher: Fetcher, now: datetime) -> RoundContext:
        elapsed = asyncio.get_running_loop().time
        start = self._keep.find_start(now)
        return RoundContext(fetcher, self.store, self.folder, now, self._chance, elapsed, self._sleep, start)

    def _reload(self) -> None:
        """Read the list again if it has changed. A list that can't be read leaves the feeds as they were."""
        try:
            status = os.stat(self.file)  # noqa: PTH116
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = (0, 0, 0)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._entries = read_feed_list(self.file)
        except FeedListError as error:
            _log.error("FEEDS: %s; the bot keeps the feeds that it had", error)
            self.status = PollStatus(self.status.feeds, self.status.failing, str(error))
        else:
            self.status = PollStatus(len(self._entries))
            _log.info("feeds: %d in %s", len(self._entries), self.file)

    def _update_status(self, states: Mapping[str, FeedState]) -> None:
        failing = tuple(entry.url for entry in self._entries if is_failing(states.get(entry.url)))
        self.status = PollStatus(len(self._entries), failing, self.status.error)

    async def _prune(self, states: Mapping[str, FeedState], now: datetime) -> None:
        if self._pruned_at is not None and now - self._pruned_at < _PRUNE_EVERY:
            return
        self._pruned_at = now
        reads = {build_feed_key(entry.url): _get_read_at(states.get(entry.url)) for entry in self._entries}
        forgotten = await asyncio.to_thread(forget_old_entries, self.store, reads, now)
        if forgotten:
            _log.info("feeds: %d entries that no feed lists any more were forgotten", forgotten)
        if self._keep == Keep():
            return
        followed = await asyncio.to_thread(self.store.list_followed)
        removed = await asyncio.to_thread(remove_old_articles, self.folder, self.store, self._keep, now, followed)
        if removed:
            _log.info("feeds: %d old articles were removed (FEEDS_KEEP)", removed)


def _get_read_at(state: FeedState | None) -> datetime | None:
    return None if state is None else state.read_at


def is_failing(state: FeedState | None) -> bool:
    """Return whether a feed can't be read, and not only for a moment."""
    return state is not None and (state.state == "gone" or state.failures >= FAILING_AFTER)
