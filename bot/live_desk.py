"""The live desk: the current desk, which is replaced as a whole when the files change.

Reading files and building a desk happen on other threads. Until a new desk is ready, or if it can't be built, the last
good one answers. After a start, the last snapshot answers until the files have been checked.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.answers.desk.compaction import CompactionResult
from bot.answers.desk.desk import Desk, check_desk, open_desk
from bot.answers.index.synonyms import Synonyms
from bot.archive_counts import count_fields, format_counts
from bot.compaction import CompactionSchedule, is_written_elsewhere, open_written, prepare_next, write_anew
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import DamagedTableError
from bot.coverage.corpus import loading, watching
from bot.coverage.corpus.corpus import Corpus, find_snapshot_path, open_snapshot
from bot.coverage.corpus.file_table import list_changed
from bot.coverage.corpus.updating import LEAST_FILES, LoadOptions, RebuildNeededError
from bot.coverage.workers import WorkerPool
from bot.memory import pause_collector, trim_memory

if TYPE_CHECKING:
    from bot.answers.desk.delta import DeskState

# Seconds until a folder that can't be watched (an unplugged disk, too many watches) is tried again.
RETRY_SECONDS = 30.0


# Seconds that a start from a snapshot waits for the check of the files. The check is usually done by then, so nobody
# gets an answer from an old archive.
CATCH_UP_SECONDS = 0.25


# Seconds between two checks whether somebody has written to a cached file that is in use.
CHECK_SECONDS = 1.0


_log = logging.getLogger(__name__)


Progress = Callable[[int, int], None]


class LiveDesk:
    """The desk to answer from. Make one with `LiveDesk.open`, and run `watch` to keep it up to date.

    `on_change` is called after the archive has changed. `schedule`: when another process rewrites the cache, and how
    that went.
    """

    def __init__(
        self,
        corpus: Corpus,
        desk: Desk,
        *,
        clock: Callable[[], datetime],
        cache: Path | None = None,
        synonyms: Synonyms | None = None,
        progress: Progress | None = None,
        follow_links: bool = False,
        least_files: int = LEAST_FILES,
    ) -> None:
        self._synonyms = synonyms
        self._corpus = corpus
        self._desk = desk
        self._clock = clock
        self._cache = cache
        self._progress = progress
        self._follow_links = follow_links
        self._least_files = least_files
        self._states: list[DeskState] = []
        """What the next desk is made from, at most one: see `bot.answers.desk.delta`."""
        self._catch_up_task: asyncio.Task[None] | None = None
        # Only one of `refresh`, `_repair` and `_adopt` works at a time.
        self._lock = asyncio.Lock()
        self._touched: set[str] = set()
        """Files that changed since the last compaction began."""
        self.schedule = CompactionSchedule(time.monotonic)
        self.on_change: Callable[[], None] = _do_nothing

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

        If it is from a snapshot, a task checks the files for changes; see `is_up_to_date`. `synonyms` are the package's
        own by default. `progress` is called on another thread with the number of files read and the number of all
        files; an exception from it ends the start. `follow_links`: see `find_files`. `least_files`: see `LoadOptions`.
        """
        start = asyncio.get_running_loop().time()
        # A cache inside a corpus folder is used neither for snapshots nor for desks.
        cache = cache if find_snapshot_path(cache, folders) else None
        make = partial(
            cls, clock=clock, cache=cache, synonyms=synonyms, follow_links=follow_links, least_files=least_files
        )
        live_desk = await cls._open_snapshot(folders, cache, synonyms, partial(make, progress=progress))
        if live_desk is None:
            with WorkerPool() as pool:
                corpus = await asyncio.to_thread(
                    loading.load_corpus,
                    folders,
                    now=clock(),
                    cache=cache,
                    progress=progress,
                    pool=pool,
                    follow_links=follow_links,
                )
                desk = await asyncio.to_thread(open_desk, corpus.archive, synonyms, cache=cache, pool=pool)
            live_desk = make(corpus, desk)
            del corpus, desk
            await asyncio.to_thread(trim_memory)
        archive = live_desk.current().archive
        seconds = asyncio.get_running_loop().time() - start
        state = "" if live_desk.is_up_to_date else " (as of the last start; the files are being checked)"
        _log.info("ready in %.1f s: %s%s", seconds, format_counts(archive), state, extra=count_fields(archive))
        return live_desk

    @classmethod
    async def _open_snapshot(
        cls,
        folders: Sequence[Path],
        cache: Path | None,
        synonyms: Synonyms | None,
        make: Callable[[Corpus, Desk], Self],
    ) -> Self | None:
        """Return a live desk of the last snapshot; None if there is no snapshot, or if it has no articles."""
        corpus = await asyncio.to_thread(open_snapshot, folders, cache)
        if corpus is None or not corpus.archive.articles:
            return None
        try:
            desk = await asyncio.to_thread(open_desk, corpus.archive, synonyms, cache=cache, is_check_deferred=True)
        except Exception as error:  # noqa: BLE001 - damage that was not looked for may raise anything
            # The snapshot was too large to be checked when it was opened. `load_corpus` will check it.
            _log.warning("the last snapshot can't be used (%s)", error)
            return None
        live_desk = make(corpus, desk)
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
        return self._desk

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
            if self._cache is not None:
                tasks.create_task(self._watch_changes())

    async def _watch_folders(self) -> None:
        while True:
            try:
                async with aclosing(watching.watch_folders(self._corpus.folders)) as changes:
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
                    await self._repair()
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
        return len(self._corpus.files.changes) if self._corpus.table.overlay is not None else 0

    async def refresh(self, paths: Collection[str] = ()) -> None:
        """Read what changed and replace the desk. Never raises: errors are logged, and the last desk stays.

        `paths`: see `loading.refresh_corpus`.
        """
        try:
            async with self._lock:
                await self._repair()
                with pause_collector():
                    corpus = await asyncio.to_thread(
                        loading.refresh_corpus, self._corpus, paths, **self._build_options()
                    )
                await self._use(corpus)
        except RebuildNeededError:
            self._need_compaction()
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")

    async def _catch_up(self) -> None:
        """Bring the last snapshot up to date with the files. Raises what `progress` raises."""
        try:
            async with self._lock:
                # Repair first, so that the next desk takes over no damage.
                await self._repair()
                options = self._build_options()
                options["progress"] = self._progress
                with pause_collector():
                    corpus = await asyncio.to_thread(loading.update_snapshot, self._corpus, **options)
                await self._use(corpus)
        except RebuildNeededError:
            self._need_compaction()
            await self.compact(is_start=True)

    async def prepare(self) -> None:
        """Look up what the first change of a large archive needs, so that it is as quick as later ones.

        `watch` does this. Raises DamagedTableError and OSError if the cache is damaged.
        """
        async with self._lock:
            with pause_collector():
                await asyncio.to_thread(prepare_next, self._corpus, self._desk, self._states, self._least_files)

    def _build_options(self) -> LoadOptions:
        # Where there is a cache, another process builds what is too much for this one.
        return LoadOptions(
            now=self._clock(),
            cache=self._cache,
            follow_links=self._follow_links,
            may_rebuild=self._cache is None,
            least_files=self._least_files,
        )

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
        self._touched.clear()
        try:
            result = await self._write_anew()
            if result.is_busy:
                self.schedule.note_busy()
                return
            if not result.error:
                async with self._lock:
                    await self._use_written(None if is_start else self._touched)
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

    async def _write_anew(self) -> CompactionResult:
        is_urgent, cache = self.schedule.is_needed, self._cache
        if not is_urgent and cache and await asyncio.to_thread(is_written_elsewhere, self._corpus, cache):
            return CompactionResult()
        return await write_anew(self._corpus, self._synonyms, is_urgent=is_urgent, **self._build_options())

    async def _use_written(self, touched: Collection[str] | None) -> None:
        """Continue from what is in the cache now. Raises what `open_written` raises."""
        before, options = self._corpus.archive.fingerprint, self._build_options()
        with pause_collector():
            opened = await asyncio.to_thread(open_written, self._corpus, touched, self._synonyms, **options)
        self._corpus, self._desk = opened.corpus, opened.desk
        self._states[:] = [opened.state]
        del opened
        if self._corpus.archive.fingerprint != before:
            self.on_change()
        await asyncio.to_thread(trim_memory)

    async def _rebuild(self) -> None:
        """Rebuild the whole archive in this process, because no other process could. Never raises."""
        options = self._build_options()
        options["may_rebuild"] = True
        try:
            async with self._lock:
                with pause_collector():
                    corpus = await asyncio.to_thread(loading.refresh_corpus, self._corpus, **options)
                await self._use(corpus)
            self.schedule.is_needed = False
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")

    async def _repair(self) -> None:
        """Rebuild damaged cached files that are in use: the index from the archive, and the archive from all files."""
        try:
            await asyncio.to_thread(self._corpus.table.check)
        except (DamagedTableError, OSError) as error:
            _log.warning("the cache is damaged (%s); every file is read again", error)
            with pause_collector():
                self._corpus, self._desk = await asyncio.to_thread(self._build_anew)
                self._states.clear()
            self.on_change()
            return
        try:
            await asyncio.to_thread(check_desk, self._desk)
        except (DamagedTableError, OSError) as error:
            _log.warning("the index in the cache is damaged (%s); it is built again", error)
            with pause_collector():
                self._desk = await asyncio.to_thread(self._build_desk_anew, self._corpus)
                self._states.clear()
            self.on_change()

    def _build_anew(self) -> tuple[Corpus, Desk]:
        folders, now = self._corpus.folders, self._clock()
        corpus = loading.reload_corpus(
            folders, now=now, cache=self._cache, progress=self._progress, follow_links=self._follow_links
        )
        return corpus, self._build_desk_anew(corpus)

    def _build_desk_anew(self, corpus: Corpus) -> Desk:
        return open_desk(corpus.archive, self._synonyms, cache=self._cache, rebuild=True)

    def _open_next_desk(self, archive: Archive) -> Desk:
        """Build the desk of an archive: from the current desk after a small change, otherwise from scratch."""
        # NumPy and SciPy take a tenth of a second to import and some memory; a bot whose files never change needs none.
        from bot.answers.desk import delta  # noqa: PLC0415

        try:
            desk = delta.open_next_desk(archive, self._desk, self._states)
        except (OSError, DamagedTableError) as error:
            _log.info("the index can't be updated (%s) and is built again", error)
            desk = None
        if desk is None:
            self._states.clear()
            desk = delta.open_changed_desk(archive, self._synonyms, cache=self._cache)
        return desk

    async def _use(self, corpus: Corpus) -> None:
        """Make this the current corpus, with a new desk if its archive differs."""
        if corpus.archive.fingerprint != self._corpus.archive.fingerprint:
            with pause_collector():
                desk = await asyncio.to_thread(self._open_next_desk, corpus.archive)
            _log.info("the archive changed: %s", format_counts(corpus.archive), extra=count_fields(corpus.archive))
            self._desk = desk
            del desk
            self.on_change()
        self._touched.update(list_changed(self._corpus.files, corpus.files))
        self._corpus = corpus
        await asyncio.to_thread(trim_memory)


def _do_nothing() -> None: ...
