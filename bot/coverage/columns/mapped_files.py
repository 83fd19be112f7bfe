"""Files that are mapped into memory: who owns them, whether they changed on disk, and what happens if they get shorter.

The cache's own code never changes a file that it has written. But somebody may copy another file over one that is in
use (`cp`, `rsync --inplace`). Then the bytes in memory are those of the new file. If the new file is shorter, and a
process reads past its end, the system sends SIGBUS, which would end the process.
"""

import ctypes
import mmap
import os
import stat
import sys
from pathlib import Path
from typing import Any, NamedTuple

_BUS_ADRERR = 2
"""The code of a SIGBUS for an address that has no memory: the page is past the end of the file. See sigaction(2)."""
_SIGBUS = 7
_SIG_DFL = 0


class FileState(NamedTuple):
    """What identifies a file, and what changes when somebody writes to it."""

    device: int
    inode: int
    size: int
    mtime_ns: int


def read_state(file: Path | int) -> FileState:
    """Return the state of a file: a path or a file descriptor. Raises OSError."""
    status = os.stat(file)  # noqa: PTH116 - a path or a descriptor
    return FileState(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def has_changed(file: Path, before: FileState) -> bool:
    """Return whether somebody has written to a file that is mapped.

    A file that was deleted, or replaced by another in one step, stays in memory as it was.
    """
    try:
        state = read_state(file)
    except OSError:
        return False
    return state[:2] == before[:2] and state != before


def open_own_file(path: Path) -> int:
    """Open a file of the cache and return its descriptor.

    Raises OSError if it can't be opened, and ValueError if it is not a plain file or belongs to another user. In a
    folder that others can write to (`/tmp`), another user could have put it there.
    """
    # Without O_NONBLOCK, a named pipe would keep us waiting.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    status = os.fstat(descriptor)
    fault = ""
    if not stat.S_ISREG(status.st_mode):
        fault = "not a plain file"
    elif hasattr(os, "geteuid") and status.st_uid not in (0, os.geteuid()):
        fault = "another user's file"
    if fault:
        os.close(descriptor)
        raise ValueError(fault)
    return descriptor


class _SignalAction(ctypes.Structure):
    """`struct sigaction` of glibc and musl on 64-bit Linux."""

    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_uint64 * 16),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


_SA_SIGINFO = 4
_Handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_handlers: list[Any] = []
"""Keeps the handlers alive, because only the system refers to them."""


def handle_bus_errors() -> bool:
    """Make a mapped file that gets shorter read as zeros past its end, instead of ending this process.

    The zeros stay until the file is mapped again; `has_changed` says when this is needed. Any other SIGBUS (broken
    memory, a file that is mapped for writing) still ends the process. Python can't handle this signal by itself,
    because its handlers run after the instruction, which would fail again and again. Returns whether this machine
    supports it: 64-bit Linux does.
    """
    if _handlers:
        return True
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != 8:  # noqa: PLR2004 - bytes of a 64-bit address
        return False
    # Unlike CDLL, PyDLL does not let another thread run during a call.
    libc = ctypes.PyDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *(ctypes.c_int,) * 3, ctypes.c_long)
    libc.signal.restype = ctypes.c_void_p
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)

    @_Handler
    def handle(_: int, info: int, __: int) -> None:
        is_handled = False
        try:
            code = ctypes.c_int.from_address(info + 8).value
            address = ctypes.c_uint64.from_address(info + 16).value
            is_handled = code == _BUS_ADRERR and _map_zeros(libc, address)
        finally:
            if not is_handled:
                # The instruction runs again when we return, and the default action ends the process.
                libc.signal(_SIGBUS, _SIG_DFL)

    action = _SignalAction(handler=ctypes.cast(handle, ctypes.c_void_p), flags=_SA_SIGINFO)
    _handlers.append(handle)
    return libc.sigaction(_SIGBUS, ctypes.byref(action), None) == 0


def _map_zeros(libc: ctypes.PyDLL, address: int) -> bool:
    """Map zeros from the page of an address to the end of its mapping. Return False if it isn't mapped for reading."""
    start = address & -mmap.PAGESIZE
    with open("/proc/self/maps", "rb") as maps:  # noqa: PTH123 - as little as possible happens in here
        for line in maps:
            bounds, permissions = line.split(maxsplit=2)[:2]
            first, _, end = bounds.partition(b"-")
            if int(first, 16) <= address < int(end, 16):
                # A writable one is SQLite's, and zeros would damage its database.
                if permissions != b"r--s":
                    return False
                flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10  # MAP_FIXED
                return libc.mmap(start, int(end, 16) - start, mmap.PROT_READ, flags, -1, 0) == start
    return False
