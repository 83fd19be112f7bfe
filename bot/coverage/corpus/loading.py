"""Load corpus folders as an archive, and bring it up to date later; only files that changed are read again.

An editor's half-finished work never removes articles. If a file that gave articles can't be read now (half-written,
emptied, its permissions changed), or a folder is missing (being replaced, unmounted), the articles stay as they were,
with a warning, until the file can be read again or is deleted. A new start reads what is there; until it has done so,
the last snapshot (`open_snapshot`) can answer.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from msgspec import structs

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import assemble_sections
from bot.coverage.archive.records import Records
from bot.coverage.article import Origin, Problem
from bot.coverage.columns.table import (
    DamagedTableError,
    Section,
    Table,
    open_table,
    remove_abandoned_files,
    table_in_memory,
    write_table,
)
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.folders import FileStamp, FoundFiles, find_files, printable_path
from bot.coverage.corpus.parallel import Progress, read_files
from bot.coverage.corpus.snapshot import FileEntry
from bot.coverage.parsing.reader import Reading
from bot.coverage.workers import WorkerPool

log = logging.getLogger(__name__)

REREAD_AFTER = timedelta(days=1)
"""A file with problems is read again after this time, since a date that was in the future may no longer be."""
_MAX_UNUSED_SHARE = 0.25
"""If a larger share of the records is in no file any more, they are dropped and the others are renumbered."""
_CHECKED_WHEN_OPENED = 64 << 20
"""Bytes. A smaller snapshot is checked whenever it is opened, which takes some milliseconds."""
_ABANDONED_AFTER = timedelta(hours=1)
_PREFIX = "corpus-"


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """What was read from the folders, file by file, and the archive that it makes.

    `problems`: of the folders. `table`: the snapshot that all of it is stored in. `is_outdated`: another version of
    this code read the files. `changed_files`: the files, if they differ from those in the snapshot.
    """

    folders: tuple[Path, ...]
    problems: tuple[Problem, ...]
    table: Table
    archive: Archive
    is_outdated: bool = False
    changed_files: Mapping[str, FileEntry] | None = field(default=None, kw_only=True)

    @cached_property
    def files(self) -> Mapping[str, FileEntry]:
        """What each file gave, by path."""
        return snapshot.read_file_entries(self.table) if self.changed_files is None else self.changed_files

    @cached_property
    def records(self) -> Records:
        """The distinct records, by number."""
        return Records(self.table)

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """Yield each file's path and reading, with complete records."""
        for path, entry in self.files.items():
            printable = printable_path(path)
            records = tuple(
                structs.replace(self.records[number], origin=Origin(printable, line, nested))
                for number, line, nested in entry.mentions()
            )
            yield path, Reading(records, entry.problems)

    def origins(self) -> dict[str, tuple[Origin, ...]]:
        """Return, by article id, where each article is in the files: as a main record first, then by path and line."""
        ids = {
            member >> 1: self.archive.id_of(place)
            for place, members in enumerate(self.archive.members)
            for member in members
        }
        by_id: dict[str, list[Origin]] = {}
        for path, entry in self.files.items():
            for number, line, nested in entry.mentions():
                if number in ids:
                    by_id.setdefault(ids[number], []).append(Origin(printable_path(path), line, nested))
        return {
            article_id: tuple(sorted(origins, key=lambda origin: (origin.nested, origin.path, origin.line)))
            for article_id, origins in by_id.items()
        }


