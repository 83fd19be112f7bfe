"""Limits the size of disks and files."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mount_small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk of this size. Skips the test if that is not possible."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    try:
        result = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs `mount`")
    if result.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield place
    finally:
        # Lazily, because a file may stay mapped a little longer.
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Limit the size of files that this process writes, in bytes. A write beyond it raises OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
