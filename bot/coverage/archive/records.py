"""The distinct records of a corpus by number, with what tells which article each is of worked out beforehand.

In real archives a report is nested in nine other files on average: each distinct record is kept once, and files mention
it by its number.
"""

from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct, structs

from bot.coverage.archive import copies, identity
from bot.coverage.archive.identity import IdentityColumns, RecordIdentity
from bot.coverage.article import Origin, Record
from bot.coverage.columns import splice
from bot.coverage.columns.sequences import ValueColumn
from bot.coverage.columns.splice import BytesBuilder
from bot.coverage.columns.table import Section, Table

_NOWHERE = Origin("", 0)

_encoder = msgspec.msgpack.Encoder()
_decode = msgspec.msgpack.Decoder(Record).decode


class EncodedRecord(Struct, frozen=True, array_like=True):
    """A record as bytes, as `encode_record`; a hash of these; what it says, see `copies.text_fingerprint`; what
    identifies it."""

    raw: bytes
    digest: int
    text_fingerprint: int
    identity: RecordIdentity


class Records:
    """Records by number, each without the place where it stands: those of a snapshot, and newer ones."""

    def __init__(self, table: Table | None = None) -> None:
        """`table`: a snapshot's."""
        self._table = table
        self._kept: ValueColumn[Record] | None = ValueColumn(table, "records", Record) if table else None
        self._first = len(self._kept) if self._kept is not None else 0
        self._newer = BytesBuilder()
        self._known: dict[int, int] | None = None
        self._marks, self._texts = array("Q"), array("Q")
        self._columns: IdentityColumns | None = None

    def __len__(self) -> int:
        return self._first + len(self._newer)

    def __getitem__(self, number: int) -> Record:
        if self._kept is not None and number < self._first:
            return self._kept[number]
        return _decode(self._newer[number - self._first])

    @property
    def columns(self) -> IdentityColumns:
        """What identifies the records, for `identity.group`; not to be changed."""
        if self._columns is None:
            self._columns = columns = IdentityColumns()
            if (table := self._table) is not None:
                self._marks.frombytes(table.bytes("records.marks"))
                self._texts.frombytes(table.bytes("records.texts"))
                columns.keys.frombytes(table.bytes("records.keys"))
                columns.twins.frombytes(table.bytes("records.twins"))
                columns.flags += table.bytes("records.flags")
                columns.aliases.frombytes(table.bytes("records.aliases"))
                columns.aliases_of.frombytes(table.bytes("records.aliases.of"))
        return self._columns

    def text_fingerprint(self, number: int) -> int:
        """`copies.text_fingerprint` of what a record says; once `columns` were asked for."""
        return self._texts[number]

    def raw(self, number: int) -> bytes | memoryview:
        """A record's bytes."""
        if self._kept is not None and number < self._first:
            return self._kept.raw(number)
        return self._newer[number - self._first]

    def reopen(self) -> "Records":
        """The records of the same snapshot, to `add` to; these stay as they are."""
        return Records(self._table)

    def add(self, noted: EncodedRecord) -> int:
        """The number of a record, which is the same for records alike."""
        columns = self.columns
        if self._known is None:
            self._known = dict(zip(self._marks, range(len(self)), strict=True))
        number = self._known.get(noted.digest)
        if number is None or self.raw(number) != noted.raw:
            number = self._known[noted.digest] = len(self)
            self._newer.append(noted.raw)
            self._marks.append(noted.digest)
            self._texts.append(noted.text_fingerprint)
            columns.append(noted.identity)
        return number

    def sections(self) -> dict[str, Section]:
        """All of them."""
        columns = self.columns
        return {
            **splice.splice("records", self._kept, self._newer, [(0, len(self))]),
            "records.marks": self._marks.tobytes(),
            "records.texts": self._texts.tobytes(),
            "records.keys": columns.keys.tobytes(),
            "records.twins": columns.twins.tobytes(),
            "records.flags": bytes(columns.flags),
            "records.aliases": columns.aliases.tobytes(),
            "records.aliases.of": columns.aliases_of.tobytes(),
        }

    def select(self, numbers: Sequence[int]) -> "Records":
        """Those of these numbers, which then count from 0."""
        aliases: dict[int, list[int]] = {}
        for alias, number in zip(self.columns.aliases, self.columns.aliases_of, strict=True):
            aliases.setdefault(number, []).append(alias)
        columns, chosen = self.columns, Records()
        for number in numbers:
            under = tuple(aliases.get(number, ()))
            traits = RecordIdentity(columns.keys[number], columns.twins[number], columns.flags[number], under)
            chosen.add(EncodedRecord(bytes(self.raw(number)), self._marks[number], self._texts[number], traits))
        return chosen


def encode_record(record: Record) -> bytes:
    """A record as bytes, the same for records that differ in their places alone."""
    return _encoder.encode(without_origin(record))


def prepare_record(record: Record, raw: bytes | None = None) -> EncodedRecord:
    """The record as `Records.add` takes it; its addresses are worked out, see `identity.keyed`. `raw`: as
    `encode_record`."""
    raw = encode_record(record) if raw is None else raw
    mark = int.from_bytes(blake2b(raw, digest_size=8).digest(), "big")
    return EncodedRecord(raw, mark, copies.text_fingerprint(record.title, record.excerpt), identity.identify(record))


def without_origin(record: Record) -> Record:
    """The record without the place where it stands, so that records alike are equal."""
    return structs.replace(record, origin=_NOWHERE)


def encode_numbers(numbers: Iterable[int]) -> bytes:
    """Record numbers as a file's mentions keep them."""
    return array("I", numbers).tobytes()


def encode_positions(records: Iterable[Record]) -> bytes:
    """The places of records as a file's mentions keep them."""
    return array("I", [record.origin.line << 1 | record.origin.nested for record in records]).tobytes()