def load_corpus(
    folders: Sequence[Path],
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Load the folders. Nothing in them or in the cache raises: a missing folder is a Problem, a damaged snapshot is
    rebuilt.

    `now` is aware. `cache` is a folder for a snapshot, which makes the next start quick. `pool` is used if many files
    must be read; without one, a pool with a process for each core runs until they are read.
    """
    return update_snapshot(
        open_snapshot(folders, cache) or _empty_corpus(tuple(folders)),
        now=now,
        cache=cache,
        progress=progress,
        pool=pool,
    )


def reload_corpus(
    folders: Sequence[Path],
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Read every file, whatever is in the last snapshot."""
    return update_snapshot(_empty_corpus(tuple(folders)), now=now, cache=cache, progress=progress, pool=pool)


def open_snapshot(folders: Sequence[Path], cache: Path | None) -> Corpus | None:
    """Open the corpus as it was when the last snapshot was written, without looking at the files. None if there is no
    usable snapshot."""
    path = snapshot_path(cache, folders)
    if path is None:
        return None
    try:
        table = open_table(path, snapshot.snapshot_format())
        if table.size < _CHECKED_WHEN_OPENED:
            table.check()
        problems = tuple(table.value("folder problems", list[Problem]))
        return Corpus(tuple(folders), problems, table, Archive(table), not snapshot.is_from_this_reader(table))
    except FileNotFoundError:
        return None
    except (OSError, DamagedTableError) as error:
        log.info("The snapshot %s can't be used (%s) and will be rebuilt.", path, error)
        return None


def update_snapshot(
    corpus: Corpus,
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Bring a snapshot up to date at a start. Articles whose files or folders are gone or unreadable now are dropped.

    If the snapshot is damaged, nothing is taken from it and every file is read again.
    """
    corpus = _discard_if_damaged(corpus)
    return _update(corpus, find_files(corpus.folders), {}, now, cache, progress, pool, keep_articles=False)


def refresh_corpus(
    corpus: Corpus,
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Bring a corpus up to date while the bot runs: read the files that changed and keep the rest.

    Return the same corpus if no file changed.
    """
    corpus = _discard_if_damaged(corpus)
    found = find_files(corpus.folders)
    hidden: dict[str, FileEntry] = {}
    if found.unreadable:
        hidden = {path: entry for path, entry in corpus.files.items() if _is_within(path, found.unreadable)}
    return _update(corpus, found, hidden, now, cache, progress, pool, keep_articles=True)


def snapshot_path(cache: Path | None, folders: Sequence[Path]) -> Path | None:
    """Return the path of the snapshot of these folders; None without a cache folder, or if it is in a corpus folder."""
    if cache is None:
        return None
    # Unlike Path.resolve, realpath raises nothing for odd or unreadable paths.
    folder = Path(os.path.realpath(cache))
    roots = [Path(os.path.realpath(folder)) for folder in folders]
    if any(folder.is_relative_to(root) for root in roots):
        log.warning("No snapshot is kept, because the cache folder %s is inside an article folder.", folder)
        return None
    # A snapshot contains the paths as they were given, so other spellings of the same folders have their own snapshot.
    names = "\0".join(str(path) for path in (*folders, *roots))
    digest = blake2b(names.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return folder / f"{_PREFIX}{digest}.bin"


def _empty_corpus(folders: tuple[Path, ...]) -> Corpus:
    sections = {
        **assemble_sections(Records(), (), ()),
        **Records().sections(),
        **snapshot.file_sections({}, ()),
    }
    table = table_in_memory(sections)
    return Corpus(folders, (), table, Archive(table))


def _discard_if_damaged(corpus: Corpus) -> Corpus:
    """Return the corpus, or an empty one if its snapshot is damaged."""
    try:
        corpus.table.check()
    except DamagedTableError as error:
        log.warning("The snapshot is damaged (%s): every file is read again.", error)
        return _empty_corpus(corpus.folders)
    return corpus


def _update(
    corpus: Corpus,
    found: FoundFiles,
    hidden: Mapping[str, FileEntry],
    now: datetime,
    cache: Path | None,
    progress: Progress | None,
    pool: WorkerPool | None,
    *,
    keep_articles: bool,
) -> Corpus:
    """Return the next state of a corpus.

    `hidden`: files in folders that can't be read, which stay as they were. `keep_articles`: a file that gave articles
    and gives none now also stays as it was.
    """
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
    fresh = dict(read_files(to_read, records, now=now, progress=progress, pool=pool))
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
    path = snapshot_path(cache, corpus.folders)
    if path is not None:
        remove_abandoned_files(path.parent, _PREFIX, (now - _ABANDONED_AFTER).timestamp())
    return _build_corpus(corpus, files, records, found.problems, path)


def _is_due(entry: FileEntry, now: datetime) -> bool:
    return not entry.is_stale and now - entry.read_at > REREAD_AFTER


def _keep_articles(path: str, fresh: FileEntry, before: FileEntry | None) -> FileEntry:
    """Return the fresh entry; if the file gave articles before and gives none now, with the earlier articles."""
    if before is None or fresh.numbers or not before.numbers:
        return fresh
    reason = "the file has no article any more, so its earlier articles stay until it is fixed or deleted"
    warning = Problem(printable_path(path), 0, "warning", reason)
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
    used = sorted(snapshot.mentioned_numbers(files.values()))
    if len(used) < (1 - _MAX_UNUSED_SHARE) * len(records):
        files = snapshot.renumber_files(files, {number: index for index, number in enumerate(used)})
        records, earlier = records.select(used), None
    all_problems = sorted([*problems, *(problem for entry in files.values() for problem in entry.problems)])
    sections = {
        **assemble_sections(records, [entry.encoded_mentions for entry in files.values()], all_problems, earlier),
        **records.sections(),
        **snapshot.file_sections(files, problems),
    }
    table = _store(path, sections)
    # All of the old table was read to copy it, and little of it will be needed again.
    corpus.table.release()
    return Corpus(corpus.folders, problems, table, Archive(table), changed_files=files)


def _store(path: Path | None, sections: Mapping[str, Section]) -> Table:
    """Write the snapshot and map it; make a table in memory if it can't be written."""
    if path is not None:
        try:
            write_table(path, snapshot.snapshot_format(), sections)
            return open_table(path, snapshot.snapshot_format(), trusted=True)
        except (OSError, DamagedTableError) as error:
            log.warning(
                "The snapshot can't be written to %s (%s). The next start will read every file again.", path, error
            )
    return table_in_memory(sections)
