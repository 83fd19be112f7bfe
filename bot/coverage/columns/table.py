"""Named sections of bytes in one file, mapped into memory: what a snapshot is made of. Nothing is decoded until asked.

A file is a head (which layout, where each section lies, checksums) and the sections. It is written beside its place and
moved there in one step, so that a reader finds the old one or the new one, whole; a reader that has the old one mapped
goes on with it. Numbers are in the machine's own order: a cache is never moved between machines.
"""

import mmap
import os
import sys
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar, cast, overload
from zlib import crc32

import msgspec
from msgspec import Struct

T = TypeVar("T")
Part = bytes | bytearray | memoryview
Section = Part | Sequence[Part]
"""One run of bytes, or several that are written one after another."""

_MAGIC = b"nutgraf\x02" + sys.byteorder[:1].encode()
_ALIGNED = 8


class Damaged(ValueError):  # noqa: N818 - read aloud, it says what it is
    """A file that is not what was written, or of another layout; to be made anew."""


class _Entry(Struct, array_like=True):
    start: int
    size: int
    check: int


class _Head(Struct, array_like=True):
    layout: str
    sections: dict[str, _Entry]


_heads = msgspec.msgpack.Decoder(_Head)
_encoder = msgspec.msgpack.Encoder()
_packed = msgspec.msgpack.Decoder(dict[str, memoryview])


