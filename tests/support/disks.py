"""Places where nothing can be written, for what a cache does then."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mount_small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of that size; skips where none may be mounted."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs `mount`")
    if done.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield place
    finally:
        # Lazily, for what is mapped from it may live a little longer.
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """A process that may write no file beyond this size, in bytes; a write past it is an OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
