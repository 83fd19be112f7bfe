"""A corpus in one file of the cache: what each file said, the distinct records, and the archive that they make.

In real archives a report is nested in nine other files on average: each distinct record is kept once, and files mention
it by its number.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bot.coverage import tables
from bot.coverage.article import Origin, Problem, Record
from bot.coverage.folders import Stamp
from bot.coverage.identity import Mention
from bot.coverage.tables import Section, Stored, Table

_NOWHERE = Origin("", 0)
_LAYOUT = ("archive", "article", "building", "identity", "merging", "snapshot", "tables")
"""The modules that say what lies in the file."""

_encoder = msgspec.msgpack.Encoder()


class Filed(Struct, frozen=True, array_like=True):
    """What a file said, the state of the file that it is of, and when it was read.

    `numbers`, `places`: of each record that it gives the number and (twice the line, one more where it is nested), as
    arrays of unsigned 32-bit numbers. `held`: of an earlier state, because the present one gives nothing.
    """

    stamp: Stamp
    read_at: datetime
    problems: tuple[Problem, ...]
    numbers: bytes
    places: bytes
    held: bool = False

    def mentions(self) -> list[Mention]:
        """The records that it gives, in their order; the main one first."""
        numbers, places = memoryview(self.numbers).cast("I"), memoryview(self.places).cast("I")
        return [Mention(number, place >> 1, bool(place & 1)) for number, place in zip(numbers, places, strict=True)]

    def says_the_same(self, other: "Filed") -> bool:
        """Whether an archive is the same with either."""
        return (self.numbers, self.places, self.problems) == (other.numbers, other.places, other.problems)


class Records:
    """Distinct records by number, each without the place where it stands: those of a snapshot, and newer ones."""

    def __init__(self, table: Table | None = None) -> None:
        """`table`: a snapshot's."""
        self._kept: Stored[Record] | None = Stored(table, "records", Record) if table else None
        self._first = len(self._kept) if self._kept is not None else 0
        self._newer: list[bytes] = []
        self._known: dict[int, int] | None = None
        self._table = table

    def __len__(self) -> int:
        return self._first + len(self._newer)

    def __getitem__(self, number: int) -> Record:
        if self._kept is not None and number < self._first:
            return self._kept[number]
        return _decode(self._newer[number - self._first])

    def raw(self, number: int) -> bytes | memoryview:
        """A record as `encoded` makes it."""
        if self._kept is not None and number < self._first:
            return self._kept.raw(number)
        return self._newer[number - self._first]

    def extended(self) -> "Records":
        """The same, to `add` to; this one stays as it is."""
        other = Records(self._table)
        other._newer = list(self._newer)
        return other

    def add(self, raw: bytes) -> int:
        """The number of a record, which is the same for records alike."""
        if self._known is None:
            known = self._table.numbers("records.ids", "Q") if self._table else ()
            self._known = {mark: number for number, mark in enumerate(known)}
            self._known.update((_mark(newer), self._first + at) for at, newer in enumerate(self._newer))
        mark = _mark(raw)
        number = self._known.get(mark)
        if number is None or self.raw(number) != raw:
            number = self._known[mark] = len(self)
            self._newer.append(raw)
        return number

    def sections(self, numbers: Iterable[int]) -> dict[str, Section]:
        """Those of these numbers, which then count from 0."""
        raws = [self.raw(number) for number in numbers]
        return {**tables.stored("records", raws), "records.ids": array("Q", map(_mark, raws)).tobytes()}


def encoded(record: Record) -> bytes:
    """A record as bytes, the same for records that differ in their places alone."""
    return _encoder.encode(placeless(record))


def placeless(record: Record) -> Record:
    """The record without the place where it stands, so that records alike are equal."""
    return structs.replace(record, origin=_NOWHERE)


def places_of(records: Iterable[Record]) -> bytes:
    """The places of records as `Filed` keeps them."""
    return array("I", [record.origin.line << 1 | record.origin.nested for record in records]).tobytes()


def numbers_of(numbers: Iterable[int]) -> bytes:
    """Record numbers as `Filed` keeps them."""
    return array("I", numbers).tobytes()


def file_sections(files: Mapping[str, Filed], problems: Iterable[Problem]) -> dict[str, Section]:
    """The files' part of a snapshot. Held readings, and paths that are no valid text, are left out: read again."""
    kept = [
        (path, structs.replace(filed, stamp=filed.stamp.lasting()))
        for path, filed in sorted(files.items())
        if not filed.held and is_text(path)
    ]
    return {"files": _encoder.encode(kept), "folder problems": _encoder.encode(list(problems)), "reader": reader()}


def files_of(table: Table) -> dict[str, Filed]:
    """The files of a snapshot by path. Raises `tables.Damaged`."""
    return dict(table.value("files", list[tuple[str, Filed]]))


def is_of_this_reader(table: Table) -> bool:
    """Whether the files were read by this version of the code; else they are to be read again."""
    return bytes(table.bytes("reader")) == reader()


@cache
def layout() -> str:
    """Which version of this code can open a snapshot."""
    return _digest(Path(__file__).parent / f"{name}.py" for name in _LAYOUT).hex()


@cache
def reader() -> bytes:
    """Which version of this code read the files."""
    return _digest(sorted(Path(__file__).parent.glob("*.py")))


def _digest(modules: Iterable[Path]) -> bytes:
    digest = blake2b(digest_size=16)
    for module in modules:
        digest.update(module.read_bytes())
    return digest.digest()


def _mark(raw: bytes | memoryview) -> int:
    return int.from_bytes(blake2b(raw, digest_size=8).digest())


def is_text(path: str) -> bool:
    """Whether a path is valid text, which an encoded value needs."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


_decode = msgspec.msgpack.Decoder(Record).decode


def used(files: Iterable[Filed]) -> set[int]:
    """The numbers of the records that files mention."""
    found: set[int] = set()
    for filed in files:
        found.update(memoryview(filed.numbers).cast("I"))
    return found


def renumbered(files: Mapping[str, Filed], numbers: Mapping[int, int]) -> dict[str, Filed]:
    """The files with other numbers for their records."""
    return {
        path: structs.replace(filed, numbers=numbers_of(map(numbers.__getitem__, memoryview(filed.numbers).cast("I"))))
        for path, filed in files.items()
    }


def every_mention(files: Iterable[Filed]) -> Iterator[list[Mention]]:
    """What each file mentions, one file after another."""
    return (filed.mentions() for filed in files)
