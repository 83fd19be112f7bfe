"""Many files read at once, on every core; in this process where they are few or where no pool can be had."""

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
from bot.coverage.corpus.folders import FileStamp, printable_path
from bot.coverage.corpus.snapshot import FileEntry
from bot.coverage.parsing.nested import clear_cache
from bot.coverage.parsing.reader import Reading, read_file
from bot.coverage.workers import WorkerPool

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""

POOL_MINIMUM = 300
"""Files. Below this, starting processes (half a second) takes longer than reading (about a millisecond each)."""
_CHUNK = 512
"""Files that a process reads at a time: neighbours share nested pieces, and what they share is sent once."""


def read_files(
    files: Sequence[tuple[str, FileStamp]],
    known: Records,
    *,
    now: datetime,
    progress: Progress | None = None,
    pool: WorkerPool | None = None,
) -> Iterator[tuple[str, FileEntry]]:
    """Read files, in no certain order, into `known`. Whatever a file holds, it gives a reading.

    `pool`: processes to use where files are many; by default one for each core, which end with this.
    """
    remaining = dict(files)
    total = len(remaining)
    if total >= POOL_MINIMUM:
        with nullcontext(pool) if pool else WorkerPool() as several:
            for chunk in _spread(list(remaining), several, now):
                numbers = [known.add(noted) for noted in chunk.records]
                for path, problems, mentioned, places in chunk.files:
                    found = records.encode_numbers(numbers[one] for one in memoryview(mentioned).cast("I"))
                    yield path, FileEntry(remaining.pop(path), now, problems, found, places)
                if progress:
                    progress(total - len(remaining), total)
    while remaining:
        path, stamp = remaining.popitem()
        said = read_with_canonical_urls(path, now)
        numbers = records.encode_numbers(known.add(records.prepare_record(record)) for record in said.records)
        yield path, FileEntry(stamp, now, said.problems, numbers, records.encode_positions(said.records))
        if progress:
            progress(total - len(remaining), total)
    clear_cache()


def read_with_canonical_urls(path: str, now: datetime) -> Reading:
    """A file's reading, with its canonical addresses worked out."""
    said = read_file(Path(path), now=now)
    shown = printable_path(path)
    if shown == path:
        return Reading(tuple(identity.with_canonical_urls(record) for record in said.records), said.problems)
    return Reading(
        tuple(
            structs.replace(identity.with_canonical_urls(record), origin=structs.replace(record.origin, path=shown))
            for record in said.records
        ),
        tuple(structs.replace(problem, path=shown) for problem in said.problems),
    )


class _Chunk(Struct, array_like=True):
    """Some files' readings. `files`: path, problems, the records' places in `records`, and where they stand."""

    records: list[EncodedRecord]
    files: list[tuple[str, tuple[Problem, ...], bytes, bytes]]


class _Task(Struct, array_like=True):
    """Files to read."""

    paths: list[str]
    now: datetime


_encoder = msgspec.msgpack.Encoder()
_chunks = msgspec.msgpack.Decoder(_Chunk)
_tasks = msgspec.msgpack.Decoder(_Task)


def _spread(paths: Sequence[str], crew: WorkerPool, now: datetime) -> Iterator[_Chunk]:
    """Readings as processes finish them; those of paths that are no text are left out."""
    named = list(filter(snapshot.is_valid_text, paths))
    size = max(1, min(_CHUNK, len(named) // (crew.size * 4)))
    tasks = (_encoder.encode(_Task(named[start : start + size], now)) for start in range(0, len(named), size))
    return (_chunks.decode(done) for _, done in crew.imap_unordered(read_chunk, tasks))


def read_chunk(task: bytes) -> bytes:
    """What another process does: a `_Task` becomes a `_Chunk`."""
    known: dict[bytes, int] = {}
    asked = _tasks.decode(task)
    chunk = _Chunk([], [])
    for path in asked.paths:
        said = read_with_canonical_urls(path, asked.now)
        numbers: list[int] = []
        for record in said.records:
            raw = records.encode_record(record)
            number = known.setdefault(raw, len(known))
            if number == len(chunk.records):
                chunk.records.append(records.prepare_record(record, raw))
            numbers.append(number)
        chunk.files.append(
            (path, said.problems, records.encode_numbers(numbers), records.encode_positions(said.records))
        )
    return _encoder.encode(chunk)
