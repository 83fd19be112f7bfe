"""Transport compression as discord.py requests it: one stream for a whole connection, flushed after each message.

discord.py requests zlib before Python 3.14; from 3.14 on, or with the package `zstandard`, it requests Zstandard.
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

Compress = Callable[[bytes], bytes]


def make_compressor(kind: str) -> Compress:
    """Return a new stream. Raises `NotImplementedError` for a kind that is unknown or that this Python lacks."""
    if kind == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda data: deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        return _zstandard()
    raise NotImplementedError(f"transport compression {kind}")


def _zstandard() -> Compress:
    try:
        package: Any = import_module("zstandard")  # discord.py prefers it too
    except ImportError:
        return _zstd_of_python()
    stream = package.ZstdCompressor().compressobj()
    return lambda data: stream.compress(data) + stream.flush(package.COMPRESSOBJ_FLUSH_BLOCK)


def _zstd_of_python() -> Compress:
    try:
        module: Any = import_module("compression.zstd")
    except ImportError:
        raise NotImplementedError("zstd-stream without Python 3.14 or the package zstandard") from None
    stream = module.ZstdCompressor()
    return lambda data: stream.compress(data, mode=stream.FLUSH_BLOCK)
