"""Lets a test run as a user who, unlike root, may not read everything."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_NOBODY = 65_534


@contextmanager
def drop_root() -> Generator[None]:
    """Drop root's rights in the block: become the user nobody. Other users stay who they are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def open_folder() -> Generator[Path]:
    """Provide a folder that anyone may enter and write to. Other users can't enter pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)
