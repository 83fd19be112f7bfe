"""A corpus: what was read from the folders, file by file, and the archive made from it. A snapshot stores it."""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import assemble_sections
from bot.coverage.archive.records import Records
from bot.coverage.article import Origin, Problem
from bot.coverage.columns.table import Table, build_table_in_memory, open_table
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.file_table import FileTable
from bot.coverage.corpus.folders import escape_path
from bot.coverage.parsing.reader import Reading

if TYPE_CHECKING:
    from bot.coverage.archive.delta import ArchiveState

log = logging.getLogger(__name__)

PREFIX = "corpus-"
"""The prefix of snapshots' file names."""
_CHECKED_WHEN_OPENED = 64 << 20
"""Bytes. A snapshot smaller than this is checked whenever it is opened, which takes a few milliseconds."""


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """What was read from the folders, file by file, and the archive made from it.

    `problems`: those of the folders. `table`: the snapshot that it began with, or its next state. `files`: what each
    file gave. `records`: the distinct records by number, including any that no file mentions now. `is_outdated`:
    whether another version of this code read the files. `states`: at most one state to build the next archive from; the
    code that builds takes it out.
    """

    folders: tuple[Path, ...]
    problems: tuple[Problem, ...]
    table: Table
    archive: Archive
    files: FileTable
    records: Records
    is_outdated: bool = False
    states: "list[ArchiveState]" = field(default_factory=list["ArchiveState"])

    @classmethod
    def from_table(
        cls, folders: tuple[Path, ...], problems: tuple[Problem, ...], table: Table, *, is_outdated: bool = False
    ) -> "Corpus":
        """Return the corpus that a snapshot holds."""
        return cls(folders, problems, table, Archive(table), FileTable(table), Records(table), is_outdated)

    @property
    def base(self) -> Table:
        """The snapshot that the table is an overlay on, or the table itself."""
        return self.table.overlay.base if self.table.overlay is not None else self.table

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """Yield each file's path and reading, with complete records."""
        for path, entry in self.files.entries():
            printable = escape_path(path)
            records = tuple(
                structs.replace(self.records[number], origin=Origin(printable, line, nested))
                for number, line, nested in entry.mentions()
            )
            yield path, Reading(records, entry.problems)

    def origins(self) -> dict[str, tuple[Origin, ...]]:
        """Return, by article id, where each article is in the files: main records first, then by path and line."""
        ids = {
            member >> 1: self.archive.id_of(place)
            for place, members in enumerate(self.archive.members)
            for member in members
        }
        by_id: dict[str, list[Origin]] = {}
        for path, entry in self.files.entries():
            for number, line, nested in entry.mentions():
                if number in ids:
                    by_id.setdefault(ids[number], []).append(Origin(escape_path(path), line, nested))
        return {
            article_id: tuple(sorted(origins, key=lambda origin: (origin.nested, origin.path, origin.line)))
            for article_id, origins in by_id.items()
        }


def open_snapshot(folders: Sequence[Path], cache: Path | None) -> Corpus | None:
    """Open the corpus as it was when the last snapshot was written, without looking at the files.

    Returns None if there is no usable snapshot.
    """
    path = find_snapshot_path(cache, folders)
    if path is None:
        return None
    try:
        table = open_table(path, snapshot.get_snapshot_format())
        if table.size < _CHECKED_WHEN_OPENED:
            table.check()
        problems = tuple(table.value("folder problems", list[Problem]))
        is_outdated = not snapshot.was_read_by_this_version(table)
        return Corpus.from_table(tuple(folders), problems, table, is_outdated=is_outdated)
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - damage that was not checked for can raise anything
        log.info("The snapshot %s can't be used (%s) and will be rebuilt.", path, error)
        return None


def find_snapshot_path(cache: Path | None, folders: Sequence[Path]) -> Path | None:
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
    return folder / f"{PREFIX}{digest}.bin"


def build_empty_corpus(folders: tuple[Path, ...]) -> Corpus:
    """Return a corpus in which no file has been read."""
    sections = {
        **assemble_sections(Records(), (), ()),
        **Records().build_sections(),
        **snapshot.build_file_sections({}, ()),
    }
    table = build_table_in_memory(sections)
    return Corpus.from_table(folders, (), table)
