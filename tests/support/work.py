"""Work for pools of processes. Its own module, because a process that imports a test's module imports pytest."""

import os
import signal
import time

from tests.support.patience import PATIENCE


def double(task: bytes) -> bytes:
    return task * 2


def process_id(_task: bytes) -> bytes:
    return str(os.getpid()).encode()


def fail_at_seven(task: bytes) -> bytes:
    if task == b"7":
        raise ValueError(task)
    return task


def die_at_seven(task: bytes) -> bytes:
    return die(task) if task == b"7" else task


def die(task: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def hang(_task: bytes) -> bytes:
    time.sleep(PATIENCE)
    return b""
