"""The files of a SQLite database: only their owner may read them."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import URL

from bot.digests.store_ports.errors import StoreError
from bot.store.urls import get_sqlite_file

WRITABLE = "the bot's user must be able to write to the file and its folder"
"""How to fix a file that can't be written."""

PRIVATE = 0o600
"""The mode of a file that only its owner may read and write."""


def make_folder(url: URL) -> None:
    """Create the folder of a SQLite database, unless it exists. Raises `StoreError`."""
    if (file := get_sqlite_file(url)) is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {file.parent} can't be created ({error.strerror})") from None


def restrict_to_owner(file: Path) -> None:
    """Let only the owner read a database file, which is created if missing, and the two that SQLite keeps next to it.

    SQLite gives new files the mode of the database. A file of another owner keeps its mode, and one that can't be
    created is left to SQLite, which says why. An existing file is never opened: closing it would release the locks that
    this process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        with suppress(OSError):
            file.with_name(name).chmod(PRIVATE)
