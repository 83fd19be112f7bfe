"""Desks in the cache: a folder for each, named after what it was made of, complete from the moment it has that name.

A folder is made beside its place and moved there in one step, so two processes may share a cache and any of them may
die at any time. What a process has open goes on working when the folder is deleted under it.
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
"""Desks that stay in a cache; older ones, of archives that have changed since, are deleted."""

_ABANDONED_AFTER = 3600
"""Seconds after which a half-made folder belongs to a process that died."""

MAX_CHECKED_ON_OPEN = 64_000_000
"""Bytes that are checked against their checksums whenever a desk is opened; more take too long: `CachedDesk.check`."""

BuildIndex = Callable[[Path], tuple[tantivy.Index, dict[str, Section]]]


class CachedDesk(NamedTuple):
    """A desk as it lies in the cache."""

    folder: Path
    engine: tantivy.Index
    table: Table

    @property
    def engine_files(self) -> Path:
        """Where the engine keeps its files."""
        return self.folder / _INDEX

    def check(self) -> None:
        """Read every byte against its checksum. Raises `table.DamagedTableError`, and OSError where a file is gone."""
        _check(self.folder, self.table)


def open_cached(cache: Path, name: str) -> CachedDesk | None:
    """The desk of this name; None where there is none that is whole."""
    folder = cache / f"{_PREFIX}{name}"
    try:
        table = open_table(folder / _TABLE, desk_format())
        files = _listed_files(table)
        _check_sizes(folder, files)
        if table.size + sum(size for size, _ in files.values()) < MAX_CHECKED_ON_OPEN:
            _check(folder, table)
        kept = CachedDesk(folder, _open_engine(folder / _INDEX), table)
        # The engine takes a missing file of positions for an empty one, so a folder that another process deleted
        # meanwhile would fail much later, in a search.
        _check_sizes(folder, files)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.info("the index in %s can't be used (%s); it is made anew", folder, error)
        return None
    with suppress(OSError):
        os.utime(folder)
    return kept


def write_desk(cache: Path, name: str, build: BuildIndex) -> CachedDesk | None:
    """A new desk in the cache; None where it can't be kept there. `build` puts the engine's files into a folder."""
    place = cache / f"{_PREFIX}{name}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=cache, prefix=f".{_PREFIX}"))
    except OSError as error:
        _log.warning("No index can be kept in %s (%s); it is made anew at every start.", cache, error)
        return None
    try:
        (folder / _INDEX).mkdir()
        _, sections = build(folder / _INDEX)
        write_table(
            folder / _TABLE,
            desk_format(),
            {**sections, "files": msgspec.msgpack.encode(_compute_checksums(folder / _INDEX))},
        )
        _move_into_place(folder, place)
    except (OSError, ValueError) as error:
        _log.warning("No index can be kept in %s (%s); it is made anew at every start.", cache, error)
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _prune(cache, place)
    return open_cached(cache, name)


def link_files(source: Path, target: Path) -> None:
    """Give a folder the files of another. They are never written to again, so links will do. Raises OSError."""
    for file in source.iterdir():
        if file.name.endswith(".lock"):
            continue
        try:
            os.link(file, target / file.name)
        except OSError:
            shutil.copyfile(file, target / file.name)


@cache
def desk_format() -> str:
    """Which version of this code, and of the engine, can open a desk."""
    return f"{code_hash('bot.coverage', 'bot.answers').hex()}-{version('tantivy')}"


def _check_sizes(folder: Path, files: dict[str, tuple[int, int]]) -> None:
    if any((folder / _INDEX / name).stat().st_size != size for name, (size, _) in files.items()):
        raise DamagedTableError("a file of the index has another size")


def _check(folder: Path, table: Table) -> None:
    table.check()
    for name, (_, check) in _listed_files(table).items():
        if crc32((folder / _INDEX / name).read_bytes()) != check:
            raise DamagedTableError(f"{name} is not what was written")


def _open_engine(files: Path) -> tantivy.Index:
    """Open the engine. Raises ValueError, also where it stumbles over a damaged file."""
    try:
        engine = tantivy.Index.open(str(files))
        # Nothing is ever added to it, so nothing need watch its files.
        engine.config_reader("manual")
        engine.searcher()
    except BaseException as error:
        # What the engine's own language calls a panic is no Exception in Python's, and has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedTableError(str(error)) from None
    return engine


def _listed_files(table: Table) -> dict[str, tuple[int, int]]:
    return table.value("files", dict[str, tuple[int, int]])


def _compute_checksums(index: Path) -> dict[str, tuple[int, int]]:
    """The size and checksum of every file of an engine."""
    found = {file.name: file.read_bytes() for file in index.iterdir() if not file.name.endswith(".lock")}
    return {name: (len(data), crc32(data)) for name, data in found.items()}


def _move_into_place(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)
    except OSError:
        # Something of that name is there: of another process and just as good, or damaged, which brought us here.
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)


def _prune(cache: Path, newest: Path) -> None:
    """Delete what no one will open again."""
    found: list[tuple[float, Path]] = []
    for folder in cache.iterdir():
        with suppress(OSError):
            touched = folder.stat().st_mtime
            if folder.name.startswith(_PREFIX) and folder != newest:
                found.append((touched, folder))
            elif folder.name.startswith(f".{_PREFIX}") and time.time() - touched > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
    for _, folder in sorted(found, reverse=True)[_MAX_DESKS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