class Table:
    """Sections by name, each as bytes, as numbers or as an encoded value.

    `size`: of all, in bytes. `path`: the file that they were mapped from. `is_damaged`: whether a `check` found it so.
    """

    __slots__ = ("_checks", "_mapped", "_sections", "is_damaged", "path", "size")

    def __init__(
        self,
        sections: Mapping[str, memoryview],
        checks: Mapping[str, int] | None = None,
        mapped: mmap.mmap | None = None,
        path: Path | None = None,
    ) -> None:
        self.path = path
        self._sections = dict(sections)
        self._checks = dict(checks or {})
        self._mapped = mapped
        self.is_damaged = False
        self.size = sum(len(section) for section in self._sections.values())

    def __contains__(self, name: object) -> bool:
        return name in self._sections

    def bytes(self, name: str) -> memoryview:
        """A section's bytes. Raises `Damaged` where there is no such section."""
        try:
            return self._sections[name]
        except KeyError:
            raise Damaged(f"no section {name}") from None

    def numbers(self, name: str, code: str = "I") -> "memoryview[int]":
        """A section as whole numbers of one of `array`'s type codes."""
        return self._cast(name, code)  # pyright: ignore[reportReturnType]

    def floats(self, name: str) -> "memoryview[float]":
        """A section as floating-point numbers of 8 bytes."""
        return self._cast(name, "d")  # pyright: ignore[reportReturnType]

    def _cast(self, name: str, code: str) -> memoryview:
        try:
            return self.bytes(name).cast(code)  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]
        except TypeError:
            raise Damaged(f"section {name} has an odd length") from None

    def value(self, name: str, kind: type[T]) -> T:
        """A section as the value that it encodes. Raises `Damaged` where it does not."""
        try:
            return msgspec.msgpack.decode(self.bytes(name), type=kind)
        except ValueError as error:
            raise Damaged(f"section {name}: {error}") from None

    def sections(self) -> dict[str, Section]:
        """All sections, as `write_table` takes them."""
        return dict(self._sections)

    def check(self) -> None:
        """Read every byte against its checksum. Raises `Damaged`. A second at most for each gigabyte, once."""
        for name, expected in self._checks.items():
            if crc32(self._sections[name]) != expected:
                self.is_damaged = True
                raise Damaged(f"section {name} is not what was written")
        self._checks.clear()
        self.release()

    def release(self) -> None:
        """Let go of what was read from the file so far; what is asked for again is read again."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)


def table_in_memory(sections: Mapping[str, Section]) -> Table:
    """A table in memory."""
    return Table({name: memoryview(b"".join(_parts(section))) for name, section in sections.items()})


def open_table(path: Path, layout: str, *, trusted: bool = False) -> Table:
    """Map a file. Raises `Damaged` where it is cut short or of another layout, `OSError` where it can't be opened.

    `trusted`: this process wrote it just now, so there is nothing to check.
    """
    with path.open("rb") as file:
        try:
            file_map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise Damaged("empty") from None
    mapped = memoryview(file_map)
    start = len(_MAGIC) + 8
    if len(mapped) < start or bytes(mapped[: len(_MAGIC)]) != _MAGIC:
        raise Damaged("not a table")
    size = int.from_bytes(mapped[len(_MAGIC) : len(_MAGIC) + 4])
    said = mapped[start : start + size]
    if len(said) < size or crc32(said) != int.from_bytes(mapped[len(_MAGIC) + 4 : start]):
        raise Damaged("the head is not what was written")
    try:
        head = _heads.decode(said)
    except msgspec.DecodeError as error:
        raise Damaged(str(error)) from None
    if head.layout != layout:
        raise Damaged("of another layout")
    first = _aligned(start + size)
    if any(first + entry.start + entry.size > len(mapped) for entry in head.sections.values()):
        raise Damaged("cut short")
    return Table(
        {name: mapped[first + entry.start : first + entry.start + entry.size] for name, entry in head.sections.items()},
        {} if trusted else {name: entry.check for name, entry in head.sections.items()},
        file_map,
        path,
    )


def write_table(path: Path, layout: str, sections: Mapping[str, Section]) -> None:
    """Write a file, replacing what is there in one step. Raises OSError; nothing is left behind then."""
    entries: dict[str, _Entry] = {}
    at = 0
    for name, section in sections.items():
        size = check = 0
        for part in _parts(section):
            size += part.nbytes if isinstance(part, memoryview) else len(part)
            check = crc32(part, check)
        entries[name] = _Entry(at, size, check)
        at = _aligned(at + size)
    head = _encoder.encode(_Head(layout, entries))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as file:
            file.write(_MAGIC + len(head).to_bytes(4) + crc32(head).to_bytes(4) + head)
            first = _pad(file.tell())
            file.write(first)
            for section in sections.values():
                file.writelines(_parts(section))
                file.write(_pad(file.tell()))
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def pack_sections(sections: Mapping[str, Section]) -> bytes:
    """Sections as one run of bytes, for another process."""
    return _encoder.encode({name: b"".join(_parts(section)) for name, section in sections.items()})


def unpack_sections(data: bytes) -> dict[str, Section]:
    """What `pack_sections` made one run of; copied no more."""
    return dict(_packed.decode(data))


def remove_abandoned(folder: Path, prefix: str, before: float) -> None:
    """Remove what processes that died while writing have left: temporary files of names with this prefix, last written
    to before this time, in seconds since 1970."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(f".{prefix}"):
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < before:
                        os.unlink(entry.path)  # noqa: PTH108 - entries have no Path


def _parts(section: Section) -> Sequence[Part]:
    if isinstance(section, bytes | bytearray | memoryview):
        return (cast("Part", section),)
    return section


