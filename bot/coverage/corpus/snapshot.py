"""A snapshot: one file in the cache with what was read from each file, the distinct records, and their archive."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import Struct, structs

from bot.coverage.archive.grouping import EncodedMentions
from bot.coverage.archive.records import encode_numbers
from bot.coverage.article import Problem
from bot.coverage.code_hash import compute_code_hash
from bot.coverage.columns.table import Section, Table
from bot.coverage.corpus.folders import FileStamp

_LAYOUT = (
    "bot.coverage.article",
    "bot.coverage.columns",
    "bot.coverage.archive",
    "bot.coverage.corpus.folders",
    "bot.coverage.corpus.snapshot",
)
"""The modules and packages that decide what is in a snapshot."""

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
        """Return whether an archive is the same with either entry."""
        return (self.numbers, self.positions, self.problems) == (other.numbers, other.positions, other.problems)


def build_file_sections(files: Mapping[str, FileEntry], problems: Iterable[Problem]) -> dict[str, Section]:
    """Build a snapshot's sections about files.

    Stale entries and paths that are not valid text are left out, so that the next start reads these files again.
    """
    stored = [item for item in files.items() if not item[1].is_stale and is_valid_text(item[0])]
    return {
        "files": _encode(stored),
        "folder problems": _encode(list(problems)),
        "reader": get_reader_version(),
    }


def read_file_entries(table: Table) -> dict[str, FileEntry]:
    """Return a snapshot's files by path. Raises DamagedTableError."""
    return dict(table.value("files", list[tuple[str, FileEntry]]))


def is_from_this_reader(table: Table) -> bool:
    """Return whether this version of the code read the files. If not, they must be read again."""
    return bytes(table.bytes("reader")) == get_reader_version()


@cache
def get_snapshot_format() -> str:
    """Return the version of the code that decides what is in a snapshot; no other version can open it."""
    return compute_code_hash(*_LAYOUT).hex()


@cache
def get_reader_version() -> bytes:
    """Return the version of the code that reads files."""
    return compute_code_hash("bot.coverage")


def is_valid_text(path: str) -> bool:
    """Return whether a path is valid text, so that it can be encoded."""
    if path.isascii():
        return True
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def list_mentioned_numbers(files: Iterable[FileEntry]) -> set[int]:
    """Return the numbers of the records that files mention."""
    return set(memoryview(b"".join([entry.numbers for entry in files])).cast("I"))


def renumber_files(files: Mapping[str, FileEntry], numbers: Mapping[int, int]) -> dict[str, FileEntry]:
    """Return the files with new record numbers. `numbers` has the new number by the old one."""
    return {
        path: structs.replace(
            entry, numbers=encode_numbers(map(numbers.__getitem__, memoryview(entry.numbers).cast("I")))
        )
        for path, entry in files.items()
    }
