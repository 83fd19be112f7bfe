"""Watches the corpus folders for changes, so that an edit shows up within two seconds.

Changes come from the system's notices (inotify and the like) if there are any, otherwise from polling. Notices miss
some changes: if a folder is replaced, its watch is gone, and shared or linked folders may give no notice. So the
folders themselves are checked every second, and everything is checked once a minute.
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from math import inf
from pathlib import Path

from watchfiles import Change, awatch  # pyright: ignore[reportUnknownVariableType] - a type of trio, if installed

from bot.coverage.corpus.folders import is_article_file

log = logging.getLogger(__name__)

QUIET_MS = 100
"""A change is reported after nothing more has happened for this long, so that files are usually complete …"""
MAX_DELAY_MS = 700
"""… but no later than this."""
POLL_MS = 1_000
RESCAN_SECONDS = 60.0

_FolderId = tuple[int, int] | None


async def watch_folders(
    folders: Sequence[Path], *, polling: bool = False, rescan_seconds: float = RESCAN_SECONDS
) -> AsyncGenerator[frozenset[str]]:
    """Yield the changed paths after each change. An empty set, as at the start, means that anything may have changed.

    The folders may be missing at first, and come and go. Runs until it is closed or cancelled. `polling` skips the
    system's notices.
    """
    present = await asyncio.to_thread(_read_folder_ids, folders)
    while True:
        roots = [folder for folder, folder_id in zip(folders, present, strict=True) if folder_id]
        try:
            async with aclosing(_watch_batches(roots, polling=polling, rescan_seconds=rescan_seconds)) as batches:
                async for batch in batches:
                    now = await asyncio.to_thread(_read_folder_ids, folders)
                    if batch is not None or now != present:
                        yield batch or frozenset()
                    if now != present:
                        present = now
                        break
        except (OSError, RuntimeError) as error:
            # A folder has just disappeared, or the system has no watches left. Polling needs none.
            if not polling:
                log.warning("The article folders are polled, because the system gives no change notices: %s", error)
            polling = True
            await asyncio.sleep(POLL_MS / 1000)
            present = await asyncio.to_thread(_read_folder_ids, folders)
            yield frozenset()


async def _watch_batches(
    roots: Sequence[Path], *, polling: bool, rescan_seconds: float
) -> AsyncGenerator[frozenset[str] | None]:
    """Yield the paths that changed below the roots, or None after a second without a change.

    Yield an empty set first, and every `rescan_seconds`.
    """
    loop = asyncio.get_running_loop()
    # Look once the watch is running, because changes made while it was being set up gave no notice.
    last = -inf
    async with aclosing(_watch(roots, polling=polling)) as changes:
        async for batch in changes:
            if loop.time() - last >= rescan_seconds:
                yield frozenset()
                last = loop.time()
            else:
                yield frozenset(path for _, path in batch) or None


async def _watch(roots: Sequence[Path], *, polling: bool) -> AsyncGenerator[set[tuple[Change, str]]]:
    if not roots:
        while True:
            await asyncio.sleep(POLL_MS / 1000)
            yield set()
    async with aclosing(
        awatch(
            *roots,
            watch_filter=_is_relevant,
            debounce=MAX_DELAY_MS,
            step=QUIET_MS,
            rust_timeout=POLL_MS,
            yield_on_timeout=True,
            force_polling=polling or None,
            ignore_permission_denied=True,
        )
    ) as watch:
        async for batch in watch:
            yield batch


def _is_relevant(change: Change, path: str) -> bool:
    """Ignore writes to files that are not article files.

    Anything that appears or disappears may be a folder or a link.
    """
    return change is not Change.modified or is_article_file(os.path.basename(path))  # noqa: PTH119


def _read_folder_ids(folders: Sequence[Path]) -> list[_FolderId]:
    """Return values that distinguish each folder from another one at the same path; None for a missing folder."""
    ids: list[_FolderId] = []
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            ids.append(None)
        else:
            ids.append((status.st_dev, status.st_ino))
    return ids