def _aligned(at: int) -> int:
    return -(-at // _ALIGNED) * _ALIGNED


def _pad(at: int) -> bytes:
    return bytes(_aligned(at) - at)


# What sections hold


class BytesColumn:
    """Bytes one after another, told apart: sections `name` and `name.ends`."""

    __slots__ = ("blob", "ends")

    def __init__(self, table: Table, name: str) -> None:
        self.blob = table.bytes(name)
        self.ends = table.numbers(f"{name}.ends", "Q")

    def __len__(self) -> int:
        return len(self.ends)


class ValueColumn(BytesColumn, Sequence[T], Generic[T]):
    """Values one after another, each decoded when it is asked for: sections `name` and `name.ends`."""

    __slots__ = ("_decode", "_name")

    def __init__(self, table: Table, name: str, kind: type[T]) -> None:
        super().__init__(table, name)
        self._name = name
        self._decode = msgspec.msgpack.Decoder(kind).decode

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        try:
            return self._decode(self.raw(at))
        except ValueError as error:
            raise Damaged(f"{self._name} {at}: {error}") from None

    def __iter__(self) -> Iterator[T]:
        return (self[at] for at in range(len(self)))

    def raw(self, at: int) -> memoryview:
        """The bytes of one value."""
        size = len(self.ends)
        if at < 0:
            at += size
        if not 0 <= at < size:
            raise IndexError(at)
        return self.blob[self.ends[at - 1] if at else 0 : self.ends[at]]


def value_sections(name: str, encoded: Sequence[Part]) -> dict[str, Section]:
    """The sections of a `ValueColumn`, from the values' bytes."""
    ends = array("Q")
    at = 0
    for one in encoded:
        at += len(one)
        ends.append(at)
    return {name: encoded, f"{name}.ends": ends.tobytes()}


class ListColumn(Sequence["memoryview[int]"]):
    """Lists of numbers: sections `name` and `name.ends`. `all`: one after another; `ends`: where each ends in it."""

    __slots__ = ("all", "ends")

    def __init__(self, table: Table, name: str, code: str = "I") -> None:
        """`code`: one of `array`'s type codes."""
        self.all = table.numbers(name, code)
        self.ends = table.numbers(f"{name}.ends", "Q")

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> "memoryview[int]": ...
    @overload
    def __getitem__(self, at: slice) -> "list[memoryview[int]]": ...
    def __getitem__(self, at: int | slice) -> "memoryview[int] | list[memoryview[int]]":
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self.ends):
            raise IndexError(at)
        return self.all[self.ends[at - 1] if at else 0 : self.ends[at]]


def list_sections(name: str, members: Iterable[Collection[int]], code: str = "I") -> dict[str, Section]:
    """The sections of a `ListColumn`."""
    every: array[int] = array(code)
    ends = array("Q")
    for some in members:
        if some:
            every.extend(some)
        ends.append(len(every))
    return {name: every.tobytes(), f"{name}.ends": ends.tobytes()}


class TextColumn(BytesColumn, Sequence[str]):
    """Texts by number: sections `name` and `name.ends`."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self.ends):
            raise IndexError(at)
        try:
            return str(self.raw(at), "utf-8")
        except UnicodeDecodeError as error:
            raise Damaged(f"text {at}: {error}") from None

    def raw(self, at: int) -> bytes:
        """A text's bytes."""
        return bytes(self.blob[self.ends[at - 1] if at else 0 : self.ends[at]])

    def raws(self) -> list[bytes]:
        """The bytes of all texts."""
        whole = bytes(self.blob)
        return [whole[first:end] for first, end in pairwise((0, *self.ends))]


class TextDictionary(TextColumn):
    """Texts that stand once each, and a text's number: as `TextColumn`, and `name.order` (numbers, by text)."""

    __slots__ = ("_order",)

    def __init__(self, table: Table, name: str) -> None:
        super().__init__(table, name)
        self._order = table.numbers(f"{name}.order")

    def find(self, text: str) -> int:
        """The number of a text, -1 where it is not among them."""
        sought = text.encode("utf-8", "surrogatepass")
        place = bisect_left(self._order, sought, key=self.raw)
        if place < len(self._order):
            number = self._order[place]
            if self.raw(number) == sought:
                return number
        return -1

    def beginning(self, prefix: str) -> Iterator[tuple[int, str]]:
        """The texts that begin so, with their numbers, in the order of their bytes."""
        sought = prefix.encode("utf-8", "surrogatepass")
        for place in range(bisect_left(self._order, sought, key=self.raw), len(self._order)):
            found = self.raw(number := self._order[place])
            if not found.startswith(sought):
                return
            yield number, str(found, "utf-8")

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.find(text) >= 0


def dictionary_sections(name: str, written: Sequence[str]) -> dict[str, Section]:
    """The sections of a `TextDictionary`; each text is valid UTF-8 and stands once."""
    encoded = [text.encode() for text in written]
    order = array("I", sorted(range(len(encoded)), key=encoded.__getitem__))
    return {**text_sections(name, encoded), f"{name}.order": order.tobytes()}


def text_sections(name: str, encoded: Sequence[bytes]) -> dict[str, Section]:
    """The sections of a `TextColumn`, from texts in UTF-8."""
    return value_sections(name, encoded)
