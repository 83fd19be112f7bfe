"""Load corpus folders, and bring a corpus up to date later; only files that changed are read again.

An editor's half-finished work never removes articles. If a file that gave articles can't be read now (half-written,
emptied, its permissions changed), or a folder is missing (being replaced, unmounted), the articles stay as they were,
with a warning, until the file can be read again or is deleted. A new start reads what is there; until it has done so,
the last snapshot (`corpus.open_snapshot`) can answer.
"""

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Required, TypedDict, Unpack

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
from bot.coverage.corpus.corpus import PREFIX, Corpus, build_empty_corpus, find_snapshot_path, open_snapshot
from bot.coverage.corpus.folders import FileStamp, FoundFiles, escape_path, find_changed_files, find_files
from bot.coverage.corpus.parallel import Progress, read_files
from bot.coverage.corpus.snapshot import FileEntry
from bot.coverage.workers import WorkerPool

log = logging.getLogger(__name__)

REREAD_AFTER = timedelta(days=1)
"""A file with problems is read again after this time, since a date that was in the future may no longer be."""
_MAX_UNUSED_SHARE = 0.25
"""If a larger share of the records is in no file any more, they are dropped and the others are renumbered."""
_ABANDONED_AFTER = timedelta(hours=1)


class LoadOptions(TypedDict, total=False):
    """How to read files.

    `now` is aware. `cache`: a folder for a snapshot, which makes the next start quick. `progress`: see `Progress`.
    `pool`: used if many files must be read; without one, a pool with a process for each core runs until they are read.
    `follow_links`: see `find_files`.
    """

    now: Required[datetime]
    cache: Path | None
    progress: Progress | None
    pool: WorkerPool | None
    follow_links: bool


def load_corpus(folders: Sequence[Path], **options: Unpack[LoadOptions]) -> Corpus:
    """Load the folders. Nothing in them or in the cache raises.

    A missing folder is a Problem, and a damaged snapshot is rebuilt.
    """
    corpus = open_snapshot(folders, options.get("cache")) or build_empty_corpus(tuple(folders))
    return update_snapshot(corpus, **options)


def reload_corpus(folders: Sequence[Path], **options: Unpack[LoadOptions]) -> Corpus:
    """Read every file, whatever is in the last snapshot."""
    return update_snapshot(build_empty_corpus(tuple(folders)), **options)


def update_snapshot(corpus: Corpus, **options: Unpack[LoadOptions]) -> Corpus:
    """Bring a snapshot up to date at a start. Articles whose files or folders are gone or unreadable now are dropped.

    If the snapshot is damaged, nothing is taken from it and every file is read again. Raises DamagedTableError if it
    is overwritten during this call.
    """
    corpus = _discard_if_damaged(corpus)
    return _update(corpus, _find_files(corpus, options), {}, options, keep_articles=False)


def refresh_corpus(corpus: Corpus, paths: Collection[str] = (), **options: Unpack[LoadOptions]) -> Corpus:
    """Bring a corpus up to date while the bot runs: read the files that changed and keep the rest.

    `paths`: what changed, as `watching.watch_folders` reports it; if it is empty, anything may have changed. Return the
    same corpus if no file changed.
    """
    corpus = _discard_if_damaged(corpus)
    found = (_find_changed_files(corpus, paths) if paths else None) or _find_files(corpus, options)
    hidden: dict[str, FileEntry] = {}
    if found.unreadable:
        hidden = {path: entry for path, entry in corpus.files.items() if _is_within(path, found.unreadable)}
    return _update(corpus, found, hidden, options, keep_articles=True)


def _find_files(corpus: Corpus, options: LoadOptions) -> FoundFiles:
    return find_files(corpus.folders, follow_links=options.get("follow_links", False))


def _find_changed_files(corpus: Corpus, paths: Collection[str]) -> FoundFiles | None:
    """Return the files as they are now if only these paths changed; None if all folders must be searched."""
    troubled = {problem.path for problem in corpus.problems}
    if corpus.is_outdated or any(escape_path(path) in troubled for path in paths):
        return None
    stamps = find_changed_files(corpus.folders, paths, corpus.files)
    if stamps is None:
        return None
    files = {path: entry.stamp for path, entry in corpus.files.items()}
    for path, stamp in stamps.items():
        if stamp is None:
            del files[path]
        else:
            files[path] = stamp
    return FoundFiles(files, (), corpus.problems)


def _discard_if_damaged(corpus: Corpus) -> Corpus:
    """Return the corpus, or an empty one if its snapshot is damaged."""
    try:
        corpus.table.check()
    except DamagedTableError as error:
        log.warning("The snapshot is damaged (%s): every file is read again.", error)
        return build_empty_corpus(corpus.folders)
    return corpus


