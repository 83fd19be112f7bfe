"""Backup and restore of a SQLite store, also of a running bot's: both go through the database, never past it.

A PostgreSQL server has tools of its own for this (pg_dump, pg_restore), which docs/operating.md names.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.digests.digest import Digest
from bot.digests.ports import StoreError
from bot.store.arrivals import RESTORED
from bot.store.digests import digest_of
from bot.store.opening import LOCK_WAIT, file_of, open_engine, said, translated
from bot.store.tables import digests, notes, runs
from bot.store.writing import upsert


def backup(url: URL, target: Path) -> None:
    """Copy the store, as it is at one moment, to a new file. Raises `StoreError`; then no file is left."""
    source = _file(url)
    if not source.is_file():
        raise StoreError(f"there is no store at {source} yet")
    if target.exists():
        raise StoreError(f"{target} is there already; name another file, or remove it")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
        os.close(handle)
    except OSError as error:
        raise StoreError(f"{target} can't be written ({error.strerror})") from None
    beside = Path(name)
    try:
        _copy(source, beside)
        # One file that needs no other beside it.
        with closing(sqlite3.connect(beside)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        beside.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(said(url, error)) from None
    finally:
        with suppress(OSError):
            beside.unlink()


def restore(url: URL, source: Path, *, following: Callable[[Digest], datetime | None], now: datetime) -> int:
    """Put a backup in the store's place; how many digests it has. A running bot goes on with it.

    Nothing that the backup does not know is sent as news, and no time that has passed is made up for, since it may have
    been sent: `following` gives each digest's next time. Raises `StoreError`; the store then stays as it was.
    """
    target = _file(url)
    if not source.is_file():
        raise StoreError(f"there is no backup at {source}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-")
    except OSError as error:
        raise StoreError(f"{target.parent} can't be written ({error.strerror})") from None
    with folder:
        copy = Path(folder.name, "store.db")
        try:
            _copy(source, copy)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{source} is no backup that can be read ({error})") from None
        count = _prepared(URL.create("sqlite", database=str(copy)), following, now)
        try:
            _copy(copy, target)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(said(url, error)) from None
    return count


def _prepared(url: URL, following: Callable[[Digest], datetime | None], now: datetime) -> int:
    """Bring a copy to this version's tables, and its digests to the next times from now."""
    engine = open_engine(url)
    try:
        with translated(url), engine.begin() as connection:
            every = [digest_of(row) for row in connection.execute(sa.select(digests)).mappings()]
            for digest in every:
                if digest.state == "active":
                    due = sa.update(digests).where(digests.c.id == digest.id).values(due_at=following(digest))
                    connection.execute(due)
            begun = sa.update(runs).where(runs.c.state == "begun")
            connection.execute(begun.values(state="unknown", reason="restored", ended_at=now, edition=None))
            connection.execute(upsert(connection, notes, {"name": RESTORED, "value": now.isoformat()}))
            connection.commit()
        with translated(url), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()
    return len(every)


def _copy(source: Path, target: Path) -> None:
    """All pages in one step, under both databases' own locks. Raises sqlite3.Error where `source` is no database."""
    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as one, closing(sqlite3.connect(target, timeout=LOCK_WAIT)) as two:
        fault = one.execute("PRAGMA quick_check").fetchone()[0]
        if fault != "ok":
            raise sqlite3.DatabaseError(f"database disk image is malformed: {fault}")
        one.backup(two)


def _file(url: URL) -> Path:
    file = file_of(url)
    if file is None:
        raise StoreError("the store is a PostgreSQL database: use pg_dump and pg_restore, see docs/operating.md")
    return file
