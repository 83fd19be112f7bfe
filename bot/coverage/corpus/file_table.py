"""What each file of a corpus gave: a mapping by path that decodes an entry when it is read."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bot.coverage.archive.grouping import EncodedMentions
from bot.coverage.article import Problem
from bot.coverage.columns.sequences import (
    ListColumn,
    TextColumn,
    ValueColumn,
    build_list_sections,
    build_text_sections,
    build_value_sections,
)
from bot.coverage.columns.table import Section, Table
from bot.coverage.corpus.folders import FileStamp

_encode = msgspec.msgpack.Encoder().encode


class RecordMention(NamedTuple):
    """A place in a file that gives a record: the record's number, the line (from 1), and whether it is nested."""

    number: int
    line: int
    nested: bool


class FileEntry(Struct, frozen=True, array_like=True):
    """What a file gave when it was read, at `read_at` and in the state that `stamp` describes.

    `numbers` and `positions` are the file's `grouping.EncodedMentions`. If `is_stale`, they are from an earlier state
    of the file, because the present one gives no record.
    """

    stamp: FileStamp
    read_at: datetime
    problems: tuple[Problem, ...]
    numbers: bytes
    positions: bytes
    is_stale: bool = False

    @property
    def encoded_mentions(self) -> EncodedMentions:
        """The records that the file gives, for `grouping.group_records`."""
        return self.numbers, self.positions

    def mentions(self) -> list[RecordMention]:
        """Return the records that the file gives, in order, the main one first."""
        numbers, positions = memoryview(self.numbers).cast("I"), memoryview(self.positions).cast("I")
        return [
            RecordMention(number, position >> 1, bool(position & 1))
            for number, position in zip(numbers, positions, strict=True)
        ]

    def has_same_content(self, other: "FileEntry") -> bool:
        """Return whether both entries lead to the same archive."""
        return (self.numbers, self.positions, self.problems) == (other.numbers, other.positions, other.problems)


class _State(Struct, frozen=True, array_like=True):
    """The stored part of an entry, besides its mentions."""

    stamp: FileStamp
    read_at: datetime
    problems: tuple[Problem, ...]


class FileTable(Mapping[str, FileEntry]):
    """The files of a corpus: those of a snapshot, with changes since. It does not change.

    `changes`: the entries of the files that changed; None for those that are gone. `paths`, `numbers`, `positions`: the
    snapshot's files and their mentions.
    """

    def __init__(self, table: Table, changes: Mapping[str, FileEntry | None] | None = None) -> None:
        """`table`: a table with the sections of `build_file_table_sections`. Raises DamagedTableError."""
        self._table = table
        self.paths = TextColumn(table, "files")
        self._states = ValueColumn(table, "files.states", _State)
        self.numbers, self.positions = ListColumn(table, "files.numbers"), ListColumn(table, "files.positions")
        self.changes = changes or {}
        self._length = len(self.paths)
        for path, entry in self.changes.items():
            self._length += (entry is not None) - (self.find(path) >= 0)

    def find(self, path: str) -> int:
        """Return the index of a path in the snapshot; -1 if it isn't there."""
        key = path.encode("utf-8", "surrogateescape")
        at = bisect_left(range(len(self.paths)), key, key=self.paths.raw)
        return at if at < len(self.paths) and self.paths.raw(at) == key else -1

    def with_changes(self, changes: Mapping[str, FileEntry | None]) -> "FileTable":
        """Return the files after more changes."""
        merged = {**self.changes, **changes}
        return FileTable(
            self._table, {path: entry for path, entry in merged.items() if entry is not None or self.find(path) >= 0}
        )

    def __len__(self) -> int:
        return self._length

    def __contains__(self, path: object) -> bool:
        if path in self.changes:
            return self.changes[str(path)] is not None
        return isinstance(path, str) and self.find(path) >= 0

    def __getitem__(self, path: str) -> FileEntry:
        entry = self.changes[path] if path in self.changes else self._read(self.find(path))
        if entry is None:
            raise KeyError(path)
        return entry

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self.paths if path not in self.changes)
        yield from (path for path, entry in self.changes.items() if entry is not None)

    def entries(self) -> Iterator[tuple[str, FileEntry]]:
        """Yield each file's path and entry. Faster than `items`."""
        for index, path in enumerate(self.paths):
            if path not in self.changes and (entry := self._read(index)):
                yield path, entry
        for path, entry in self.changes.items():
            if entry is not None:
                yield path, entry

    def _read(self, index: int) -> FileEntry | None:
        if index < 0:
            return None
        state = self._states[index]
        numbers, positions = self.numbers[index].tobytes(), self.positions[index].tobytes()
        return FileEntry(state.stamp, state.read_at, state.problems, numbers, positions)


def list_changed(earlier: FileTable, later: FileTable) -> set[str]:
    """Return the paths whose entries differ between two states of one snapshot's files."""
    before, after = earlier.changes, later.changes
    gone = before.keys() - after.keys()
    return gone | {path for path, entry in after.items() if path not in before or before[path] is not entry}


def build_file_table_sections(files: Iterable[tuple[str, FileEntry]]) -> dict[str, Section]:
    """Build the sections of a `FileTable`. The paths are valid text."""
    stored = sorted(files, key=lambda item: item[0].encode())
    numbers = [array("I", entry.numbers) for _, entry in stored]
    positions = [array("I", entry.positions) for _, entry in stored]
    states = [_encode(_State(entry.stamp, entry.read_at, entry.problems)) for _, entry in stored]
    return {
        **build_text_sections("files", [path.encode() for path, _ in stored]),
        **build_value_sections("files.states", states),
        **build_list_sections("files.numbers", numbers),
        **build_list_sections("files.positions", positions),
    }
