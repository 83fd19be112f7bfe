"""A table: named sections of bytes in one file, mapped into memory. A snapshot is a table.

A file has a head (the layout, the place of each section, checksums) and the sections. `write_table` writes it to a
temporary file in the same folder and moves it to its place in one step. So a reader finds the whole old file or the
whole new one, and a reader that has mapped the old file can keep using it. Nothing is decoded before it is needed.
Numbers are in the machine's byte order, because a cache never moves to another machine.
"""

import mmap
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar, cast
from zlib import crc32

import msgspec
from msgspec import Struct

from bot.coverage.columns.mapped_files import FileState, has_changed, open_own_file, read_state

T = TypeVar("T")
Part = bytes | bytearray | memoryview
Section = Part | Sequence[Part]
"""The bytes of a section, in one part or in several that are written one after another."""

_MAGIC = b"nutgraf\x02" + sys.byteorder[:1].encode()
_ALIGNMENT = 8
_CHECKED_AT_ONCE = 16 << 20
"""Bytes."""


class DamagedTableError(ValueError):
    """The file was changed or damaged after it was written, or it has another layout. Rebuild it."""


class _Entry(Struct, array_like=True):
    start: int
    size: int
    checksum: int


class _Head(Struct, array_like=True):
    layout: str
    sections: dict[str, _Entry]


class Overlay(NamedTuple):
    """How a table uses the items of another table, which stays as it is.

    `base`: the other table. `items`: by column, the number of the item at each index. The items of `base` are numbered
    first, then the table's own. If the table lacks a section, that of `base` is used.
    """

    base: "Table"
    items: Mapping[str, "memoryview[int]"]


_decode_head = msgspec.msgpack.Decoder(_Head).decode
_encode = msgspec.msgpack.Encoder().encode
_decode_packed = msgspec.msgpack.Decoder(dict[str, memoryview]).decode


class Table:
    """Sections by name; each can be read as bytes, as numbers or as an encoded value.

    `size` is the size of all sections, in bytes. `path` is the file that they are mapped from, and `state` is its state
    when it was mapped or last checked. `is_checked` is true once `check` has passed. `fault` says why `check` failed;
    empty if it didn't.
    """

    __slots__ = ("_checksums", "_file_map", "_sections", "fault", "is_checked", "overlay", "path", "size", "state")

    def __init__(
        self,
        sections: Mapping[str, memoryview],
        checksums: Mapping[str, int] | None = None,
        file_map: mmap.mmap | None = None,
        path: Path | None = None,
        state: FileState | None = None,
        *,
        is_checked: bool = False,
        overlay: Overlay | None = None,
    ) -> None:
        """`state`: the file's state when it was mapped. `is_checked`: whether the checksums need no comparison now."""
        self.overlay = overlay
        self.path = path
        self.state = state
        self._sections = dict(sections)
        self._checksums = dict(checksums or {})
        self._file_map = file_map
        self.is_checked = is_checked
        self.fault = ""
        self.size = sum(len(section) for section in self._sections.values())

    @property
    def is_damaged(self) -> bool:
        """Whether a check has failed."""
        return bool(self.fault)

    def __contains__(self, name: object) -> bool:
        return name in self._sections or (self.overlay is not None and name in self.overlay.base)

    def bytes(self, name: str) -> memoryview:
        """Return a section's bytes. Raises DamagedTableError if there is no such section."""
        try:
            return self._sections[name]
        except KeyError:
            if self.overlay is not None:
                return self.overlay.base.bytes(name)
            raise DamagedTableError(f"no section {name}") from None

    def column_parts(self, name: str) -> "tuple[Table, Table | None, memoryview[int] | None]":
        """Return the table with a column's first items, the one with the others, and each index's item number.

        Without an overlay on this column, return this table, None and None: all items are in order.
        """
        if self.overlay is None or name not in self.overlay.items:
            return self, None, None
        return self.overlay.base, self, self.overlay.items[name]

    def numbers(self, name: str, code: str = "I") -> "memoryview[int]":
        """Return a section as whole numbers. `code` is one of `array`'s type codes."""
        return self._cast(name, code)  # pyright: ignore[reportReturnType]

    def floats(self, name: str) -> "memoryview[float]":
        """Return a section as floating-point numbers of 8 bytes."""
        return self._cast(name, "d")  # pyright: ignore[reportReturnType]

    def _cast(self, name: str, code: str) -> memoryview:
        try:
            return self.bytes(name).cast(code)  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]
        except TypeError:
            raise DamagedTableError(f"section {name} has an odd length") from None

    def value(self, name: str, kind: type[T]) -> T:
        """Decode a section that holds one value. Raises DamagedTableError if it isn't of this kind."""
        try:
            return msgspec.msgpack.decode(self.bytes(name), type=kind)
        except ValueError as error:
            raise DamagedTableError(f"section {name}: {error}") from None

    def sections(self) -> dict[str, Section]:
        """Return all sections, in the form that `write_table` takes."""
        return dict(self._sections)

    def check(self) -> None:
        """Compare every byte with the checksums the first time, and again whenever the file has been written to.

        Takes at most a second per gigabyte. Raises DamagedTableError if a section differs.
        """
        if self.overlay is not None:
            self.overlay.base.check()
        if self.fault:
            raise DamagedTableError(self.fault)
        if self.is_checked and not self._is_written_to():
            return
        self.fault = self._find_fault()
        if self.fault:
            raise DamagedTableError(self.fault)
        self.is_checked = True
        self.release()

    def _is_written_to(self) -> bool:
        return self.path is not None and self.state is not None and has_changed(self.path, self.state)

    def _find_fault(self) -> str:
        """Return what is wrong with the file; "" if nothing is. Remember its present state."""
        if self.path is not None and self.state is not None and self._is_written_to():
            state = read_state(self.path)
            if state.size < self.state.size:
                return "cut short while it was in use"
            self.state = state
        wrong = (name for name, checksum in self._checksums.items() if self._compute_checksum(name) != checksum)
        return next((f"section {name} is not what was written" for name in wrong), "")

    def _compute_checksum(self, name: str) -> int:
        """Return a section's checksum, without having all of it in memory at once."""
        section, checksum = self._sections[name], 0
        for start in range(0, len(section), _CHECKED_AT_ONCE):
            checksum = crc32(section[start : start + _CHECKED_AT_ONCE], checksum)
            self.release()
        return checksum

    def release(self) -> None:
        """Free the memory of the pages read so far; the system reads them again when they are needed."""
        if self._file_map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._file_map.madvise(mmap.MADV_DONTNEED)


