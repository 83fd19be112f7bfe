"""The newsroom: whichever desk is current. The one thing here that changes, and it changes whole.

Reading files and making a desk happen on threads of their own; until a new desk is ready, and where it can't be made,
the last good one answers. So does the last snapshot after a start, until the files have been looked through.
"""

import asyncio
import ctypes
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index.synonyms import Synonyms
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import DamagedTableError
from bot.coverage.corpus import loading, watching
from bot.coverage.corpus.loading import Corpus
from bot.coverage.workers import WorkerPool

# A folder that can't be watched (an unplugged disk, too many watches) is tried again this often, in seconds.
RETRY_SECONDS = 30.0

# How long a start from a snapshot waits for the files to be looked through, in seconds: nobody should be answered from
# yesterday's archive where today's takes no longer than a blink.
CATCH_UP_SECONDS = 0.25

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


class LiveDesk:
    """Open one with `LiveDesk.open`; `current()` is safe from any thread."""

    def __init__(
        self,
        corpus: Corpus,
        desk: Desk,
        *,
        clock: Callable[[], datetime],
        cache: Path | None = None,
        known: Synonyms | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._known = known
        self._corpus = corpus
        self._desk = desk
        self._clock = clock
        self._cache = cache
        self._progress = progress
        self._catching_up: asyncio.Task[None] | None = None
        self.on_change: Callable[[], None] = _nothing
        """Called after the archive has changed; for whoever looks at what is new."""

    @classmethod
    async def open(
        cls,
        folders: Sequence[Path],
        *,
        clock: Callable[[], datetime],
        cache: Path | None = None,
        synonyms: Synonyms | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Make the first desk, off the event loop: of the last snapshot where there is one, which `watch` then brings
        up to date; else of the files.

        `synonyms`: synonyms, by default the package's own. `progress` is told, from another thread, how many files are
        read and of how many; what it raises ends this.
        """
        start = asyncio.get_running_loop().time()
        # A cache that lies inside a corpus folder is not used, for desks no more than for snapshots.
        cache = cache if loading.snapshot_path(cache, folders) else None
        room = await cls._of_snapshot(folders, clock, cache, synonyms, progress)
        if room is None:
            with WorkerPool() as crew:
                corpus = await asyncio.to_thread(
                    loading.load_corpus, folders, now=clock(), cache=cache, progress=progress, pool=crew
                )
                desk = await asyncio.to_thread(open_desk, corpus.archive, synonyms, cache=cache, pool=crew)
            room = cls(corpus, desk, clock=clock, cache=cache, known=synonyms)
            del corpus, desk
            await asyncio.to_thread(trim_memory)
        archive = room.current().archive
        took = asyncio.get_running_loop().time() - start
        behind = "" if room.is_up_to_date else " (as of the last start; the files are being looked through)"
        _log.info("ready in %.1f s: %s%s", took, format_counts(archive), behind, extra=count_fields(archive))
        return room

    @classmethod
    async def _of_snapshot(
        cls,
        folders: Sequence[Path],
        clock: Callable[[], datetime],
        cache: Path | None,
        known: Synonyms | None,
        progress: Progress | None,
    ) -> Self | None:
        """A room that answers from the last snapshot; None where there is none, or nothing in it."""
        corpus = await asyncio.to_thread(loading.open_snapshot, folders, cache)
        if corpus is None or not corpus.archive.articles:
            return None
        try:
            desk = await asyncio.to_thread(open_desk, corpus.archive, known, cache=cache)
        except (ValueError, LookupError) as error:
            # Damaged where it was too large to be checked at once; `load_corpus` checks it before it takes anything
            # from it.
            _log.warning("the last snapshot can't be answered from (%s)", error)
            return None
        room = cls(corpus, desk, clock=clock, cache=cache, known=known, progress=progress)
        room._catching_up = asyncio.create_task(room._catch_up())
        await asyncio.wait((room._catching_up,), timeout=CATCH_UP_SECONDS)
        if room.is_up_to_date:
            # What went wrong in it ends the start.
            room._catching_up.result()
        return room

    @property
    def is_up_to_date(self) -> bool:
        """Whether the files have been looked through since the start."""
        return self._catching_up is None or self._catching_up.done()

    def current(self) -> Desk:
        """The desk to answer from now. Hold on to it for one answer, not longer."""
        return self._desk

    async def watch(self) -> None:
        """Follow the folders until cancelled. No trouble with a file or folder ends it."""
        if self._catching_up is not None:
            try:
                await self._catching_up
            except Exception:  # noqa: BLE001 - the bot answers on, whatever befalls a folder
                _log.exception("the files could not be looked through; answering from the last snapshot")
        while True:
            try:
                async with aclosing(watching.watch_folders(self._corpus.folders)) as changes:
                    async for _ in changes:
                        await self.refresh()
            except Exception:  # noqa: BLE001 - as above
                _log.exception("the article folders can't be watched; trying again in %.0f s", RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)

    async def refresh(self) -> None:
        """Read what changed and swap the desk. Never raises; what can't be read is logged and the last desk stays."""
        try:
            await self._take(
                await asyncio.to_thread(loading.refresh_corpus, self._corpus, now=self._clock(), cache=self._cache)
            )
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")

    async def _catch_up(self) -> None:
        """From the last snapshot to the files as they are. Raises what `progress` raises."""
        now, cache, progress = self._clock(), self._cache, self._progress
        corpus = await asyncio.to_thread(loading.update_snapshot, self._corpus, now=now, cache=cache, progress=progress)
        await self._take(corpus)
        try:
            await asyncio.to_thread(_check, self._corpus, self._desk)
        except (DamagedTableError, OSError) as error:
            _log.warning("the cache is damaged (%s); every file is read again", error)
            folders = self._corpus.folders
            corpus = await asyncio.to_thread(loading.reload_corpus, folders, now=now, cache=cache, progress=progress)
            self._desk = await asyncio.to_thread(open_desk, corpus.archive, self._known, cache=cache, rebuild=True)
            self._corpus = corpus

    async def _take(self, corpus: Corpus) -> None:
        # The desk of a damaged archive is not kept, nor begun from.
        damaged = self._corpus.table.is_damaged
        if damaged or corpus.archive.fingerprint != self._corpus.archive.fingerprint:
            before = None if damaged else self._desk
            desk = await asyncio.to_thread(open_desk, corpus.archive, self._known, cache=self._cache, previous=before)
            _log.info("the archive changed: %s", format_counts(corpus.archive), extra=count_fields(corpus.archive))
            self._desk = desk
            del desk
            self.on_change()
        self._corpus = corpus
        await asyncio.to_thread(trim_memory)


def _nothing() -> None:
    """Nobody looks."""


def _check(corpus: Corpus, desk: Desk) -> None:
    """Read every byte of the cache that is in use. Raises `DamagedTableError`, OSError."""
    corpus.table.check()
    if desk.cached is not None:
        desk.cached.check()


def trim_memory() -> None:
    """Return what reading and indexing left free to the system; the allocator alone keeps half of it.

    glibc has a call for it (https://man7.org/linux/man-pages/man3/malloc_trim.3.html); elsewhere nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def format_counts(archive: Archive) -> str:
    """An archive in one line, for the log."""
    span = f", {archive.oldest.day} to {archive.newest.day}" if archive.oldest and archive.newest else ""
    troubled = len({problem.path for problem in archive.problems if problem.severity != "info"})
    trouble = f"; {troubled:,} files have problems (nutgraf check names them)" if troubled else ""
    return (
        f"{len(archive.articles):,} articles of {len(archive.outlets):,} outlets "
        f"in {archive.files:,} files{span}, fingerprint {archive.fingerprint}{trouble}"
    )


def count_fields(archive: Archive) -> dict[str, object]:
    """The same for a machine that reads JSON logs."""
    return {
        "articles": len(archive.articles),
        "outlets": len(archive.outlets),
        "files": archive.files,
        "problems": len(archive.problems),
        "fingerprint": archive.fingerprint,
    }
