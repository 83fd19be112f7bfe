"""Many files read at once, on every core; in this process where they are few or where no pool can be had."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bot.coverage.archive import identity, records
from bot.coverage.archive.records import Noted, Records
from bot.coverage.article import Problem
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.folders import Stamp, readable
from bot.coverage.corpus.snapshot import Filed
from bot.coverage.parsing import nested as pieces
from bot.coverage.parsing import reader as reading
from bot.coverage.parsing.reader import Reading
from bot.coverage.workers import Crew

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""

POOL_FROM = 300
"""Files. Below this, starting processes (half a second) takes longer than reading (about a millisecond each)."""
_CHUNK = 512
"""Files that a process reads at a time: neighbours share nested pieces, and what they share is sent once."""


def read_all(
    files: Sequence[tuple[str, Stamp]],
    known: Records,
    *,
    now: datetime,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> Iterator[tuple[str, Filed]]:
    """Read files, in no certain order, into `known`. Whatever a file holds, it gives a reading.

    `crew`: processes to use where files are many; by default one for each core, which end with this.
    """
    remaining = dict(files)
    total = len(remaining)
    if total >= POOL_FROM:
        with nullcontext(crew) if crew else Crew() as several:
            for chunk in _spread(list(remaining), several, now):
                numbers = [known.add(noted) for noted in chunk.records]
                for path, problems, mentioned, places in chunk.files:
                    found = records.numbers_of(numbers[one] for one in memoryview(mentioned).cast("I"))
                    yield path, Filed(remaining.pop(path), now, problems, found, places)
                if progress:
                    progress(total - len(remaining), total)
    while remaining:
        path, stamp = remaining.popitem()
        said = read_one(path, now)
        numbers = records.numbers_of(known.add(records.noted(record)) for record in said.records)
        yield path, Filed(stamp, now, said.problems, numbers, records.places_of(said.records))
        if progress:
            progress(total - len(remaining), total)
    pieces.forget()


def read_one(path: str, now: datetime) -> Reading:
    """A file's reading, with its canonical addresses worked out."""
    said = reading.read_file(Path(path), now=now)
    shown = readable(path)
    if shown == path:
        return Reading(tuple(identity.keyed(record) for record in said.records), said.problems)
    return Reading(
        tuple(
            structs.replace(identity.keyed(record), origin=structs.replace(record.origin, path=shown))
            for record in said.records
        ),
        tuple(structs.replace(problem, path=shown) for problem in said.problems),
    )


class _Chunk(Struct, array_like=True):
    """Some files' readings. `files`: path, problems, the records' places in `records`, and where they stand."""

    records: list[Noted]
    files: list[tuple[str, tuple[Problem, ...], bytes, bytes]]


class _Task(Struct, array_like=True):
    """Files to read."""

    paths: list[str]
    now: datetime


_encoder = msgspec.msgpack.Encoder()
_chunks = msgspec.msgpack.Decoder(_Chunk)
_tasks = msgspec.msgpack.Decoder(_Task)


def _spread(paths: Sequence[str], crew: Crew, now: datetime) -> Iterator[_Chunk]:
    """Readings as processes finish them; those of paths that are no text are left out."""
    named = list(filter(snapshot.is_text, paths))
    size = max(1, min(_CHUNK, len(named) // (crew.size * 4)))
    tasks = (_encoder.encode(_Task(named[start : start + size], now)) for start in range(0, len(named), size))
    return (_chunks.decode(done) for _, done in crew.spread(read_chunk, tasks))


def read_chunk(task: bytes) -> bytes:
    """What another process does: a `_Task` becomes a `_Chunk`."""
    known: dict[bytes, int] = {}
    asked = _tasks.decode(task)
    chunk = _Chunk([], [])
    for path in asked.paths:
        said = read_one(path, asked.now)
        numbers: list[int] = []
        for record in said.records:
            raw = records.encoded(record)
            number = known.setdefault(raw, len(known))
            if number == len(chunk.records):
                chunk.records.append(records.noted(record, raw))
            numbers.append(number)
        chunk.files.append((path, said.problems, records.numbers_of(numbers), records.places_of(said.records)))
    return _encoder.encode(chunk)
