"""Makes the next state of a corpus: which files to read, what they give, and whether to rebuild the archive."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Required, TypedDict

from msgspec import structs

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import assemble_sections
from bot.coverage.archive.records import Records
from bot.coverage.article import Problem
from bot.coverage.columns.table import (
    DamagedTableError,
    Section,
    Table,
    build_table_in_memory,
    open_table,
    remove_abandoned_files,
    write_table,
)
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.corpus import PREFIX, Corpus, build_empty_corpus, find_snapshot_path
from bot.coverage.corpus.file_table import FileEntry, FileTable
from bot.coverage.corpus.folders import FileStamp, FoundFiles, escape_path, find_files
from bot.coverage.corpus.parallel import Progress, read_files
from bot.coverage.workers import WorkerPool

log = logging.getLogger(__name__)

REREAD_AFTER = timedelta(days=1)
"""A file with problems is read again after this time, since a date that was in the future may no longer be."""
_MAX_UNUSED_SHARE = 0.25
"""If a larger share of the records than this is in no file any more, they are dropped and the others are renumbered."""
_ABANDONED_AFTER = timedelta(hours=1)

LEAST_FILES = 2_000
"""With fewer files than this, the whole archive is built again after a change. That takes a few tenths of a second."""
MAX_CHANGED_FILES = 1_000
"""If more files than this have changed since the snapshot, the whole archive is built again."""


class RebuildNeededError(Exception):
    """The whole archive has to be built again, and the caller doesn't want that to happen in this process."""


Compared = tuple[str, FileEntry | None, FileStamp | None]
"""A file's path, its entry if it was read before, and its present stamp if it still exists."""


class LoadOptions(TypedDict, total=False):
    """How to read files.

    `now` is aware. `cache`: a folder for a snapshot, which makes the next start fast. `progress`: see `Progress`.
    `pool`: used if many files must be read; without one, a pool with a process for each core runs until they are read.
    `follow_links`: see `find_files`. `least_files`: with fewer files, or if `is_complete`, the whole archive is built
    again after a change, and written as a snapshot. `may_rebuild`: if False, RebuildNeededError is raised instead,
    unless the archive is small. `prepare`: called with a new archive before its snapshot replaces the last one.
    """

    now: Required[datetime]
    cache: Path | None
    progress: Progress | None
    pool: WorkerPool | None
    follow_links: bool
    least_files: int
    is_complete: bool
    may_rebuild: bool
    prepare: Callable[[Archive], object]


def find_all_files(corpus: Corpus, options: LoadOptions) -> FoundFiles:
    """Search the folders of a corpus."""
    return find_files(corpus.folders, follow_links=options.get("follow_links", False))


def compare_all(files: FileTable, found: dict[str, FileStamp], unreadable: Sequence[str] = ()) -> Iterator[Compared]:
    """Yield each file with its entry and its present stamp. Files in unreadable folders stay as they were.

    Empties `found` on the way: freeing 200,000 stamps in one go would block the event loop for a tenth of a second.
    """
    for path, entry in files.entries():
        stamp = found.pop(path, None)
        if stamp is not None or not _is_within(path, unreadable):
            yield path, entry, stamp
    for path, stamp in found.items():
        yield path, None, stamp


def discard_if_damaged(corpus: Corpus) -> Corpus:
    """Return the corpus, or an empty one if its snapshot is damaged."""
    try:
        corpus.table.check()
    except DamagedTableError as error:
        log.warning("The snapshot is damaged (%s): every file is read again.", error)
        return build_empty_corpus(corpus.folders)
    return corpus


def update(
    corpus: Corpus,
    compared: Iterable[Compared],
    problems: tuple[Problem, ...],
    options: LoadOptions,
    *,
    keep_articles: bool,
) -> Corpus:
    """Return the next state of a corpus.

    `compared`: the files that may have changed. `problems`: those of the folders. `keep_articles`: a file that gave
    articles and gives none now stays as it was. Raises RebuildNeededError; see `LoadOptions`.
    """
    now = options["now"]
    changed = [
        (path, entry, stamp)
        for path, entry, stamp in compared
        if entry is None or entry.stamp != stamp or corpus.is_outdated or _is_due(entry, now)
    ]
    may_rebuild = options.get("may_rebuild", True) or len(corpus.files) < options.get("least_files", LEAST_FILES)
    if not may_rebuild and (corpus.is_outdated or len(corpus.files.changes) + len(changed) > MAX_CHANGED_FILES):
        raise RebuildNeededError
    before = {path: entry for path, entry, _ in changed if entry is not None}
    changes: dict[str, FileEntry | None] = {}
    to_read: list[tuple[str, FileStamp]] = []
    for path, entry, stamp in changed:
        if stamp is None:
            changes[path] = None
        elif not keep_articles and not corpus.is_outdated and _is_copy(entry, stamp, now):
            changes[path] = structs.replace(before[path], stamp=stamp)
        else:
            to_read.append((path, stamp))
    # Drop records that another version of this code prepared, unless some of their entries may be kept.
    records = Records() if corpus.is_outdated and not keep_articles else corpus.records
    for path, entry in read_files(
        to_read, records, now=now, progress=options.get("progress"), pool=options.get("pool")
    ):
        changes[path] = keep_earlier_articles(path, entry, before.get(path)) if keep_articles else entry
    if not changes and not corpus.is_outdated and problems == corpus.problems:
        return corpus
    files = corpus.files.with_changes(changes)
    has_same_content = all(
        entry is not None and path in before and entry.has_same_content(before[path]) for path, entry in changes.items()
    )
    has_same_archive = has_same_content and not corpus.is_outdated and problems == corpus.problems
    if has_same_archive and not options.get("is_complete"):
        return replace(corpus, files=files)
    following = None
    if not corpus.is_outdated and _is_small_change(files, options):
        following = build_delta(corpus, files, {path: before.get(path) for path in changes}, problems)
    if following is None and not may_rebuild:
        raise RebuildNeededError
    return following or _build_corpus(corpus, files, records, problems, options)


