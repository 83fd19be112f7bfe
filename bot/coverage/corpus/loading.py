"""From corpus folders to an archive, and from one state of them to the next; only what changed is read again.

What an editor does midway never takes away what was there before: where a file that gave articles can no longer be
read (half-written, emptied, its rights changed), or a folder is gone (being replaced, unmounted), the articles stay as
they were, with a warning, until it can be read again or the file itself is deleted. A new start reads what is there;
until it has, the last snapshot (`open_snapshot`) can answer.
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
"""After this long a file with problems is read again: a date that lay ahead no longer does."""
_WASTE = 0.25
"""The share of records that no file gives any more from which they are dropped, and the others numbered anew."""
_CHECKED_WHEN_OPENED = 64 << 20
"""Bytes. A snapshot that is smaller is checked whenever it is opened, which takes no longer than a blink."""
_ABANDONED = timedelta(hours=1)
_PREFIX = "corpus-"


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """What was read from the folders, file by file, and the archive that it makes.

    `problems`: of the folders. `table`: the snapshot that all of it lies in. `changed_files`: files, where they are not
    as the snapshot has them. `is_outdated`: whether the files were read by another version of this code.
    """

    folders: tuple[Path, ...]
    problems: tuple[Problem, ...]
    table: Table
    archive: Archive
    is_outdated: bool = False
    changed_files: Mapping[str, FileEntry] | None = field(default=None, kw_only=True)

    @cached_property
    def files(self) -> Mapping[str, FileEntry]:
        """What each file said, by path."""
        return snapshot.read_file_entries(self.table) if self.changed_files is None else self.changed_files

    @cached_property
    def records(self) -> Records:
        """The distinct records, by number."""
        return Records(self.table)

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """What each file said, by path, with its records in full."""
        for path, filed in self.files.items():
            shown = printable_path(path)
            said = tuple(
                structs.replace(self.records[number], origin=Origin(shown, line, nested))
                for number, line, nested in filed.mentions()
            )
            yield path, Reading(said, filed.problems)

    def origins(self) -> dict[str, tuple[Origin, ...]]:
        """Where each article stands, by its id: as a main record first, then by path and line."""
        ids = {
            member >> 1: self.archive.id_of(place)
            for place, members in enumerate(self.archive.members)
            for member in members
        }
        found: dict[str, list[Origin]] = {}
        for path, filed in self.files.items():
            for number, line, nested in filed.mentions():
                if number in ids:
                    found.setdefault(ids[number], []).append(Origin(printable_path(path), line, nested))
        return {
            one: tuple(sorted(places, key=lambda place: (place.nested, place.path, place.line)))
            for one, places in found.items()
        }


def load_corpus(
    folders: Sequence[Path],
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Read the folders. `now` is aware; `cache`: a folder for a snapshot, which makes the next start quick; `pool`:
    processes to read with, by default one for each core while they are needed.

    Never raises for what the folders or the cache hold: a missing folder is a Problem, a bad cache is made anew.
    """
    return update_snapshot(
        open_snapshot(folders, cache) or _nothing(tuple(folders)), now=now, cache=cache, progress=progress, pool=pool
    )


