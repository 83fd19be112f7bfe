"""Writes a new snapshot with everything that has changed since the last one, and continues from it.

A child process writes it (`write_complete_snapshot`), while the bot applies small changes on top of the last one. Then
the bot maps the new snapshot, and reads only what has changed in the meantime (`adopt_snapshot`).
"""

import os
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Unpack

import numpy as np
from msgspec import structs

from bot.coverage.archive.records import encode_numbers
from bot.coverage.columns.mapped_files import read_state
from bot.coverage.corpus.corpus import Corpus, build_empty_corpus, find_snapshot_path, open_snapshot
from bot.coverage.corpus.file_table import FileEntry, FileTable
from bot.coverage.corpus.loading import refresh_corpus, update_snapshot
from bot.coverage.corpus.updating import (
    LoadOptions,
    build_delta,
    compare_all,
    discard_if_damaged,
    find_all_files,
    keep_earlier_articles,
    update,
)

try:
    import fcntl
except ImportError:  # Windows doesn't have it.
    fcntl = None


class SnapshotInUseError(Exception):
    """Another process is writing this snapshot."""


class CompactionError(Exception):
    """The snapshot can't be rewritten now; the text says why."""


@contextmanager
def lock_snapshot(path: Path) -> Generator[None]:
    """Keep other processes from writing this snapshot. The system releases the lock if this process dies.

    Raises SnapshotInUseError, and OSError if the lock can't be created.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SnapshotInUseError(str(path)) from None
        yield
    finally:
        os.close(descriptor)


def write_complete_snapshot(folders: Sequence[Path], **options: Unpack[LoadOptions]) -> Corpus:
    """Write a snapshot of all files as they are now. Files that haven't changed since the last one are not read again.

    Raises CompactionError if a folder can't be read, because its articles would be lost, and if the snapshot can't be
    written.
    """
    corpus = open_snapshot(folders, options.get("cache")) or build_empty_corpus(tuple(folders))
    corpus = discard_if_damaged(corpus)
    found = find_all_files(corpus, options)
    if found.unreadable:
        raise CompactionError(found.problems[0].reason)
    compared = compare_all(corpus.files, found.files)
    complete = update(corpus, compared, found.problems, {**options, "is_complete": True}, keep_articles=False)
    if complete.table.path is None:
        raise CompactionError("the snapshot can't be written")
    return complete


def is_replaced(corpus: Corpus, cache: Path | None) -> bool:
    """Return whether the snapshot is no longer the one that a corpus began with."""
    path = find_snapshot_path(cache, corpus.folders)
    try:
        return path is not None and read_state(path) != corpus.base.state
    except OSError:
        return False


def adopt_snapshot(corpus: Corpus, touched: Collection[str] | None, **options: Unpack[LoadOptions]) -> Corpus:
    """Return the corpus of the present snapshot, with all later changes.

    `corpus`: the present state of the same folders. `touched`: files that may have changed since the snapshot was
    written, in addition to those that changed since the snapshot that `corpus` began with. A file that gave articles
    and gives none now keeps them, as in `refresh_corpus`; at a start (`corpus` is None), it doesn't. Raises
    CompactionError if there is no usable snapshot, RebuildNeededError and DamagedTableError.
    """
    adopted = open_snapshot(corpus.folders, options.get("cache"))
    if adopted is None or adopted.is_outdated:
        raise CompactionError("the snapshot that was written can't be used")
    adopted.table.check()
    if touched is None:
        return update_snapshot(adopted, **options)
    adopted = _keep_earlier_articles(corpus, adopted)
    paths = {*corpus.files.changes, *touched}
    return refresh_corpus(adopted, paths, **options) if paths else adopted


def _keep_earlier_articles(corpus: Corpus, adopted: Corpus) -> Corpus:
    """Return the adopted corpus, and keep the articles of files that gave some before and none when they were read."""
    kept: dict[str, FileEntry | None] = {}
    for path in _list_empty(adopted.files):
        entry, before = adopted.files[path], corpus.files.get(path)
        if before is None or not before.numbers:
            continue
        numbers = [adopted.records.add(corpus.records.encoded(number)) for number, _, _ in before.mentions()]
        before = structs.replace(before, numbers=encode_numbers(numbers))
        kept[path] = keep_earlier_articles(path, entry, before)
    if not kept:
        return adopted
    before = {path: adopted.files.get(path) for path in kept}
    following = build_delta(adopted, adopted.files.with_changes(kept), before, adopted.problems)
    return following or adopted


def _list_empty(files: FileTable) -> list[str]:
    """Return the paths of a snapshot's files that gave no record."""
    lengths = np.diff(np.asarray(files.numbers.ends), prepend=np.uint64(0))
    return [files.paths[index] for index in np.flatnonzero(lengths == 0).tolist()]