def build_table_in_memory(sections: Mapping[str, Section], overlay: Overlay | None = None) -> Table:
    """Make a table in memory, without a file."""
    return Table({name: _join_parts(section) for name, section in sections.items()}, overlay=overlay)


def _join_parts(section: Section) -> memoryview:
    """Return a section in memory. A view of a mapped file is copied, since somebody may overwrite the file."""
    parts = _list_parts(section)
    if len(parts) == 1 and isinstance(parts[0], memoryview) and not isinstance(parts[0].obj, mmap.mmap):
        return parts[0].toreadonly()
    return memoryview(b"".join(parts))


def open_table(path: Path, layout: str, *, trusted: bool = False) -> Table:
    """Map a file. `trusted` means that this process has just written it, so its checksums need no check.

    Raises DamagedTableError if the file is cut short, has another layout or belongs to another user, and OSError if it
    can't be opened.
    """
    try:
        descriptor = open_own_file(path)
    except ValueError as error:
        raise DamagedTableError(str(error)) from None
    with os.fdopen(descriptor, "rb") as file:
        state = read_state(file.fileno())
        try:
            file_map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise DamagedTableError("empty") from None
    mapped = memoryview(file_map)
    start = len(_MAGIC) + 8
    if len(mapped) < start or bytes(mapped[: len(_MAGIC)]) != _MAGIC:
        raise DamagedTableError("not a table")
    size = int.from_bytes(mapped[len(_MAGIC) : len(_MAGIC) + 4])
    encoded = mapped[start : start + size]
    if len(encoded) < size or crc32(encoded) != int.from_bytes(mapped[len(_MAGIC) + 4 : start]):
        raise DamagedTableError("the head is not what was written")
    try:
        head = _decode_head(encoded)
    except msgspec.DecodeError as error:
        raise DamagedTableError(str(error)) from None
    if head.layout != layout:
        raise DamagedTableError("it has another layout")
    first = _align(start + size)
    if any(first + entry.start + entry.size > len(mapped) for entry in head.sections.values()):
        raise DamagedTableError("cut short")
    return Table(
        {name: mapped[first + entry.start : first + entry.start + entry.size] for name, entry in head.sections.items()},
        {name: entry.checksum for name, entry in head.sections.items()},
        file_map,
        path,
        state,
        is_checked=trusted,
    )


def write_table(
    path: Path, layout: str, sections: Mapping[str, Section], prepare: Callable[[Path], object] | None = None
) -> None:
    """Write a file, replacing an older one in one step. Raises OSError, and then leaves nothing behind.

    `prepare`: called with the path of the complete file before it is moved to its place. If `prepare` raises, the older
    file stays.
    """
    entries: dict[str, _Entry] = {}
    offset = 0
    for name, section in sections.items():
        size = checksum = 0
        for part in _list_parts(section):
            size += part.nbytes if isinstance(part, memoryview) else len(part)
            checksum = crc32(part, checksum)
        entries[name] = _Entry(offset, size, checksum)
        offset = _align(offset + size)
    head = _encode(_Head(layout, entries))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as file:
            file.write(_MAGIC + len(head).to_bytes(4) + crc32(head).to_bytes(4) + head)
            file.write(_build_padding(file.tell()))
            for section in sections.values():
                file.writelines(_list_parts(section))
                file.write(_build_padding(file.tell()))
        if prepare is not None:
            prepare(temporary)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def pack_sections(sections: Mapping[str, Section]) -> bytes:
    """Encode sections as one bytes object, to send to another process."""
    return _encode({name: b"".join(_list_parts(section)) for name, section in sections.items()})


def unpack_sections(data: bytes) -> dict[str, Section]:
    """Decode what `pack_sections` encoded. The sections are views of `data`, not copies."""
    return dict(_decode_packed(data))


def remove_abandoned_files(folder: Path, prefix: str, before: float) -> None:
    """Remove the temporary files of processes that died while they wrote a table whose name has this prefix.

    Removes only files last modified before `before` (seconds since 1970). Never raises OSError.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(f".{prefix}"):
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < before:
                        os.unlink(entry.path)  # noqa: PTH108 - entries have no Path


def _list_parts(section: Section) -> Sequence[Part]:
    if isinstance(section, bytes | bytearray | memoryview):
        return (cast("Part", section),)
    return section


def _align(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def _build_padding(offset: int) -> bytes:
    return bytes(_align(offset) - offset)
