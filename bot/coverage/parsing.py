"""Many files read at once, on every core; in this process where they are few or where no pool can be had."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bot.coverage import identity, reading, records, snapshot
from bot.coverage.article import Problem
from bot.coverage.folders import Stamp, readable
from bot.coverage.reading import Reading
from bot.coverage.records import Noted, Records
from bot.coverage.snapshot import Filed

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""

POOL_FROM = 300
"""Files. Below this, starting processes (half a second) takes longer than reading (about a millisecond each)."""
_CHUNK = 64
_MOST_WORKERS = 16


def read_all(
    files: Sequence[tuple[str, Stamp]], known: Records, *, now: datetime, progress: Progress | None = None
) -> Iterator[tuple[str, Filed]]:
    """Read files, in no certain order, into `known`. Whatever a file holds, it gives a reading."""
    remaining = dict(files)
    total = len(remaining)
    if total >= POOL_FROM and (workers := _workers()) > 1:
        for chunk in _pooled(list(remaining), workers, now):
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


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Chunk)


def _pooled(paths: Sequence[str], workers: int, now: datetime) -> Iterator[_Chunk]:
    """Readings as processes finish them; ends early where processes can't be had or die."""
    size = max(1, min(_CHUNK, len(paths) // (workers * 4)))
    # Forking is unsafe in a process with threads, which the bot is.
    context = multiprocessing.get_context("spawn")
    # A machine without semaphores or spare processes, or a main module without a guard: slower, not worse.
    with suppress(OSError, ImportError, RuntimeError, ValueError, BrokenProcessPool):
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts)
        try:
            chunks = (paths[start : start + size] for start in range(0, len(paths), size))
            for done in as_completed({pool.submit(_read_chunk, chunk, now) for chunk in chunks}):
                yield _decoder.decode(done.result())
        finally:
            pool.shutdown(cancel_futures=True)


def _read_chunk(paths: Sequence[str], now: datetime) -> bytes:
    known: dict[bytes, int] = {}
    chunk = _Chunk([], [])
    for path in filter(snapshot.is_text, paths):
        said = read_one(path, now)
        numbers: list[int] = []
        for record in said.records:
            raw = records.encoded(record)
            number = known.setdefault(raw, len(known))
            if number == len(chunk.records):
                chunk.records.append(records.noted(record, raw))
            numbers.append(number)
        chunk.files.append((path, said.problems, records.numbers_of(numbers), records.places_of(said.records)))
    return _encoder.encode(chunk)


def _ignore_interrupts() -> None:
    """Ctrl+C reaches every process of a terminal; the one that started these ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _workers() -> int:
    if multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)
