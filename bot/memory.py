"""Give memory back to the system, and keep Python's cyclic collector from stopping the bot."""

import ctypes
import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def pause_collector() -> Generator[None]:
    """Keep Python's cyclic collector from running meanwhile, and from ever looking through what was made.

    What a desk is made of is in no cycle, and a collection that looks through it holds the event loop for up to seven
    tenths of a second. The objects go when nothing refers to them any more, as before.
    """
    was_enabled = gc.isenabled()
    gc.collect(1)
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


def trim_memory() -> None:
    """Give memory that reading and indexing have freed back to the system. The allocator alone would keep half of it.

    This needs glibc (https://man7.org/linux/man-pages/man3/malloc_trim.3.html); elsewhere it does nothing.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
