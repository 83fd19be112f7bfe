"""Backup and restore of a SQLite store, also of a running bot's: both go through the database, never past it.

A PostgreSQL server has tools of its own for this (pg_dump, pg_restore), which docs/operating.md names.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from bot.digests.digest import Digest
from bot.digests.ports import StoreError
from bot.store.arrivals import RESTORED, insert_batch
from bot.store.delivery_lock import acquire_lock
from bot.store.dialects import upsert
from bot.store.digests import row_to_digest
from bot.store.engine import (
    LOCK_WAIT,
    describe_error,
    describe_file_error,
    make_folder,
    open_engine,
    sqlite_file,
    write_transaction,
)
from bot.store.schema import batches, digests, notes, runs

_APART = 1_000
"""Numbers left out where it is not known how many were given since the backup."""


def backup(url: URL, target: Path) -> None:
    """Copy the store, as it is at one moment, to a new file. Raises `StoreError`; then no file is left."""
    source = _file(url)
    if not source.is_file():
        raise StoreError(f"there is no database at {source} yet")
    if target.exists():
        raise StoreError(f"{target} already exists; name another file, or remove it")
    try:
        _check(source)
    except sqlite3.Error as error:
        raise StoreError(describe_error(url, error)) from None
    with _folder_beside(target, target) as folder:
        beside = folder / "store.db"
        try:
            _copy(source, beside, LOCK_WAIT)
            # One file that needs no other beside it, and that only we may read.
            with closing(sqlite3.connect(beside)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            beside.chmod(0o600)
            beside.replace(target)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(describe_file_error(f"the file {target}", error)) from None


def restore(
    url: URL,
    source: Path,
    *,
    find_next_due: Callable[[Digest], datetime | None],
    now: datetime,
    wait: float = LOCK_WAIT,
) -> int:
    """Put a backup in the store's place; how many digests it has. A running bot goes on with it.

    Nothing that the backup does not know is sent as news, and no time that has passed is made up for, since it may have
    been sent: `find_next_due` gives each digest's next time. A damaged store is kept beside the new one, and is the
    only kind that nobody may deliver from meanwhile. Raises `StoreError`; the store then stays as it was.
    """
    target = _file(url)
    if not source.is_file():
        raise StoreError(f"there is no backup at {source}")
    make_folder(url)
    with _folder_beside(target, source) as folder:
        copy = folder / "store.db"
        try:
            _check(source, mode="ro")
            _copy(source, copy, LOCK_WAIT, mode="ro")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{source} is not a readable backup ({error})") from None
        try:
            count = _prepared(copy, _given(target), find_next_due, now)
        except StoreError as error:
            raise StoreError(f"{source} can't be restored: {str(error).replace(str(copy), str(source))}") from None
        try:
            _copy(copy, target, wait)
        except sqlite3.Error as error:
            if not _is_damaged(error):
                raise StoreError(describe_error(url, error)) from None
            _put_in_place(url, copy, target.with_name(f"{target.name}.damaged-{now:%Y%m%dT%H%M%S}"))
    return count


def mark_restored(url: URL, *, find_next_due: Callable[[Digest], datetime | None], now: datetime) -> int:
    """Tell a store that it was restored by a server's own tools, before the bot starts; how many digests it has.

    From then on it is like one that `restore` put in place: it sends nothing old. Raises `StoreError`.
    """
    return _settled(url, None, find_next_due, now)


def _prepared(
    copy: Path, given: Mapping[str, int] | None, following: Callable[[Digest], datetime | None], now: datetime
) -> int:
    """Bring a copy to this version's tables, and its digests to the next times and the next news from now."""
    with closing(sqlite3.connect(copy)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
            raise StoreError("it is not a copy of Nutgraf's database")
    # The last connection that closes puts all into the one file.
    return _settled(URL.create("sqlite", database=str(copy)), given, following, now)


def _settled(
    url: URL, given: Mapping[str, int] | None, following: Callable[[Digest], datetime | None], now: datetime
) -> int:
    engine = open_engine(url)
    try:
        with write_transaction(engine) as connection:
            _number_on(connection, given)
            batch = insert_batch(connection, now, is_baseline=True)
            every = [row_to_digest(row) for row in connection.execute(sa.select(digests)).mappings()]
            for digest in every:
                if digest.state == "active":
                    due = sa.update(digests).where(digests.c.id == digest.id).values(due_at=following(digest))
                    connection.execute(due)
            connection.execute(sa.update(digests).values(cursor=batch, since=now))
            begun = sa.update(runs).where(runs.c.state == "begun")
            connection.execute(begun.values(state="unknown", reason="restored", ended_at=now, edition=None))
            connection.execute(upsert(connection, notes, {"name": RESTORED, "value": now.isoformat()}))
    finally:
        engine.dispose()
    return len(every)


def _given(store: Path) -> Mapping[str, int] | None:
    """The last numbers that a store has given, by table; None where it can't be read."""
    try:
        with closing(_reader(store, "rw")) as connection:
            return dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    except sqlite3.Error:
        return None


def _number_on(connection: Connection, given: Mapping[str, int] | None) -> None:
    """Give no number anew that was given since the backup: messages, and a running bot, know them."""
    if connection.dialect.name == "postgresql":
        for column in (digests.c.id, batches.c.number):
            counter = sa.func.pg_get_serial_sequence(column.table.name, column.name)
            connection.execute(sa.select(sa.func.setval(counter, sa.func.nextval(counter) + _APART)))
        return
    counted = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    last = {row.name: int(row.seq) for row in counted}
    connection.exec_driver_sql("DELETE FROM sqlite_sequence")
    for name in ("digests", "batches"):
        number = last.get(name, 0) + _APART if given is None else max(last.get(name, 0), given.get(name, 0))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


def _put_in_place(url: URL, copy: Path, damaged: Path) -> None:
    """Put a copy in the place of a store that no database can be written through; that one is kept as `damaged`."""
    target = _file(url)
    held = acquire_lock(url)
    try:
        facts = target.stat()
        shutil.copy2(target, damaged)
        # What they hold belongs to the damaged file, and would be read into the new one.
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        copy.chmod(facts.st_mode & 0o777)
        with suppress(OSError, AttributeError):
            os.chown(copy, facts.st_uid, facts.st_gid)
        copy.replace(target)
    except OSError as error:
        raise StoreError(describe_file_error(f"the database file {target}", error)) from None
    finally:
        held.release()


def _copy(source: Path, target: Path, wait: float, *, mode: str = "rw") -> None:
    """All pages in one transaction, under both databases' own locks; no longer than `wait` for another's."""

    def give_up(status: int, *_: int) -> None:
        # It has waited already, and would be tried again for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("database is locked")

    with closing(_reader(source, mode)) as one, closing(sqlite3.connect(target, timeout=wait)) as two:
        one.backup(two, progress=give_up)


def _check(file: Path, *, mode: str = "rw") -> None:
    """Raises sqlite3.Error where it is no database, or a damaged one."""
    with closing(_reader(file, mode)) as connection:
        fault = connection.execute("PRAGMA quick_check").fetchone()[0]
    if fault != "ok":
        raise sqlite3.DatabaseError("database disk image is malformed")


def _reader(file: Path, mode: str) -> sqlite3.Connection:
    """`mode`: "ro" for a file of somebody's; "rw" for a store, beside which a reader would leave files of its own."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=LOCK_WAIT)


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def _folder_beside(file: Path, named: Path) -> Generator[Path]:
    """A folder on the same disk as a file, gone afterwards with all that is in it."""
    try:
        folder = TemporaryDirectory(dir=file.parent, prefix=".nutgraf-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreError(f"{named} can't be copied: can't write to {file.parent} ({error.strerror})") from None
    with folder as place:
        yield Path(place)


def _file(url: URL) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise StoreError("this is a PostgreSQL database: use pg_dump and pg_restore, see docs/operating.md")
    return file
