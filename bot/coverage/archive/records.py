"""The distinct records of a corpus by number, with the columns by which they are grouped into articles.

In real archives, a record is nested in nine other files on average. So each distinct record is stored once, and files
mention it by its number.
"""

from array import array
from bisect import bisect_left, bisect_right
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

_NO_ORIGIN = Origin("", 0)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Record).decode


class EncodedRecord(Struct, frozen=True, array_like=True):
    """A record as `encode_record` encodes it, a 64-bit hash of these bytes, the fingerprint of its text (see `copies`),
    and its identity."""

    raw: bytes
    digest: int
    text_fingerprint: int
    identity: RecordIdentity


class Records:
    """Distinct records by number, without their origins: first those of a snapshot, then those added since."""

    def __init__(self, table: Table | None = None) -> None:
        """`table` is a snapshot."""
        self._table = table
        self._stored: ValueColumn[Record] | None = ValueColumn(table, "records", Record) if table else None
        self._first_new = len(self._stored) if self._stored is not None else 0
        self._new = BytesBuilder()
        self._numbers: dict[int, int] = {}
        """The numbers of the added records by their digests."""
        self._order: array[int] | None = None
        """The numbers of the stored records, in the order of their digests."""
        self._digests, self._texts = array("Q"), array("Q")
        self._columns: IdentityColumns | None = None

    def __len__(self) -> int:
        return self._first_new + len(self._new)

    def __getitem__(self, number: int) -> Record:
        if self._stored is not None and number < self._first_new:
            return self._stored[number]
        return _decode(self._new[number - self._first_new])

    @property
    def columns(self) -> IdentityColumns:
        """The identities of the records, for `grouping.group_records`. Callers must not change them."""
        if self._columns is None:
            self._columns = columns = IdentityColumns()
            if (table := self._table) is not None:
                self._digests.frombytes(table.bytes("records.digests"))
                self._texts.frombytes(table.bytes("records.texts"))
                columns.keys.frombytes(table.bytes("records.keys"))
                columns.titles.frombytes(table.bytes("records.titles"))
                columns.flags += table.bytes("records.flags")
                columns.aliases.frombytes(table.bytes("records.aliases"))
                columns.aliases_of.frombytes(table.bytes("records.aliases.of"))
        return self._columns

    def text_fingerprint(self, number: int) -> int:
        """Return the fingerprint of a record's text (see `copies`). Read `columns` once before you call this."""
        return self._texts[number]

    def raw(self, number: int) -> bytes | memoryview:
        """Return a record's bytes."""
        if self._stored is not None and number < self._first_new:
            return self._stored.raw(number)
        return self._new[number - self._first_new]

    def add(self, encoded: EncodedRecord) -> int:
        """Return the number of a record, adding the record if it is new."""
        columns = self.columns
        number = self._find(encoded.digest)
        if number is None or self.raw(number) != encoded.raw:
            number = self._numbers[encoded.digest] = len(self)
            self._new.append(encoded.raw)
            self._digests.append(encoded.digest)
            self._texts.append(encoded.text_fingerprint)
            columns.append(encoded.identity)
        return number

    def _find(self, digest: int) -> int | None:
        """Return the number of the last record with a digest."""
        number = self._numbers.get(digest)
        if number is not None or not self._first_new:
            return number
        if self._order is None:
            # NumPy takes a tenth of a second to import. A dictionary of 200,000 digests would take 20 MB.
            import numpy as np  # noqa: PLC0415

            stored = np.frombuffer(self._digests, dtype=np.uint64, count=self._first_new)
            self._order = array("I", np.argsort(stored, kind="stable").astype(np.uint32).tobytes())
        at = bisect_right(self._order, digest, key=self._digests.__getitem__) - 1
        return self._order[at] if at >= 0 and self._digests[self._order[at]] == digest else None

    def build_sections(self) -> dict[str, Section]:
        """Return the sections that `__init__` reads, of all records."""
        columns = self.columns
        return {
            **splice.splice("records", self._stored, self._new, [(0, len(self))]),
            "records.digests": self._digests.tobytes(),
            "records.texts": self._texts.tobytes(),
            "records.keys": columns.keys.tobytes(),
            "records.titles": columns.titles.tobytes(),
            "records.flags": bytes(columns.flags),
            "records.aliases": columns.aliases.tobytes(),
            "records.aliases.of": columns.aliases_of.tobytes(),
        }

    def select(self, numbers: Sequence[int]) -> "Records":
        """Return the records of these numbers, numbered from 0 in this order."""
        selected = Records()
        for number in numbers:
            selected.add(self.encoded(number))
        return selected

    def encoded(self, number: int) -> EncodedRecord:
        """Return a record as `add` takes it."""
        columns = self.columns
        start = bisect_left(columns.aliases_of, number)
        aliases = tuple(columns.aliases[start : bisect_left(columns.aliases_of, number + 1, start)])
        record_identity = RecordIdentity(columns.keys[number], columns.titles[number], columns.flags[number], aliases)
        return EncodedRecord(bytes(self.raw(number)), self._digests[number], self._texts[number], record_identity)


def encode_record(record: Record) -> bytes:
    """Encode a record without its origin, so that equal records have equal bytes wherever they are."""
    return _encode(without_origin(record))


def prepare_record(record: Record, raw: bytes | None = None) -> EncodedRecord:
    """Prepare a record for `Records.add`. The record must come from `identity.with_canonical_urls`.

    `raw` is the result of `encode_record`, if the caller has it.
    """
    raw = encode_record(record) if raw is None else raw
    digest = int.from_bytes(blake2b(raw, digest_size=8).digest(), "big")
    return EncodedRecord(
        raw, digest, copies.compute_text_fingerprint(record.title, record.excerpt), identity.identify(record)
    )


def without_origin(record: Record) -> Record:
    """Return the record without its origin, so that records that differ only in it are equal."""
    return structs.replace(record, origin=_NO_ORIGIN)


def encode_numbers(numbers: Iterable[int]) -> bytes:
    """Encode record numbers for `grouping.EncodedMentions`."""
    return array("I", numbers).tobytes()


def encode_positions(records: Iterable[Record]) -> bytes:
    """Encode the positions of records in their file for `grouping.EncodedMentions`."""
    return array("I", [record.origin.line << 1 | record.origin.nested for record in records]).tobytes()
