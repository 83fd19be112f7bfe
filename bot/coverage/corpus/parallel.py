"""Reads files: on all cores if there are many; in this process if there are few, or if no pool can be started."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bot.coverage.archive import identity, records
from bot.coverage.archive.records import EncodedRecord, Records
from bot.coverage.article import Problem
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.folders import FileStamp, escape_path
from bot.coverage.corpus.snapshot import FileEntry
from bot.coverage.parsing.nested import clear_cache
from bot.coverage.parsing.reader import Reading, read_file
from bot.coverage.workers import WorkerPool

Progress = Callable[[int, int], None]
"""Called with the number of files read so far, and the number of all files."""

POOL_MINIMUM = 300
"""The least number of files to use processes for. Starting them takes half a second; reading a file, a millisecond."""
_CHUNK_SIZE = 512
"""Files that a process reads at a time. Neighbouring files share nested records, which a chunk holds once."""


def read_files(
    files: Sequence[tuple[str, FileStamp]],
    known: Records,
    *,
    now: datetime,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Iterator[tuple[str, FileEntry]]:
    """Read files, in no particular order, and add their records to `known`. Every file gives an entry.

    `pool` is used if there are many files. Without one, a pool with a process for each core runs until all are read.
    """
    remaining = dict(files)
    total = len(remaining)
    if total >= POOL_MINIMUM:
        with nullcontext(pool) if pool else WorkerPool() as workers:
            for chunk in _read_in_pool(list(remaining), workers, now):
                numbers = [known.add(record) for record in chunk.records]
                for path, problems, indexes, positions in chunk.files:
                    encoded = records.encode_numbers(numbers[index] for index in memoryview(indexes).cast("I"))
                    yield path, FileEntry(remaining.pop(path), now, problems, encoded, positions)
                if progress:
                    progress(total - len(remaining), total)
    while remaining:
        path, stamp = remaining.popitem()
        reading = read_with_canonical_urls(path, now)
        numbers = records.encode_numbers(known.add(records.prepare_record(record)) for record in reading.records)
        yield path, FileEntry(stamp, now, reading.problems, numbers, records.encode_positions(reading.records))
        if progress:
            progress(total - len(remaining), total)
    clear_cache()


def read_with_canonical_urls(path: str, now: datetime) -> Reading:
    """Read a file and compute the canonical URLs of its records."""
    reading = read_file(Path(path), now=now)
    printable = escape_path(path)
    if printable == path:
        return Reading(tuple(identity.with_canonical_urls(record) for record in reading.records), reading.problems)
    return Reading(
        tuple(
            structs.replace(identity.with_canonical_urls(record), origin=structs.replace(record.origin, path=printable))
            for record in reading.records
        ),
        tuple(structs.replace(problem, path=printable) for problem in reading.problems),
    )


class _Chunk(Struct, array_like=True):
    """The distinct records of some files.

    `files`: each file's path, its problems, the indexes of its records in `records`, and their positions.
    """

    records: list[EncodedRecord]
    files: list[tuple[str, tuple[Problem, ...], bytes, bytes]]


class _ChunkTask(Struct, array_like=True):
    """The files of one chunk. Dates after `now` (aware) are ignored."""

    paths: list[str]
    now: datetime


_encode = msgspec.msgpack.Encoder().encode
_decode_chunk = msgspec.msgpack.Decoder(_Chunk).decode
_decode_task = msgspec.msgpack.Decoder(_ChunkTask).decode


def _read_in_pool(paths: Sequence[str], pool: WorkerPool, now: datetime) -> Iterator[_Chunk]:
    """Yield chunks as processes finish them. Paths that are not valid text can't be sent and are left out."""
    sendable = list(filter(snapshot.is_valid_text, paths))
    size = max(1, min(_CHUNK_SIZE, len(sendable) // (pool.size * 4)))
    tasks = (_encode(_ChunkTask(sendable[start : start + size], now)) for start in range(0, len(sendable), size))
    return (_decode_chunk(done) for _, done in pool.imap_unordered(read_chunk, tasks))


def read_chunk(task: bytes) -> bytes:
    """Turn an encoded `_ChunkTask` into an encoded `_Chunk`. Runs in a worker process."""
    indexes: dict[bytes, int] = {}
    to_read = _decode_task(task)
    chunk = _Chunk([], [])
    for path in to_read.paths:
        reading = read_with_canonical_urls(path, to_read.now)
        numbers: list[int] = []
        for record in reading.records:
            raw = records.encode_record(record)
            index = indexes.setdefault(raw, len(indexes))
            if index == len(chunk.records):
                chunk.records.append(records.prepare_record(record, raw))
            numbers.append(index)
        positions = records.encode_positions(reading.records)
        chunk.files.append((path, reading.problems, records.encode_numbers(numbers), positions))
    return _encode(chunk)
