"""Readings as bytes, for a warm start and for passing them between processes. Each distinct record is stored once.

In real archives a report is nested in nine other files on average; as references these cost a few bytes each.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bot.coverage.article import Origin, Problem, Record
from bot.coverage.folders import Stamp
from bot.coverage.reading import Reading

_NOWHERE = Origin("", 0)
_DIGEST = 16


class Filed(Struct, frozen=True):
    """A file's reading, the state of the file that it is of, and when it was read.

    `held`: the reading is of an earlier state, because the present one could not be read.
    """

    stamp: Stamp
    read_at: datetime
    reading: Reading
    held: bool = False


class _Entry(Struct, array_like=True):
    """`mentions`: for each record its number among the distinct ones, its line, and whether it is nested."""

    path: str
    size: int
    mtime_ns: int
    read_at: datetime
    problems: tuple[Problem, ...]
    mentions: list[tuple[int, int, bool]]


class _Packed(Struct, array_like=True):
    records: list[Record]
    entries: list[_Entry]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack(files: Iterable[tuple[str, Filed]]) -> bytes:
    """Readings by path as bytes. Files whose path is no valid text, and held readings, are left out."""
    numbers: dict[Record, int] = {}
    entries = [
        _Entry(
            path,
            filed.stamp.size,
            filed.stamp.mtime_ns,
            filed.read_at,
            filed.reading.problems,
            [
                (numbers.setdefault(placeless(record), len(numbers)), record.origin.line, record.origin.nested)
                for record in filed.reading.records
            ],
        )
        for path, filed in files
        if not filed.held and _is_text(path)
    ]
    return _encoder.encode(_Packed(list(numbers), entries))


def unpack(data: bytes, known: dict[Record, Record] | None = None) -> dict[str, Filed]:
    """What `pack` took. Records alike share their parts; `known` extends that over several calls.

    Raises msgspec.DecodeError for bytes that it did not make.
    """
    packed = _decoder.decode(data)
    distinct = packed.records
    if known is not None:
        distinct = [known.setdefault(record, record) for record in distinct]
    files: dict[str, Filed] = {}
    for entry in packed.entries:
        path = entry.path
        records = tuple(
            structs.replace(distinct[number], origin=Origin(path, line, nested))
            for number, line, nested in entry.mentions
        )
        stamp = Stamp(entry.size, entry.mtime_ns)
        files[path] = Filed(stamp, entry.read_at, Reading(records, entry.problems))
    return files


def read(path: Path) -> dict[str, Filed]:
    """The readings kept in a file; none where it is absent, damaged, or of another version of this code."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    head = len(_version())
    payload = data[head + _DIGEST :]
    if data[:head] != _version() or data[head : head + _DIGEST] != _digest(payload):
        return {}
    try:
        return unpack(payload)
    except (msgspec.DecodeError, IndexError):
        return {}


def write(path: Path, files: Mapping[str, Filed]) -> bool:
    """Keep readings in a file, replaced in one step; False where the place can't be written to."""
    payload = pack(files.items())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError:
        return False
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_version() + _digest(payload) + payload)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        return False
    return True


def placeless(record: Record) -> Record:
    """The record without the place where it stands, so that records alike are equal."""
    return structs.replace(record, origin=_NOWHERE)


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


@cache
def _version() -> bytes:
    """Of the code that makes readings: what another version of it read is read again."""
    digest = blake2b(digest_size=_DIGEST)
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return b"nutgraf1" + digest.digest()