def _is_copy(entry: FileEntry | None, stamp: FileStamp, now: datetime) -> bool:
    """Return whether a file was only copied since it was read."""
    return entry is not None and not _is_due(entry, now) and entry.stamp.matches_copy(stamp)


def _is_small_change(files: FileTable, options: LoadOptions) -> bool:
    """Return whether the archive is large, and little has changed since its snapshot."""
    is_large = len(files) >= options.get("least_files", LEAST_FILES)
    return is_large and len(files.changes) <= MAX_CHANGED_FILES and not options.get("is_complete")


def _is_due(entry: FileEntry, now: datetime) -> bool:
    return bool(entry.problems) and not entry.is_stale and now - entry.read_at > REREAD_AFTER


def keep_earlier_articles(path: str, fresh: FileEntry, before: FileEntry | None) -> FileEntry:
    """Return the fresh entry. If the file gave articles before and gives none now, keep the earlier articles in it."""
    if before is None or fresh.numbers or not before.numbers:
        return fresh
    reason = "the file has no article any more, so its earlier articles stay until it is fixed or deleted"
    warning = Problem(escape_path(path), 0, "warning", reason)
    return structs.replace(
        fresh,
        numbers=before.numbers,
        positions=before.positions,
        problems=(*fresh.problems, warning),
        is_stale=True,
    )


def _is_within(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in folders)  # noqa: PTH118


def build_delta(
    corpus: Corpus, files: FileTable, before: Mapping[str, FileEntry | None], problems: tuple[Problem, ...]
) -> Corpus | None:
    """Build the next archive from the present one. `before`: the earlier entries of the files that changed.

    Returns None if that can't be done, or is not worth it.
    """
    # NumPy takes a tenth of a second to import, and 20 MB. A bot whose files never change doesn't need it.
    from bot.coverage.corpus import delta  # noqa: PLC0415

    return delta.build_delta(corpus, files, before, problems)


def _build_corpus(
    corpus: Corpus, files: FileTable, records: Records, problems: tuple[Problem, ...], options: LoadOptions
) -> Corpus:
    """Build the archive of these files from scratch, and write the snapshot if there is a cache."""
    path = find_snapshot_path(options.get("cache"), corpus.folders)
    if path is not None:
        remove_abandoned_files(path.parent, PREFIX, (options["now"] - _ABANDONED_AFTER).timestamp())
    entries = dict(files.entries())
    used = sorted(snapshot.list_mentioned_numbers(entries))
    if len(used) < (1 - _MAX_UNUSED_SHARE) * len(records):
        entries = snapshot.renumber_files(entries, {number: index for index, number in enumerate(used)})
        records = records.select(used)
    # The archive of a snapshot is that of the files in it. An article of any other file would stay there for ever.
    unstored = {path: entry for path, entry in entries.items() if not snapshot.is_stored(path, entry)}
    stored = {path: entry for path, entry in entries.items() if path not in unstored} if unstored else entries
    # If somebody has overwritten the snapshot, the damage must not get into a new one with new checksums.
    corpus.table.check()
    sections = _build_sections(stored, records, problems)
    built = Corpus.from_table(corpus.folders, problems, _store(path, sections, options.get("prepare")))
    if unstored:
        following = build_delta(built, built.files.with_changes(unstored), dict.fromkeys(unstored), problems)
        if following is None:
            table = build_table_in_memory(_build_sections(entries, records, problems))
            following = Corpus.from_table(corpus.folders, problems, table)
            following = replace(following, files=following.files.with_changes(unstored))
        built = following
    # The whole old table was read to copy it, and little of it will be needed again.
    corpus.table.release()
    return built


def _build_sections(
    entries: Mapping[str, FileEntry], records: Records, problems: tuple[Problem, ...]
) -> dict[str, Section]:
    """Build all sections of a snapshot, with the archive of these files."""
    all_problems = sorted([*problems, *(problem for entry in entries.values() for problem in entry.problems)])
    return {
        **assemble_sections(records, [entry.encoded_mentions for entry in entries.values()], all_problems),
        **records.build_sections(),
        **snapshot.build_file_sections(entries, problems),
    }


def _store(
    path: Path | None, sections: Mapping[str, Section], prepare: Callable[[Archive], object] | None = None
) -> Table:
    """Write the snapshot and map it. If it can't be written, make a table in memory."""
    if path is not None:
        layout = snapshot.get_snapshot_format()

        def prepare_file(file: Path) -> None:
            if prepare is not None:
                prepare(Archive(open_table(file, layout, trusted=True)))

        try:
            write_table(path, layout, sections, prepare_file)
            return open_table(path, layout, trusted=True)
        except (OSError, DamagedTableError) as error:
            log.warning(
                "The snapshot can't be written to %s (%s). The next start will read every file again.", path, error
            )
    return build_table_in_memory(sections)
