"""The current desk and the corpus that it was built from, which are replaced together when files change.

Reading files and building a desk happen on other threads. The last good desk stays until a new one is ready, or if none
can be built.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answers.desk.desk import Desk, check_desk, open_desk
from bot.answers.index.synonyms import Synonyms
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import DamagedTableError
from bot.coverage.corpus import loading
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.file_table import list_changed
from bot.coverage.corpus.updating import LEAST_FILES, LoadOptions
from bot.live_desk.archive_counts import count_fields, format_counts
from bot.live_desk.compaction import open_written, prepare_next
from bot.memory import pause_collector, trim_memory

if TYPE_CHECKING:
    from bot.answers.desk.delta import DeskState

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How desks are built.

    `clock`: the current time (aware). `cache`: the folder of snapshots and desks, if any. `synonyms`: the package's own
    by default. `progress`: called on another thread with the number of files read and the number of all files.
    `follow_links`: see `find_files`. `least_files`: see `LoadOptions`.
    """

    clock: Callable[[], datetime]
    cache: Path | None = None
    synonyms: Synonyms | None = None
    progress: Progress | None = None
    follow_links: bool = False
    least_files: int = LEAST_FILES


class CurrentDesk:
    """The current corpus and desk. Only one of its coroutines may run at a time.

    `touched`: files that changed since somebody last cleared it. `on_change` is called after the archive has changed.
    """

    def __init__(self, corpus: Corpus, desk: Desk, options: DeskOptions, on_change: Callable[[], None]) -> None:
        self.corpus = corpus
        self.desk = desk
        self.touched: set[str] = set()
        self._options = options
        self._on_change = on_change
        self._states: list[DeskState] = []
        """What the next desk is made from, at most one: see `bot.answers.desk.delta`."""

    def build_load_options(self) -> LoadOptions:
        """Return how files are read now. If there is a cache, another process does what is too much for this one."""
        options = self._options
        return LoadOptions(
            now=options.clock(),
            cache=options.cache,
            follow_links=options.follow_links,
            may_rebuild=options.cache is None,
            least_files=options.least_files,
        )

    async def prepare(self) -> None:
        """Look up what the first change of a large archive needs, so that it is as quick as later ones.

        Raises DamagedTableError and OSError if the cache is damaged.
        """
        with pause_collector():
            await asyncio.to_thread(prepare_next, self.corpus, self.desk, self._states, self._options.least_files)

    async def refresh(self, paths: Collection[str] = ()) -> None:
        """Read what changed, and replace the desk. `paths`: see `loading.refresh_corpus`.

        Raises RebuildNeededError if another process has to read the files, and whatever keeps a desk from being built.
        """
        await self.repair()
        options = self.build_load_options()
        with pause_collector():
            corpus = await asyncio.to_thread(loading.refresh_corpus, self.corpus, paths, **options)
        await self._use(corpus)

    async def update_snapshot(self) -> None:
        """Bring the corpus of a snapshot up to date with the files. Raises what `progress` and `refresh` raise."""
        # Repair first, so that the next desk takes over no damage.
        await self.repair()
        options = self.build_load_options()
        options["progress"] = self._options.progress
        with pause_collector():
            corpus = await asyncio.to_thread(loading.update_snapshot, self.corpus, **options)
        await self._use(corpus)

    async def rebuild(self) -> None:
        """Rebuild the whole archive in this process."""
        options = self.build_load_options()
        options["may_rebuild"] = True
        with pause_collector():
            corpus = await asyncio.to_thread(loading.refresh_corpus, self.corpus, **options)
        await self._use(corpus)

    async def use_written(self, touched: Collection[str] | None) -> None:
        """Continue from what another process wrote to the cache. Raises what `open_written` raises."""
        before, options = self.corpus.archive.fingerprint, self.build_load_options()
        with pause_collector():
            opened = await asyncio.to_thread(open_written, self.corpus, touched, self._options.synonyms, **options)
        replaced: list[object] = [self.corpus, self.desk, *self._states]
        self.corpus, self.desk = opened.corpus, opened.desk
        self._states[:] = [opened.state]
        del opened
        if self.corpus.archive.fingerprint != before:
            self._on_change()
        await asyncio.to_thread(_free, replaced)

    async def repair(self) -> None:
        """Rebuild damaged cached files that are in use: the index from the archive, and the archive from all files."""
        try:
            await asyncio.to_thread(self.corpus.table.check)
        except (DamagedTableError, OSError) as error:
            _log.warning("the cache is damaged (%s); every file is read again", error)
            with pause_collector():
                self.corpus, self.desk = await asyncio.to_thread(self._reload)
                self._states.clear()
            self._on_change()
            return
        try:
            await asyncio.to_thread(check_desk, self.desk)
        except (DamagedTableError, OSError) as error:
            _log.warning("the index in the cache is damaged (%s); it is built again", error)
            with pause_collector():
                self.desk = await asyncio.to_thread(self._rebuild_desk, self.corpus)
                self._states.clear()
            self._on_change()

    def _reload(self) -> tuple[Corpus, Desk]:
        options = self._options
        corpus = loading.reload_corpus(
            self.corpus.folders,
            now=options.clock(),
            cache=options.cache,
            progress=options.progress,
            follow_links=options.follow_links,
        )
        return corpus, self._rebuild_desk(corpus)

    def _rebuild_desk(self, corpus: Corpus) -> Desk:
        return open_desk(corpus.archive, self._options.synonyms, cache=self._options.cache, rebuild=True)

    def _open_next_desk(self, archive: Archive) -> Desk:
        """Build the desk of an archive: from the current desk after a small change, otherwise from scratch."""
        # NumPy and SciPy take a tenth of a second to import and some memory; a bot whose files never change needs none.
        from bot.answers.desk import delta  # noqa: PLC0415

        try:
            desk = delta.open_next_desk(archive, self.desk, self._states)
        except (OSError, DamagedTableError) as error:
            _log.info("the index can't be updated (%s) and is built again", error)
            desk = None
        if desk is None:
            self._states.clear()
            desk = delta.open_changed_desk(archive, self._options.synonyms, cache=self._options.cache)
        return desk

    async def _use(self, corpus: Corpus) -> None:
        """Make this the current corpus, with a new desk if its archive differs."""
        replaced: list[object] = [self.corpus]
        if corpus.archive.fingerprint != self.corpus.archive.fingerprint:
            self._release_pages(corpus)
            with pause_collector():
                desk = await asyncio.to_thread(self._open_next_desk, corpus.archive)
            _log.info("the archive changed: %s", format_counts(corpus.archive), extra=count_fields(corpus.archive))
            replaced.append(self.desk)
            self.desk = desk
            self._on_change()
        self.touched.update(list_changed(self.corpus.files, corpus.files))
        self.corpus = corpus
        self._release_pages(corpus)
        await asyncio.to_thread(_free, replaced)

    def _release_pages(self, corpus: Corpus) -> None:
        """Free the pages of the mapped files. A change reads much of them that answers rarely read."""
        for table in (corpus.table, self.desk.table):
            (table.overlay.base if table.overlay is not None else table).release()


def _free(replaced: list[object]) -> None:
    """Free what was replaced. It takes a while on a large archive, since files are unmapped and deleted."""
    replaced.clear()
    trim_memory()
