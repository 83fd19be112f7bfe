"""The newsroom: whichever desk is current. The one thing here that changes, and it changes whole.

Reading files and making a desk happen on threads of their own; until a new desk is ready, and where it can't be made,
the last good one answers.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.answers.desk import Desk, open_desk
from bot.coverage import loading, watching
from bot.coverage.archive import Archive
from bot.coverage.loading import Corpus

# A folder that can't be watched (an unplugged disk, too many watches) is tried again this often, in seconds.
PATIENCE = 30.0

_log = logging.getLogger(__name__)


class Newsroom:
    """Open one with `Newsroom.open`; `current()` is safe from any thread."""

    def __init__(self, corpus: Corpus, desk: Desk, *, clock: Callable[[], datetime], cache: Path | None = None) -> None:
        self._corpus = corpus
        self._desk = desk
        self._clock = clock
        self._cache = cache

    @classmethod
    async def open(
        cls,
        folders: Sequence[Path],
        *,
        clock: Callable[[], datetime],
        cache: Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Read the folders and make the first desk, off the event loop.

        `progress` is told, from another thread, how many files are read and of how many; what it raises ends this.
        """
        start = asyncio.get_running_loop().time()
        now = clock()
        corpus = await asyncio.to_thread(loading.load, folders, now=now, cache=cache, progress=progress)
        desk = await asyncio.to_thread(open_desk, corpus.archive)
        took = asyncio.get_running_loop().time() - start
        _log.info("ready in %.1f s: %s", took, counts(corpus.archive), extra=figures(corpus.archive))
        return cls(corpus, desk, clock=clock, cache=cache)

    def current(self) -> Desk:
        """The desk to answer from now. Hold on to it for one answer, not longer."""
        return self._desk

    async def watch(self) -> None:
        """Follow the folders until cancelled. No trouble with a file or folder ends it."""
        while True:
            try:
                async with aclosing(watching.changes(self._corpus.folders)) as changes:
                    async for _ in changes:
                        await self.refresh()
            except Exception:  # noqa: BLE001 - the bot answers on, whatever befalls a folder
                _log.exception("the article folders can't be watched; trying again in %.0f s", PATIENCE)
            await asyncio.sleep(PATIENCE)

    async def refresh(self) -> None:
        """Read what changed and swap the desk. Never raises; what can't be read is logged and the last desk stays."""
        try:
            corpus = await asyncio.to_thread(loading.refresh, self._corpus, now=self._clock(), cache=self._cache)
            if corpus.archive.fingerprint != self._corpus.archive.fingerprint:
                desk = await asyncio.to_thread(open_desk, corpus.archive)
                _log.info("the archive changed: %s", counts(corpus.archive), extra=figures(corpus.archive))
                self._desk = desk
            self._corpus = corpus
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the change could not be read; answering from the archive as it was")


def counts(archive: Archive) -> str:
    """An archive in one line, for the log."""
    span = f", {archive.oldest.day} to {archive.newest.day}" if archive.oldest and archive.newest else ""
    troubled = len({problem.path for problem in archive.problems if problem.severity != "info"})
    trouble = f"; {troubled:,} files have problems (nutgraf check names them)" if troubled else ""
    return (
        f"{len(archive.articles):,} articles of {len(archive.outlets):,} outlets "
        f"in {archive.files:,} files{span}, fingerprint {archive.fingerprint}{trouble}"
    )


def figures(archive: Archive) -> dict[str, object]:
    """The same for a machine that reads JSON logs."""
    return {
        "articles": len(archive.articles),
        "outlets": len(archive.outlets),
        "files": archive.files,
        "problems": len(archive.problems),
        "fingerprint": archive.fingerprint,
    }