def _update(
    corpus: Corpus,
    found: FoundFiles,
    hidden: Mapping[str, FileEntry],
    options: LoadOptions,
    *,
    keep_articles: bool,
) -> Corpus:
    """Return the next state of a corpus.

    `hidden`: files in folders that can't be read, which stay as they were. `keep_articles`: a file that gave articles
    and gives none now also stays as it was.
    """
    now = options["now"]
    before = corpus.files
    usable: Mapping[str, FileEntry] = {} if corpus.is_outdated else before
    unchanged: dict[str, FileEntry] = {}
    to_read: list[tuple[str, FileStamp]] = []
    is_restamped = False
    for path, stamp in found.files.items():
        entry = usable.get(path)
        if entry is None or (entry.problems and _is_due(entry, now)):
            to_read.append((path, stamp))
        elif entry.stamp == stamp:
            unchanged[path] = entry
        elif not keep_articles and entry.stamp.matches_copy(stamp):
            unchanged[path] = structs.replace(entry, stamp=stamp)
            is_restamped = True
        else:
            to_read.append((path, stamp))
    # Records that another version of this code prepared are dropped, unless entries of theirs may be kept.
    records = Records() if corpus.is_outdated and not keep_articles else corpus.records.reopen()
    fresh = dict(read_files(to_read, records, now=now, progress=options.get("progress"), pool=options.get("pool")))
    if keep_articles:
        fresh = {path: _keep_articles(path, entry, before.get(path)) for path, entry in fresh.items()}
    nothing_new = not fresh and not corpus.is_outdated and not is_restamped
    if nothing_new and found.problems == corpus.problems and len(unchanged) + len(hidden) == len(before):
        return corpus
    files = {**hidden, **unchanged, **fresh}
    is_same_content = (
        not corpus.is_outdated
        and found.problems == corpus.problems
        and files.keys() == before.keys()
        and all(entry.has_same_content(before[path]) for path, entry in fresh.items())
    )
    if is_same_content:
        return replace(corpus, changed_files=files)
    path = find_snapshot_path(options.get("cache"), corpus.folders)
    if path is not None:
        remove_abandoned_files(path.parent, PREFIX, (now - _ABANDONED_AFTER).timestamp())
    return _build_corpus(corpus, files, records, found.problems, path)


def _is_due(entry: FileEntry, now: datetime) -> bool:
    return not entry.is_stale and now - entry.read_at > REREAD_AFTER


def _keep_articles(path: str, fresh: FileEntry, before: FileEntry | None) -> FileEntry:
    """Return the fresh entry; if the file gave articles before and gives none now, with the earlier articles."""
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


def _build_corpus(
    corpus: Corpus,
    files: Mapping[str, FileEntry],
    records: Records,
    problems: tuple[Problem, ...],
    path: Path | None,
) -> Corpus:
    """Build the archive of these files, beginning from that of `corpus`, and write the snapshot if it has a path."""
    earlier = None if corpus.is_outdated else corpus.archive
    used = sorted(snapshot.list_mentioned_numbers(files.values()))
    if len(used) < (1 - _MAX_UNUSED_SHARE) * len(records):
        files = snapshot.renumber_files(files, {number: index for index, number in enumerate(used)})
        records, earlier = records.select(used), None
    all_problems = sorted([*problems, *(problem for entry in files.values() for problem in entry.problems)])
    sections: dict[str, Section] = {
        **assemble_sections(records, [entry.encoded_mentions for entry in files.values()], all_problems, earlier),
        **records.build_sections(),
        **snapshot.build_file_sections(files, problems),
    }
    # If somebody has overwritten the snapshot meanwhile, its damage must not get into a new one with new checksums.
    corpus.table.check()
    table = _store(path, sections)
    # All of the old table was read to copy it, and little of it will be needed again.
    corpus.table.release()
    return Corpus(corpus.folders, problems, table, Archive(table), changed_files=files)


def _store(path: Path | None, sections: Mapping[str, Section]) -> Table:
    """Write the snapshot and map it; make a table in memory if it can't be written."""
    if path is not None:
        try:
            write_table(path, snapshot.get_snapshot_format(), sections)
            return open_table(path, snapshot.get_snapshot_format(), trusted=True)
        except (OSError, DamagedTableError) as error:
            log.warning(
                "The snapshot can't be written to %s (%s). The next start will read every file again.", path, error
            )
    return build_table_in_memory(sections)
