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
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

import msgspec
import tantivy

from bot.answers.index.panics import translate_panics
from bot.coverage.code_hash import compute_code_hash
from bot.coverage.columns.mapped_files import FileState, has_changed, open_own_file, read_state
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
"""Bytes up to which a desk is always checked when it is opened. The check of a larger one can be put off."""

_CHUNK = 1 << 20
"""Bytes that are read at a time to compute a checksum."""

BuildIndex = Callable[[Path], tuple[tantivy.Index, dict[str, Section]]]
"""Puts an engine's files into a folder. Returns the engine, and the sections of the desk's table."""

_BOOKKEEPING = ".managed.json"
"""tantivy's list of the files of an index, in no fixed order. It is read when an index is opened, not by a search."""


@dataclass(frozen=True, slots=True)
class CachedDesk:
    """A desk that is open from the cache.

    `states`: the engine's files, as they were when they were last checked or, if they never were, opened.
    """

    folder: Path
    engine: tantivy.Index
    table: Table
    states: dict[str, FileState]

    @property
    def engine_files(self) -> Path:
        """The folder with the engine's files."""
        return self.folder / _INDEX

    def list_engine_files(self) -> list[str]:
        """Return the names of the engine's files."""
        return list(_read_file_list(self.table))

    def check(self) -> None:
        """Check the files against their checksums: all of them the first time, then those that were written to since.

        Raises DamagedTableError, and OSError if a file can't be read; one that is deleted after the first check can
        still be used.
        """
        was_checked = self.table.is_checked
        for name, (size, checksum) in _read_file_list(self.table).items():
            # Another process may have replaced the folder by the same desk, whose bookkeeping is in another order.
            if was_checked and name == _BOOKKEEPING:
                continue
            file = self.engine_files / name
            if was_checked and not has_changed(file, self.states[name]):
                continue
            state = read_state(file)
            if state.size != size or _compute_checksum(file) != checksum:
                raise DamagedTableError(f"{name} has changed since it was written")
            self.states[name] = state
        self.table.check()


def open_cached(cache: Path, name: str, *, is_check_deferred: bool = False) -> CachedDesk | None:
    """Open the desk of this name. Returns None if there is none, or it is damaged.

    `is_check_deferred`: the caller will call `CachedDesk.check` later, so a large desk need not be checked now.
    """
    folder = cache / f"{_PREFIX}{name}"
    try:
        table = open_table(folder / _TABLE, get_desk_format())
        files = _read_file_list(table)
        _check_sizes(folder, files)
        if not is_check_deferred or table.size + sum(size for size, _ in files.values()) < MAX_CHECKED_ON_OPEN:
            _check(folder, table)
        states = {file: read_state(folder / _INDEX / file) for file in files}
        cached = CachedDesk(folder, _open_engine(folder / _INDEX), table, states)
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
    """Build a desk in the cache, and open it. Returns None if it can't be written there.

    Raises DamagedTableError if `build` does.
    """
    place = cache / f"{_PREFIX}{name}"
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=cache, prefix=f".{_PREFIX}"))
    except OSError as error:
        _log.warning("The index can't be kept in %s (%s), so every start builds it again.", cache, error)
        return None
    try:
        (folder / _INDEX).mkdir()
        _, sections = build(folder / _INDEX)
        write_table(
            folder / _TABLE,
            get_desk_format(),
            {**sections, "files": msgspec.msgpack.encode(_list_files(folder / _INDEX))},
        )
        _move_into_place(folder, place)
    except DamagedTableError:
        raise
    except (OSError, ValueError) as error:
        _log.warning("The index can't be kept in %s (%s), so every start builds it again.", cache, error)
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _prune(cache, place)
    return open_cached(cache, name, is_check_deferred=True)


@cache
def get_desk_format() -> str:
    """Return the version of this code and of the engine. A desk of another version can't be opened."""
    return f"{compute_code_hash('bot.coverage', 'bot.answers').hex()}-{version('tantivy')}"


def _check_sizes(folder: Path, files: dict[str, tuple[int, int]]) -> None:
    if any((folder / _INDEX / name).stat().st_size != size for name, (size, _) in files.items()):
        raise DamagedTableError("a file of the index has another size")


def _check(folder: Path, table: Table) -> None:
    for name, (_, checksum) in _read_file_list(table).items():
        if _compute_checksum(folder / _INDEX / name) != checksum:
            raise DamagedTableError(f"{name} has changed since it was written")
    table.check()


def _compute_checksum(file: Path) -> int:
    """Return the checksum of a file of this user. Raises OSError, and DamagedTableError if it is another user's."""
    try:
        descriptor = open_own_file(file)
    except ValueError as error:
        raise DamagedTableError(f"{file.name}: {error}") from None
    checksum = 0
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        while chunk := opened.read(_CHUNK):
            checksum = crc32(chunk, checksum)
    return checksum


def _open_engine(files: Path) -> tantivy.Index:
    """Open the engine. Raises ValueError if it can't be opened; DamagedTableError is one."""
    with translate_panics():
        engine = tantivy.Index.open(str(files))
        # Nothing is ever added, so tantivy need not watch the files.
        engine.config_reader("manual")
        engine.searcher()
    return engine


def _read_file_list(table: Table) -> dict[str, tuple[int, int]]:
    """Return the size and checksum of every file of the engine, by its name."""
    return table.value("files", dict[str, tuple[int, int]])


def _list_files(index: Path) -> dict[str, tuple[int, int]]:
    """Compute the size and checksum of every file of an engine."""
    files = [file for file in index.iterdir() if not file.name.endswith(".lock")]
    return {file.name: (file.stat().st_size, _compute_checksum(file)) for file in files}


def _move_into_place(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)
    except OSError:
        # There is a folder of that name: another process wrote the same desk, or it is the damaged one to replace.
        shutil.rmtree(place, ignore_errors=True)
        with suppress(OSError):
            place.unlink()
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
