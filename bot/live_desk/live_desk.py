"""The live desk: the current desk, kept up to date while files change.

After a start, the last snapshot answers until the files have been checked. `current_desk` builds and replaces the desk;
here is when: after a start, after a change, and when another process has rewritten the cache.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.answers.desk.compaction import CompactionResult
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index.synonyms import Synonyms
from bot.coverage.corpus import loading, watching
from bot.coverage.corpus.corpus import Corpus, find_snapshot_path, open_snapshot
from bot.coverage.corpus.updating import LEAST_FILES, RebuildNeededError
from bot.coverage.workers import WorkerPool
from bot.live_desk.archive_counts import count_fields, format_counts
from bot.live_desk.compaction import CompactionSchedule, is_written_elsewhere, rewrite_cache
from bot.live_desk.current_desk import CurrentDesk, DeskOptions, Progress
from bot.memory import map_large_blocks, trim_memory

# Seconds until a folder that can't be watched (an unplugged disk, too many watches) is tried again.
RETRY_SECONDS = 30.0


# Seconds that a start from a snapshot waits for the check of the files. The check is usually done by then, so nobody
# gets an answer from an old archive.
CATCH_UP_SECONDS = 0.25


# Seconds between two checks whether somebody has written to a cached file that is in use.
CHECK_SECONDS = 1.0


_log = logging.getLogger(__name__)


class LiveDesk:
    """The desk to answer from. Make one with `LiveDesk.open`, and run `watch` to keep it up to date.

    `on_change` is called after the archive has changed. `schedule`: when another process rewrites the cache, and how
    that went.
    """

    def __init__(self, corpus: Corpus, desk: Desk, options: DeskOptions) -> None:
        self._options = options
        self._current = CurrentDesk(corpus, desk, options, self._notify)
        self._catch_up_task: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        """Held by whoever runs a coroutine of the current desk."""
        self.schedule = CompactionSchedule(time.monotonic)
        self.on_change: Callable[[], None] = _do_nothing

    def _notify(self) -> None:
        self.on_change()

    @classmethod
    async def open(
        cls,
        folders: Sequence[Path],
        *,
        clock: Callable[[], datetime],
        cache: Path | None = None,
        synonyms: Synonyms | None = None,
        progress: Progress | None = None,
        follow_links: bool = False,
        least_files: int = LEAST_FILES,
    ) -> Self:
        """Build the first desk off the event loop: from the last snapshot if there is one, else from the files.

        If it is from a snapshot, a task checks the files for changes; see `is_up_to_date`. For the options, see
        `DeskOptions`. An exception from `progress` ends the start.
        """
        start = asyncio.get_running_loop().time()
        map_large_blocks()
        # A cache inside a corpus folder is used neither for snapshots nor for desks.
        cache = cache if find_snapshot_path(cache, folders) else None
        options = DeskOptions(clock, cache, synonyms, progress, follow_links, least_files)
        live_desk = await cls._open_snapshot(folders, options)
        if live_desk is None:
            live_desk = await cls._read_files(folders, options)
            await asyncio.to_thread(trim_memory)
        archive = live_desk.current().archive
        seconds = asyncio.get_running_loop().time() - start
        state = "" if live_desk.is_up_to_date else " (as of the last start; the files are being checked)"
        _log.info("ready in %.1f s: %s%s", seconds, format_counts(archive), state, extra=count_fields(archive))
        return live_desk

    @classmethod
    async def _read_files(cls, folders: Sequence[Path], options: DeskOptions) -> Self:
        with WorkerPool() as pool:
            corpus = await asyncio.to_thread(
                loading.load_corpus,
                folders,
                now=options.clock(),
                cache=options.cache,
                progress=options.progress,
                pool=pool,
                follow_links=options.follow_links,
            )
            desk = await asyncio.to_thread(open_desk, corpus.archive, options.synonyms, cache=options.cache, pool=pool)
        # Progress is shown for this first reading alone.
        return cls(corpus, desk, replace(options, progress=None))

    @classmethod
    async def _open_snapshot(cls, folders: Sequence[Path], options: DeskOptions) -> Self | None:
        """Return a live desk of the last snapshot; None if there is no snapshot, or if it has no articles."""
        cache = options.cache
        corpus = await asyncio.to_thread(open_snapshot, folders, cache)
        if corpus is None or not corpus.archive.articles:
            return None
        try:
            desk = await asyncio.to_thread(
                open_desk, corpus.archive, options.synonyms, cache=cache, is_check_deferred=True
            )
        except Exception as error:  # noqa: BLE001 - damage that was not looked for may raise anything
            # The snapshot was too large to be checked when it was opened. `load_corpus` will check it.
            _log.warning("the last snapshot can't be used (%s)", error)
            return None
        live_desk = cls(corpus, desk, options)
        task = live_desk._catch_up_task = asyncio.create_task(live_desk._catch_up())
        await asyncio.wait((task,), timeout=CATCH_UP_SECONDS)
        if live_desk.is_up_to_date:
            # An error in the task ends the start.
            task.result()
        return live_desk

    @property
    def is_up_to_date(self) -> bool:
        """Whether the files have been checked since the start."""
        return self._catch_up_task is None or self._catch_up_task.done()

    def current(self) -> Desk:
        """Return the current desk. Use it for one answer, no longer. Safe on any thread."""
        return self._current.desk

    async def watch(self) -> None:
        """Follow changes in the folders and in the cache until cancelled. No error with a file or folder ends this."""
        try:
            if self._catch_up_task is not None:
                await self._catch_up_task
            await self.prepare()
        except Exception:  # noqa: BLE001 - the bot keeps answering, whatever happens to a folder
            _log.exception("the files could not be checked; answering from the last snapshot")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_folders())
            tasks.create_task(self._watch_cache())
            if self._options.cache is not None:
                tasks.create_task(self._watch_changes())

    async def _watch_folders(self) -> None:
        while True:
            try:
                async with aclosing(watching.watch_folders(self._current.corpus.folders)) as changes:
                    async for paths in changes:
                        await self.refresh(paths)
            except Exception:  # noqa: BLE001 - as above
                _log.exception("the article folders can't be watched; trying again in %.0f s", RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)

    async def _watch_cache(self) -> None:
        """Rebuild the desk whenever somebody has damaged a cached file that is in use."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                async with self._lock:
                    await self._current.repair()
            except Exception:  # noqa: BLE001 - as above
                _log.exception("the damaged cache could not be replaced; trying again in %.0f s", RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)

    async def _watch_changes(self) -> None:
        """Have the cache rewritten when much has changed since it was written, or when a change is some time old."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            if self.schedule.is_due(self.count_changes()):
                await self.compact()

    def count_changes(self) -> int:
        """Return how many files have changed since the snapshot; 0 if their articles are the same."""
        corpus = self._current.corpus
        return len(corpus.files.changes) if corpus.table.overlay is not None else 0

    async def refresh(self, paths: Collection[str] = ()) -> None:
        """Read what changed and replace the desk. Never raises: errors are logged, and the last desk stays.

        `paths`: see `loading.refresh_corpus`.
        """
        try:
            async with self._lock:
                await self._current.refresh(paths)
        except RebuildNeededError:
            self._need_compaction()
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")

    async def _catch_up(self) -> None:
        """Bring the last snapshot up to date with the files. Raises what `progress` raises."""
        try:
            async with self._lock:
                await self._current.update_snapshot()
        except RebuildNeededError:
            self._need_compaction()
            await self.compact(is_start=True)

    async def prepare(self) -> None:
        """Look up what the first change of a large archive needs, so that it is as quick as later ones.

        `watch` does this. Raises DamagedTableError and OSError if the cache is damaged.
        """
        async with self._lock:
            await self._current.prepare()

    def _need_compaction(self) -> None:
        if not self.schedule.is_needed:
            _log.info(
                "many files have changed: another process reads them; until it is done, the archive stays as it was"
            )
        self.schedule.is_needed = True

    async def compact(self, *, is_start: bool = False) -> None:
        """Have another process rewrite the snapshot and the desk, and continue from them.

        Never raises: errors are logged, and `schedule` has the last one. If it fails, and the changes can't reach
        answers without it, this process rebuilds the archive. `is_start`: files that can no longer be read lose their
        articles.
        """
        start = time.monotonic()
        self._current.touched.clear()
        try:
            result = await self._rewrite_cache()
            if result.is_busy:
                self.schedule.note_busy()
                return
            if not result.error:
                async with self._lock:
                    await self._current.use_written(None if is_start else self._current.touched)
        except RebuildNeededError:
            # Just as much has changed again in the meantime.
            return
        except Exception as error:  # noqa: BLE001 - the bot keeps answering
            _log.debug("the cache could not be rewritten", exc_info=True)
            result = CompactionResult(f"{type(error).__name__}: {error}")
        if result.error:
            pause = self.schedule.note_failure(result.error)
            _log.warning("the cache can't be rewritten (%s); trying again in %.0f s", result.error, pause)
            if self.schedule.is_needed:
                await self._rebuild()
            return
        seconds = time.monotonic() - start
        self.schedule.note_success(seconds, self.count_changes())
        _log.info("the cache was rewritten in %.1f s: %s", seconds, format_counts(self.current().archive))

    async def _rewrite_cache(self) -> CompactionResult:
        corpus, is_urgent, cache = self._current.corpus, self.schedule.is_needed, self._options.cache
        if not is_urgent and cache and await asyncio.to_thread(is_written_elsewhere, corpus, cache):
            return CompactionResult()
        options = self._current.build_load_options()
        return await rewrite_cache(corpus, self._options.synonyms, is_urgent=is_urgent, **options)

    async def _rebuild(self) -> None:
        """Rebuild the whole archive in this process, because no other process could. Never raises."""
        try:
            async with self._lock:
                await self._current.rebuild()
            self.schedule.is_needed = False
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")


def _do_nothing() -> None: ...
