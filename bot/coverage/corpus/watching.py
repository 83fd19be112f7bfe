"""Tells when something in the corpus folders changed, soon enough that an edit shows within two seconds.

The system's own notices (inotify and its like) where it gives them, else polling. They are not the whole truth: a
folder that is replaced takes its watch with it, and shared or linked folders may give no notice. So the folders
themselves are looked at every second, and a round without any notice ends after a minute.
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from math import inf
from pathlib import Path

from watchfiles import Change, awatch  # pyright: ignore[reportUnknownVariableType] - an event of trio's, if installed

from bot.coverage.corpus.folders import is_article_file

log = logging.getLogger(__name__)

QUIET_MS = 100
"""A change is told once nothing more happens for so long, so that a file being written is mostly whole …"""
LONGEST_DELAY_MS = 700
"""… but not later than this."""
POLL_MS = 1_000
RESCAN_SECONDS = 60.0

_Mark = tuple[int, int] | None


async def watch_folders(
    folders: Sequence[Path], *, polling: bool = False, rescan_seconds: float = RESCAN_SECONDS
) -> AsyncGenerator[frozenset[str]]:
    """Yield after each change, the paths concerned; an empty set where it is only worth a look, as at the start.

    Folders may be missing at the start and come and go. Endless; close or cancel it. `polling`: don't try notices.
    """
    present = await asyncio.to_thread(_marks, folders)
    while True:
        roots = [folder for folder, mark in zip(folders, present, strict=True) if mark]
        try:
            async with aclosing(_batches(roots, polling=polling, patrol=rescan_seconds)) as batches:
                async for batch in batches:
                    now = await asyncio.to_thread(_marks, folders)
                    if batch is not None or now != present:
                        yield batch or frozenset()
                    if now != present:
                        present = now
                        break
        except (OSError, RuntimeError) as error:
            # A folder that went in this moment, or a system out of watches. Polling needs none.
            if not polling:
                log.warning("The corpus folders are polled for changes, since the system gives no notices: %s", error)
            polling = True
            await asyncio.sleep(POLL_MS / 1000)
            present = await asyncio.to_thread(_marks, folders)
            yield frozenset()


async def _batches(roots: Sequence[Path], *, polling: bool, patrol: float) -> AsyncGenerator[frozenset[str] | None]:
    """Changes under the roots; None every second without one, and an empty set at first and after a minute of these."""
    loop = asyncio.get_running_loop()
    # The first look comes once the watch stands: what happened while it was set up gave no notice.
    last = -inf
    async with aclosing(_watched(roots, polling=polling)) as watched:
        async for batch in watched:
            if batch:
                yield frozenset(path for _, path in batch)
                last = loop.time()
            elif loop.time() - last >= patrol:
                yield frozenset()
                last = loop.time()
            else:
                yield None


async def _watched(roots: Sequence[Path], *, polling: bool) -> AsyncGenerator[set[tuple[Change, str]]]:
    if not roots:
        while True:
            await asyncio.sleep(POLL_MS / 1000)
            yield set()
    async with aclosing(
        awatch(
            *roots,
            watch_filter=_matters,
            debounce=LONGEST_DELAY_MS,
            step=QUIET_MS,
            rust_timeout=POLL_MS,
            yield_on_timeout=True,
            force_polling=polling or None,
            ignore_permission_denied=True,
        )
    ) as watch:
        async for batch in watch:
            yield batch


def _matters(change: Change, path: str) -> bool:
    """Whatever comes or goes may be a folder or a link that swaps one; other files may be written to as they like."""
    return change is not Change.modified or is_article_file(os.path.basename(path))  # noqa: PTH119


def _marks(folders: Sequence[Path]) -> list[_Mark]:
    """What tells each folder from another that takes its place; None where there is none."""
    marks: list[_Mark] = []
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            marks.append(None)
        else:
            marks.append((status.st_dev, status.st_ino))
    return marks
