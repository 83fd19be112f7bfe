"""Work spread over every core: functions of bytes that give bytes, called in processes of their own."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from typing import Self

Work = Callable[[bytes], bytes]
"""A function of a module, which another process can import."""

_MOST = 16
_AHEAD = 4
"""Tasks that wait for each process, so that none runs dry; more would only take memory."""


class WorkerPool:
    """Processes that start when they are first needed and end with the `with` that they are used in.

    They take some 0.2 s to start and each keeps what its first work had it import.
    """

    def __init__(self, size: int | None = None) -> None:
        """`size`: how many; by default one for each core."""
        self.size = _cores() if size is None else size
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def imap_unordered(self, work: Work, tasks: Iterable[bytes]) -> Generator[tuple[int, bytes]]:
        """Results as they come, each with the number of its task.

        Ends early, without an error, where processes can't be had or die, or the work fails: what is missing then is
        the caller's to do.
        """
        if self.size < 2:  # noqa: PLR2004 - one process more would only be slower
            return
        numbered = enumerate(tasks)
        waiting: dict[Future[bytes], int] = {}
        # A machine without semaphores or spare processes, or a main module without a guard: slower, not worse.
        with suppress(Exception):
            pool = self._pool = self._pool or _pool(self.size)
            try:
                while True:
                    for number, task in islice(numbered, self.size * _AHEAD - len(waiting)):
                        waiting[pool.submit(work, task)] = number
                    if not waiting:
                        return
                    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield waiting.pop(future), future.result()
            finally:
                for future in waiting:
                    future.cancel()
        # A pool that broke stays broken.
        self.__exit__()


def _pool(size: int) -> ProcessPoolExecutor:
    # Forking is unsafe in a process with threads, which the bot is.
    return ProcessPoolExecutor(size, multiprocessing.get_context("spawn"), initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    """Ctrl+C reaches every process of a terminal; the one that started these ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _cores() -> int:
    if multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)
