"""Keep desks in the cache: each in a folder that is named after what the desk is made of.

A folder is filled under another name and renamed when it is complete, so processes may share a cache, and any of them
may die at any time. A process that has a desk open can go on using it after the folder is deleted.
"""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec
import tantivy

from bot.coverage.code_hash import code_hash
from bot.coverage.columns.table import DamagedTableError, Section, Table, open_table, write_table

_log = logging.getLogger(__name__)

_PREFIX = "desk-"
_TABLE = "desk.bin"
_INDEX = "index"
_MAX_DESKS = 4
"""Desks in a cache. Older ones, of archives that have changed since, are deleted."""

_ABANDONED_AFTER = 3600
"""Seconds after which a folder that is still incomplete belongs to a process that died."""

MAX_CHECKED_ON_OPEN = 64_000_000
"""Bytes up to which a desk is checked when it is opened. Checking more takes too long; see `CachedDesk.check`."""

BuildIndex = Callable[[Path], tuple[tantivy.Index, dict[str, Section]]]
"""Puts an engine's files into a folder. Returns the engine, and the sections of the desk's table."""


class CachedDesk(NamedTuple):
    """A desk that is open from the cache."""

    folder: Path
    engine: tantivy.Index
    table: Table

    @property
    def engine_files(self) -> Path:
        """The folder with the engine's files."""
        return self.folder / _INDEX

    def check(self) -> None:
        """Check every file against its checksum. Raises DamagedTableError, and OSError if a file is gone."""
        _check(self.folder, self.table)


def open_cached(cache: Path, name: str) -> CachedDesk | None:
    """Open the desk of this name. Returns None if there is none, or it is damaged."""
    folder = cache / f"{_PREFIX}{name}"
    try:
        table = open_table(folder / _TABLE, desk_format())
        files = _read_file_list(table)
        _check_sizes(folder, files)
        if table.size + sum(size for size, _ in files.values()) < MAX_CHECKED_ON_OPEN:
            _check(folder, table)
        cached = CachedDesk(folder, _open_engine(folder / _INDEX), table)
        # tantivy takes a missing file of positions for an empty one. If another process has deleted the folder by now,
        # a search would fail much later.
        _check_sizes(folder, files)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.info("the index in %s can't be used (%s) and is built again", folder, error)
        return None
    with suppress(OSError):
        os.utime(folder)
    return cached


def write_desk(cache: Path, name: str, build: BuildIndex) -> CachedDesk | None:
    """Build a desk in the cache, and open it. Returns None if it can't be written there."""
    place = cache / f"{_PREFIX}{name}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=cache, prefix=f".{_PREFIX}"))
    except OSError as error:
        _log.warning("The index can't be kept in %s (%s), so every start builds it again.", cache, error)
        return None
    try:
        (folder / _INDEX).mkdir()
        _, sections = build(folder / _INDEX)
        write_table(
            folder / _TABLE,
            desk_format(),
            {**sections, "files": msgspec.msgpack.encode(_list_files(folder / _INDEX))},
        )
        _move_into_place(folder, place)
    except (OSError, ValueError) as error:
        _log.warning("The index can't be kept in %s (%s), so every start builds it again.", cache, error)
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _prune(cache, place)
    return open_cached(cache, name)


def link_engine_files(desk: CachedDesk, target: Path) -> None:
    """Put the engine's files into another folder. Hard links are enough, since the files never change.

    Raises OSError if a file is missing: another process may have deleted the desk, or be deleting it now.
    """
    for name in _read_file_list(desk.table):
        try:
            os.link(desk.engine_files / name, target / name)
        except OSError:
            shutil.copyfile(desk.engine_files / name, target / name)


@cache
def desk_format() -> str:
    """Return the version of this code and of the engine. A desk of another version can't be opened."""
    return f"{code_hash('bot.coverage', 'bot.answers').hex()}-{version('tantivy')}"


def _check_sizes(folder: Path, files: dict[str, tuple[int, int]]) -> None:
    if any((folder / _INDEX / name).stat().st_size != size for name, (size, _) in files.items()):
        raise DamagedTableError("a file of the index has another size")


def _check(folder: Path, table: Table) -> None:
    table.check()
    for name, (_, checksum) in _read_file_list(table).items():
        if crc32((folder / _INDEX / name).read_bytes()) != checksum:
            raise DamagedTableError(f"{name} has changed since it was written")


def _open_engine(files: Path) -> tantivy.Index:
    """Open the engine. Raises ValueError if it can't be opened; DamagedTableError is one."""
    try:
        engine = tantivy.Index.open(str(files))
        # Nothing is ever added, so tantivy need not watch the files.
        engine.config_reader("manual")
        engine.searcher()
    except BaseException as error:
        # A damaged file may cause a panic in Rust. PanicException is no Exception, and can't be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedTableError(str(error)) from None
    return engine


def _read_file_list(table: Table) -> dict[str, tuple[int, int]]:
    """Return the size and checksum of every file of the engine, by its name."""
    return table.value("files", dict[str, tuple[int, int]])


def _list_files(index: Path) -> dict[str, tuple[int, int]]:
    """Compute the size and checksum of every file of an engine."""
    contents = {file.name: file.read_bytes() for file in index.iterdir() if not file.name.endswith(".lock")}
    return {name: (len(content), crc32(content)) for name, content in contents.items()}


def _move_into_place(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)
    except OSError:
        # There is a folder of that name: another process wrote the same desk, or it is the damaged one to replace.
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)


def _prune(cache: Path, newest: Path) -> None:
    """Delete old desks, and folders that processes left incomplete."""
    others: list[tuple[float, Path]] = []
    for folder in cache.iterdir():
        with suppress(OSError):
            modified = folder.stat().st_mtime
            if folder.name.startswith(_PREFIX) and folder != newest:
                others.append((modified, folder))
            elif folder.name.startswith(f".{_PREFIX}") and time.time() - modified > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
    for _, folder in sorted(others, reverse=True)[_MAX_DESKS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
