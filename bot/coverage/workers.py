"""Spreads work over all cores: calls functions from bytes to bytes in other processes."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from typing import Self

Work = Callable[[bytes], bytes]
"""A function at the top level of a module, which another process can import."""

START_METHOD = "spawn"
"""How processes start. Forking this process would be unsafe, because the bot has threads."""
_MAX_PROCESSES = 16
_QUEUED_TASKS = 4
"""Tasks submitted for each process, so that none is ever idle. More would only take memory."""


class WorkerPool:
    """Processes that start when they are first needed and end with the pool's `with` block.

    Starting takes about 0.2 s. Each process keeps the modules that its first task imported.
    """

    def __init__(self, size: int | None = None) -> None:
        """`size` is the number of processes, by default one for each core."""
        self.size = _count_cores() if size is None else size
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def imap_unordered(self, work: Work, tasks: Iterable[bytes]) -> Generator[tuple[int, bytes]]:
        """Yield results as they come, each with the index of its task.

        Ends early, without an error, if processes can't be started or die, or if the work raises. Then the caller must
        do the missing tasks itself.
        """
        if self.size < 2:  # noqa: PLR2004 - a single other process would only be slower
            return
        numbered = enumerate(tasks)
        waiting: dict[Future[bytes], int] = {}
        # Starting processes fails if the machine has no semaphores or processes left, or if the main module has no
        # `__name__` guard. The caller then does the work itself, only more slowly.
        with suppress(Exception):
            executor = self._executor = self._executor or _make_executor(self.size)
            try:
                while True:
                    for index, task in islice(numbered, self.size * _QUEUED_TASKS - len(waiting)):
                        waiting[executor.submit(work, task)] = index
                    if not waiting:
                        return
                    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield waiting.pop(future), future.result()
            finally:
                for future in waiting:
                    future.cancel()
        # A broken executor can't be used again.
        self.__exit__()


def _make_executor(size: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(size, multiprocessing.get_context(START_METHOD), initializer=_prepare_process)


def _prepare_process() -> None:
    """Leave Ctrl+C, which reaches every process of a terminal, to the parent process; end when the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _count_cores() -> int:
    if multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MAX_PROCESSES)
