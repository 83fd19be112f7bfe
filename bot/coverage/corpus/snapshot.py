"""A corpus in one file of the cache: what each file said, the distinct records, and the archive that they make."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import Struct, structs

from bot.coverage.archive.identity import EncodedMentions
from bot.coverage.archive.records import encode_numbers
from bot.coverage.article import Problem
from bot.coverage.code_hash import code_hash
from bot.coverage.columns.table import Section, Table
from bot.coverage.corpus.folders import FileStamp

_LAYOUT = (
    "bot.coverage.article",
    "bot.coverage.columns",
    "bot.coverage.archive",
    "bot.coverage.corpus.folders",
    "bot.coverage.corpus.snapshot",
)
"""The modules that say what lies in the file."""

_encoder = msgspec.msgpack.Encoder()


class RecordMention(NamedTuple):
    """One place in a file that gives a record: the record's number, the line (from 1), nested in another or not."""

    number: int
    line: int
    nested: bool


class FileEntry(Struct, frozen=True, array_like=True):
    """What a file said, the state of the file that it is of, and when it was read.

    `numbers`, `positions`: of each record that it gives the number and (twice the line, one more where it is
    nested), as arrays of unsigned 32-bit numbers. `is_stale`: of an earlier state of it.
    """

    stamp: FileStamp
    read_at: datetime
    problems: tuple[Problem, ...]
    numbers: bytes
    positions: bytes
    is_stale: bool = False

    @property
    def encoded_mentions(self) -> EncodedMentions:
        """The records that it gives, for `identity.group`."""
        return self.numbers, self.positions

    def mentions(self) -> list[RecordMention]:
        """The records that it gives, in their order; the main one first."""
        numbers, places = memoryview(self.numbers).cast("I"), memoryview(self.positions).cast("I")
        return [
            RecordMention(number, place >> 1, bool(place & 1)) for number, place in zip(numbers, places, strict=True)
        ]

    def has_same_content(self, other: "FileEntry") -> bool:
        """Whether an archive is the same with either."""
        return (self.numbers, self.positions, self.problems) == (other.numbers, other.positions, other.problems)


def file_sections(files: Mapping[str, FileEntry], problems: Iterable[Problem]) -> dict[str, Section]:
    """The files' part of a snapshot. Held readings, and paths that are no valid text, are left out: read again."""
    kept = [item for item in files.items() if not item[1].is_stale and is_valid_text(item[0])]
    return {
        "files": _encoder.encode(kept),
        "folder problems": _encoder.encode(list(problems)),
        "reader": reader_version(),
    }


def read_file_entries(table: Table) -> dict[str, FileEntry]:
    """The files of a snapshot by path. Raises `tables.Damaged`."""
    return dict(table.value("files", list[tuple[str, FileEntry]]))


def is_from_this_reader(table: Table) -> bool:
    """Whether the files were read by this version of the code; else they are to be read again."""
    return bytes(table.bytes("reader")) == reader_version()


@cache
def snapshot_format() -> str:
    """Which version of this code can open a snapshot."""
    return code_hash(*_LAYOUT).hex()


@cache
def reader_version() -> bytes:
    """Which version of this code read the files."""
    return code_hash("bot.coverage")


def is_valid_text(path: str) -> bool:
    """Whether a path is valid text, which an encoded value needs."""
    if path.isascii():
        return True
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def mentioned_numbers(files: Iterable[FileEntry]) -> set[int]:
    """The numbers of the records that files mention."""
    return set(memoryview(b"".join([filed.numbers for filed in files])).cast("I"))


def renumber_files(files: Mapping[str, FileEntry], numbers: Mapping[int, int]) -> dict[str, FileEntry]:
    """The files with other numbers for their records."""
    return {
        path: structs.replace(
            filed, numbers=encode_numbers(map(numbers.__getitem__, memoryview(filed.numbers).cast("I")))
        )
        for path, filed in files.items()
    }