def reload_corpus(
    folders: Sequence[Path],
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """Read every file, whatever the last snapshot has."""
    return update_snapshot(_nothing(tuple(folders)), now=now, cache=cache, progress=progress, pool=pool)


def open_snapshot(folders: Sequence[Path], cache: Path | None) -> Corpus | None:
    """The corpus as the last snapshot has it, whatever became of the files since; None where there is none. Quick."""
    place = snapshot_path(cache, folders)
    if place is None:
        return None
    try:
        table = open_table(place, snapshot.snapshot_format())
        if table.size < _CHECKED_WHEN_OPENED:
            table.check()
        problems = tuple(table.value("folder problems", list[Problem]))
        return Corpus(tuple(folders), problems, table, Archive(table), not snapshot.is_from_this_reader(table))
    except FileNotFoundError:
        return None
    except (OSError, DamagedTableError) as error:
        log.info("the snapshot %s can't be used (%s); it is made anew", place, error)
        return None


def update_snapshot(
    corpus: Corpus,
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """What a start finds in the folders, beginning from a snapshot; what is gone since then is gone.

    Nothing is taken from a snapshot that is damaged: every file is read again.
    """
    return _changed(_sound(corpus), find_files(corpus.folders), {}, now, cache, progress, pool)


def refresh_corpus(
    corpus: Corpus,
    *,
    now: datetime,
    cache: Path | None = None,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Corpus:
    """The folders as they are now: files that changed are read, the rest is taken over. The same corpus if none did."""
    corpus = _sound(corpus)
    found = find_files(corpus.folders)
    away = (
        {path: filed for path, filed in corpus.files.items() if _is_within(path, found.unreadable)}
        if found.unreadable
        else {}
    )
    return _changed(corpus, found, away, now, cache, progress, pool, held=True)


def snapshot_path(cache: Path | None, folders: Sequence[Path]) -> Path | None:
    """Where the snapshot of these folders is kept; None without a cache folder, or where it lies inside a corpus."""
    if cache is None:
        return None
    # Unlike Path.resolve, this raises for nothing that a path can hold or hide.
    place = Path(os.path.realpath(cache))
    roots = [Path(os.path.realpath(folder)) for folder in folders]
    if any(place.is_relative_to(root) for root in roots):
        log.warning("No snapshot is kept: the cache folder %s lies inside a corpus folder.", place)
        return None
    # The paths as given are part of what is kept, so other spellings of the same folders have a file of their own.
    names = "\0".join(str(path) for path in (*folders, *roots))
    digest = blake2b(names.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return place / f"{_PREFIX}{digest}.bin"


def _nothing(folders: tuple[Path, ...]) -> Corpus:
    sections = {
        **assemble_sections(Records(), (), ()),
        **Records().sections(),
        **snapshot.file_sections({}, ()),
    }
    table = table_in_memory(sections)
    return Corpus(folders, (), table, Archive(table))


def _sound(corpus: Corpus) -> Corpus:
    """The corpus; an empty one where its snapshot is damaged."""
    try:
        corpus.table.check()
    except DamagedTableError as error:
        log.warning("The snapshot is damaged (%s): every file is read again.", error)
        return _nothing(corpus.folders)
    return corpus


def _changed(
    corpus: Corpus,
    found: FoundFiles,
    away: Mapping[str, FileEntry],
    now: datetime,
    cache: Path | None,
    progress: Progress | None,
    crew: WorkerPool | None,
    *,
    held: bool = False,
) -> Corpus:
    """The next corpus. `away`: files that can't be looked for, which stay. `held`: whether a file that gives nothing
    any more stays as it was."""
    before = corpus.files
    known: Mapping[str, FileEntry] = {} if corpus.is_outdated else before
    current: dict[str, FileEntry] = {}
    todo: list[tuple[str, FileStamp]] = []
    restamped = False
    for path, stamp in found.files.items():
        filed = known.get(path)
        if filed is None or (filed.problems and _is_due(filed, now)):
            todo.append((path, stamp))
        elif filed.stamp == stamp:
            current[path] = filed
        elif not held and filed.stamp.matches_copy(stamp):
            current[path] = structs.replace(filed, stamp=stamp)
            restamped = True
        else:
            todo.append((path, stamp))
    # What another version of this code worked out is not carried on; where nothing is held, nothing refers to it.
    records = Records() if corpus.is_outdated and not held else corpus.records.reopen()
    fresh = dict(read_files(todo, records, now=now, progress=progress, pool=crew))
    if held:
        fresh = {path: _held(path, filed, before.get(path)) for path, filed in fresh.items()}
    unread = not fresh and not corpus.is_outdated and not restamped
    if unread and found.problems == corpus.problems and len(current) + len(away) == len(before):
        return corpus
    files = {**away, **current, **fresh}
    is_same = (
        not corpus.is_outdated
        and found.problems == corpus.problems
        and files.keys() == before.keys()
        and all(filed.has_same_content(before[path]) for path, filed in fresh.items())
    )
    if is_same:
        return replace(corpus, changed_files=files)
    place = snapshot_path(cache, corpus.folders)
    if place is not None:
        remove_abandoned_files(place.parent, _PREFIX, (now - _ABANDONED).timestamp())
    return _corpus(corpus, files, records, found.problems, place)


def _is_due(filed: FileEntry, now: datetime) -> bool:
    return not filed.is_stale and now - filed.read_at > REREAD_AFTER


def _held(path: str, fresh: FileEntry, before: FileEntry | None) -> FileEntry:
    """The fresh reading, or the one before it where the file gave articles and now gives none."""
    if before is None or fresh.numbers or not before.numbers:
        return fresh
    warning = Problem(printable_path(path), 0, "warning", "shown as it was before: the file gives no article any more")
    return structs.replace(
        fresh, numbers=before.numbers, positions=before.positions, problems=(*fresh.problems, warning), is_stale=True
    )


def _is_within(path: str, lost: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in lost)  # noqa: PTH118


def _corpus(
    corpus: Corpus,
    files: Mapping[str, FileEntry],
    records: Records,
    problems: tuple[Problem, ...],
    place: Path | None,
) -> Corpus:
    """Make the archive of these files, and keep it all at this place, if there is one."""
    before = None if corpus.is_outdated else corpus.archive
    numbers = sorted(snapshot.mentioned_numbers(files.values()))
    if len(numbers) < (1 - _WASTE) * len(records):
        files = snapshot.renumber_files(files, {number: at for at, number in enumerate(numbers)})
        records, before = records.select(numbers), None
    every = sorted([*problems, *(problem for filed in files.values() for problem in filed.problems)])
    sections = {
        **assemble_sections(records, [filed.encoded_mentions for filed in files.values()], every, before),
        **records.sections(),
        **snapshot.file_sections(files, problems),
    }
    table = _kept(place, sections)
    # All of it was copied from, and little of it will be asked for again.
    corpus.table.release()
    return Corpus(corpus.folders, problems, table, Archive(table), changed_files=files)


def _kept(place: Path | None, sections: Mapping[str, Section]) -> Table:
    """The sections in the cache, mapped from there; in memory where they can't be kept."""
    if place is not None:
        try:
            write_table(place, snapshot.snapshot_format(), sections)
            return open_table(place, snapshot.snapshot_format(), trusted=True)
        except (OSError, DamagedTableError) as error:
            log.warning("No snapshot can be kept in %s (%s); the next start will read every file again.", place, error)
    return table_in_memory(sections)
