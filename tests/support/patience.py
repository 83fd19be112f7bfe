"""How long a test waits for a condition before it fails."""

import time
from collections.abc import Callable

PATIENCE = 180.0
"""Seconds. No test takes long where all is well, however busy the machine: this ends one that would wait for ever."""


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until a condition holds. Return whether it does within this time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
