"""Rewrite the snapshot and the desk in another process, while this one keeps answering.

`python -m bot.answers.desk.compaction` is that process. It takes a `CompactionTask` from its standard input, has a low
priority, and ends when its parent does: the system then closes the pipe.
"""

import asyncio
import os
import signal
import sys
import threading
import time
import traceback
from asyncio import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.answers.desk.cache import get_desk_format
from bot.answers.desk.desk import open_desk
from bot.answers.index.synonyms import Synonyms, load_default_synonyms
from bot.coverage.corpus.corpus import find_snapshot_path
from bot.coverage.corpus.snapshot import get_snapshot_format
from bot.coverage.workers import WorkerPool

_LOWEST_PRIORITY = 19
_FIRST_TO_KILL = "1000"
"""If the system runs out of memory, it ends the process with the highest `oom_score_adj` first (proc(5))."""
_SIZE_BYTES = 8


class CompactionTask(Struct, array_like=True):
    """What to write. `formats`: of the snapshot and the desk, as the bot's code has them.

    `phrases`: those of the bot's synonyms. `is_urgent`: use every core.
    """

    folders: tuple[str, ...]
    cache: str
    now: datetime
    follow_links: bool
    phrases: list[tuple[str, ...]]
    is_urgent: bool
    formats: tuple[str, str]


class CompactionResult(Struct):
    """What came of it. `error`: why it failed; empty if it didn't. `is_busy`: another process is at it."""

    error: str = ""
    is_busy: bool = False
    articles: int = 0
    seconds: float = 0.0


def build_task(
    folders: Sequence[Path],
    cache: Path,
    synonyms: Synonyms | None,
    *,
    now: datetime,
    follow_links: bool = False,
    is_urgent: bool = False,
) -> CompactionTask:
    """Return the task for the folders and the cache of a bot."""
    phrases = sorted((synonyms or load_default_synonyms()).phrases)
    formats = get_snapshot_format(), get_desk_format()
    names = tuple(map(os.fspath, folders))
    return CompactionTask(names, os.fspath(cache), now, follow_links, phrases, is_urgent, formats)


async def run_compaction(task: CompactionTask) -> CompactionResult:
    """Have a child process do the task. If this is cancelled, the child is killed. Raises OSError if it can't start."""
    module = __spec__.name
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    try:
        encoded = msgspec.msgpack.encode(task)
        process.stdin.write(len(encoded).to_bytes(_SIZE_BYTES) + encoded)
        with suppress(ConnectionError):
            await process.stdin.drain()
        # The pipe stays open: the child ends when it is closed.
        output = await process.stdout.read()
        code = await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        process.stdin.close()
    return _read_result(code, output)


def _read_result(code: int, output: bytes) -> CompactionResult:
    lines = output.decode("utf-8", "replace").splitlines()
    if code == 0 and lines:
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(lines[-1], type=CompactionResult)
    ended = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return CompactionResult(error=": ".join([ended, *lines[-1:]]))


def compact(task: CompactionTask) -> CompactionResult:
    """Write the snapshot and the desk of all files as they are now. The desk comes first, so that no start lacks it."""
    # It imports NumPy, which a bot needs only once a file has changed.
    from bot.coverage.corpus import compaction  # noqa: PLC0415

    if task.formats != (get_snapshot_format(), get_desk_format()):
        return CompactionResult("the code has been replaced while the bot runs; restart it")
    start = time.monotonic()
    folders, cache = [Path(folder) for folder in task.folders], Path(task.cache)
    path = find_snapshot_path(cache, folders)
    if path is None:
        return CompactionResult("the cache folder is inside an article folder")
    synonyms = Synonyms.from_phrases(task.phrases)
    pool = WorkerPool() if task.is_urgent else WorkerPool(1)
    try:
        with compaction.lock_snapshot(path), pool:
            corpus = compaction.write_complete_snapshot(
                folders,
                now=task.now,
                cache=cache,
                pool=pool,
                follow_links=task.follow_links,
                prepare=lambda archive: open_desk(archive, synonyms, cache=cache, pool=pool),
            )
            # If nothing had changed, there was nothing to prepare.
            desk = open_desk(corpus.archive, synonyms, cache=cache, pool=pool, is_check_deferred=True)
            if desk.cached is None:
                return CompactionResult("the index can't be written")
    except compaction.SnapshotInUseError:
        return CompactionResult(is_busy=True)
    except compaction.CompactionError as error:
        return CompactionResult(str(error))
    return CompactionResult(articles=len(corpus.archive), seconds=time.monotonic() - start)


def _end_with_parent() -> None:
    """Wait until the other end of the standard input is closed, and end this process."""
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)


def _lower_priority() -> None:
    # Ctrl+C reaches every process of a terminal. The parent will end this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_LOWEST_PRIORITY)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_KILL)


def main() -> int:
    """Do the task from the standard input, and print the result as the last line. Return the exit code."""
    _lower_priority()
    with open(0, "rb", buffering=0, closefd=False) as given:
        size = int.from_bytes(given.read(_SIZE_BYTES))
        encoded = bytearray()
        while len(encoded) < size and (part := given.read(size - len(encoded))):
            encoded += part
    if len(encoded) < size or not size:
        # The parent has ended.
        return 1
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = compact(msgspec.msgpack.decode(encoded, type=CompactionTask))
    except Exception as error:  # noqa: BLE001 - the parent logs it
        traceback.print_exc()
        result = CompactionResult(f"{type(error).__name__}: {error}")
    sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
