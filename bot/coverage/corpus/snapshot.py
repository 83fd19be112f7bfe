"""A snapshot: one file in the cache, with the data read from each file, the distinct records, and their archive."""

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec
from msgspec import structs

from bot.coverage.archive.records import encode_numbers
from bot.coverage.article import Problem
from bot.coverage.code_hash import compute_code_hash
from bot.coverage.columns.table import Section, Table
from bot.coverage.corpus.file_table import FileEntry, FileTable, build_file_table_sections

_LAYOUT = (
    "bot.coverage.article",
    "bot.coverage.columns",
    "bot.coverage.archive",
    "bot.coverage.corpus.file_table",
    "bot.coverage.corpus.folders",
    "bot.coverage.corpus.snapshot",
)
"""The modules and packages that decide what is in a snapshot."""

_encode = msgspec.msgpack.Encoder().encode


def build_file_sections(files: Mapping[str, FileEntry], problems: Iterable[Problem]) -> dict[str, Section]:
    """Build a snapshot's sections about files.

    Those that are not stored are left out.
    """
    stored = (item for item in iterate_entries(files) if is_stored(*item))
    return {
        **build_file_table_sections(stored),
        "folder problems": _encode(list(problems)),
        "reader": get_reader_version(),
    }


def is_stored(path: str, entry: FileEntry) -> bool:
    """Whether a snapshot has a file. The next start reads a file again that is stale or whose path is no valid text."""
    return not entry.is_stale and is_valid_text(path)


def iterate_entries(files: Mapping[str, FileEntry]) -> Iterable[tuple[str, FileEntry]]:
    """Return each file's path and entry."""
    return files.entries() if isinstance(files, FileTable) else files.items()


def was_read_by_this_version(table: Table) -> bool:
    """Return whether this version of the code read the files. If it didn't, they must be read again."""
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


def list_mentioned_numbers(files: Mapping[str, FileEntry]) -> set[int]:
    """Return the numbers of the records that files mention."""
    return set(memoryview(b"".join([entry.numbers for _, entry in iterate_entries(files)])).cast("I"))


def renumber_files(files: Mapping[str, FileEntry], numbers: Mapping[int, int]) -> dict[str, FileEntry]:
    """Return the files with new record numbers. `numbers` has the new number by the old one."""
    return {
        path: structs.replace(
            entry, numbers=encode_numbers(map(numbers.__getitem__, memoryview(entry.numbers).cast("I")))
        )
        for path, entry in iterate_entries(files)
    }
