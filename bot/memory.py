"""Gives memory back to the system, and keeps Python's cyclic garbage collector from pausing the bot.

A change replaces dozens of columns of a megabyte each. glibc raises the size from which a block gets a mapping of its
own to that of the largest block that was freed; then columns would lie between small objects in the heaps of several
threads, and what is freed between them would stay with the process.
"""

import ctypes
import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager

_M_MMAP_THRESHOLD = -3
"""Of glibc's malloc.h."""
_MAPPED_BYTES = 512 << 10
"""The size from which a block gets a mapping of its own. An answer needs hardly any block of this size."""


@contextmanager
def pause_collector() -> Generator[None]:
    """Pause Python's cyclic garbage collector for the block, and keep it from ever scanning what the block creates.

    The objects of a desk form no cycles, and a collection that scans them blocks the event loop for up to 0.7 seconds.
    They are still freed as soon as nothing refers to them.
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


def map_large_blocks() -> None:
    """Give each large block of memory a mapping of its own, which the system gets back as soon as the block is freed.

    This needs glibc (https://man7.org/linux/man-pages/man3/mallopt.3.html); elsewhere it does nothing.
    """
    set_allocator_option(_M_MMAP_THRESHOLD, _MAPPED_BYTES)


def set_allocator_option(option: int, value: int) -> None:
    """Set an option of glibc's allocator, by its number in malloc.h; elsewhere, do nothing."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        set_option(option, value)


def trim_memory() -> None:
    """Give the system back the memory that reading and indexing have freed. The allocator alone would keep half of it.

    This needs glibc (https://man7.org/linux/man-pages/man3/malloc_trim.3.html); elsewhere it does nothing.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
