"""Backup and restore of a SQLite database, even while the bot is running: both use SQLite, and never copy the file.

PostgreSQL has its own tools for this, pg_dump and pg_restore; see docs/operating.md.
"""

import os
import shutil
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from bot.digests.store_ports.errors import StoreError
from bot.store.dialects import upsert
from bot.store.engine import LOCK_WAIT, describe_database_error, describe_file_error, open_engine, write_transaction
from bot.store.files import PRIVATE, make_folder, restrict_to_owner
from bot.store.processes.file_lock import lock_file
from bot.store.schema import batches, digests, follows, notes, runs
from bot.store.tables.arrivals import LAST_BATCH, RESTORED
from bot.store.urls import get_sqlite_file

_ID_GAP = 1_000
"""How many ids are skipped if we can't know how many were used since the backup."""


def backup(url: URL, target: Path) -> None:
    """Copy the database, as it is at one moment, to a new file. Raises `StoreError`, and then leaves no file."""
    source = _get_file(url)
    if not source.is_file():
        raise StoreError(f"there is no database at {source}; check DATABASE_URL, or start the bot to create it")
    if target.exists():
        raise StoreError(f"{target} already exists; choose another file, or delete it")
    try:
        _check(source)
    except sqlite3.Error as error:
        raise StoreError(describe_database_error(url, error)) from None
    with _open_temporary_folder(target.parent, target) as folder:
        copy = folder / "store.db"
        try:
            _copy(source, copy, LOCK_WAIT)
            # A single file, without a write-ahead log next to it, that only we may read.
            with closing(sqlite3.connect(copy)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            copy.chmod(PRIVATE)
            copy.replace(target)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(describe_file_error(f"the file {target}", error)) from None


def restore(
    url: URL,
    source: Path,
    *,
    now: datetime,
    wait: float = LOCK_WAIT,
) -> int:
    """Replace the database with a backup, and return the number of its digests. A running bot continues with it.

    Articles that arrived since the backup are not sent as news, and runs that have been due since then are not made up
    for, because they may have been sent. The bot finds the next due times, because it knows Discord's time.

    A damaged database is kept next to the new one, named after `now`. While it is being replaced, no process can
    deliver from it. Raises `StoreError`, and then leaves the database as it was.
    """
    target = _get_file(url)
    if not source.is_file():
        raise StoreError(f"there is no backup at {source}; check the name")
    make_folder(url)
    with _open_temporary_folder(target.parent, source) as folder:
        copy = folder / "store.db"
        try:
            _check(source, mode="ro")
            _copy(source, copy, LOCK_WAIT, mode="ro")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{source} is not a readable backup ({error}); use another one") from None
        try:
            count = _prepare(copy, _read_last_ids(target))
        except StoreError as error:
            raise StoreError(f"{source} can't be restored: {str(error).replace(str(copy), str(source))}") from None
        restrict_to_owner(target)
        try:
            _copy(copy, target, wait)
        except sqlite3.Error as error:
            if not _is_damaged(error):
                raise StoreError(describe_database_error(url, error)) from None
            _replace_damaged(url, copy, target.with_name(f"{target.name}.damaged-{now:%Y%m%dT%H%M%S}"))
    return count


def mark_restored(url: URL) -> int:
    """Mark a database as restored, after a server's own tools restored it. Call this before the bot starts.

    Afterwards it behaves like one that `restore` replaced: the bot sends nothing old. Returns the number of its
    digests. Raises `StoreError`.
    """
    return _reset_digests(url, None)


def _prepare(copy: Path, last_ids: Mapping[str, int] | None) -> int:
    """Upgrade a copy to this version's tables, and reset its digests. Raises `StoreError`."""
    with closing(sqlite3.connect(copy)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
            raise StoreError("it is not a backup of Nutgraf's database")
    # When its last connection closes, SQLite writes everything into the one file.
    return _reset_digests(URL.create("sqlite", database=str(copy)), last_ids)


def _reset_digests(url: URL, last_ids: Mapping[str, int] | None) -> int:
    """Make nothing due or new until the bot has finished the restore, and return how many digests there are.

    Unfinished runs end as unknown. Only the bot can say when that was, and when the next runs are due.
    """
    engine = open_engine(url)
    try:
        with write_transaction(engine) as connection:
            _skip_used_ids(connection, last_ids)
            last_batch = connection.execute(LAST_BATCH).scalar_one() or 0
            connection.execute(sa.update(digests).values(cursor=last_batch, due_at=None))
            muted = sa.select(digests.c.id).where(digests.c.why == "muted")
            connection.execute(sa.update(follows).where(follows.c.digest.not_in(muted)).values(due_at=None))
            end_unfinished = sa.update(runs).where(runs.c.state == "begun")
            connection.execute(end_unfinished.values(state="unknown", reason="restored", edition=None))
            connection.execute(upsert(connection, notes, {"name": RESTORED, "value": ""}))
            return connection.execute(sa.select(sa.func.count()).select_from(digests)).scalar_one()
    finally:
        engine.dispose()


def _read_last_ids(file: Path) -> Mapping[str, int] | None:
    """Return the last ids that a database has assigned, by table; None if it can't be read."""
    try:
        with closing(_connect(file, "rw")) as connection:
            return dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    except sqlite3.Error:
        return None


def _skip_used_ids(connection: Connection, last_ids: Mapping[str, int] | None) -> None:
    """Skip the ids that were assigned since the backup: messages and a running bot may refer to them."""
    if connection.dialect.name == "postgresql":
        for column in (digests.c.id, batches.c.number):
            sequence = sa.func.pg_get_serial_sequence(column.table.name, column.name)
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.nextval(sequence) + _ID_GAP)))
        return
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    restored = {row.name: int(row.seq) for row in rows}
    connection.exec_driver_sql("DELETE FROM sqlite_sequence")
    for name in ("digests", "batches"):
        number = restored.get(name, 0)
        number = number + _ID_GAP if last_ids is None else max(number, last_ids.get(name, 0))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


def _replace_damaged(url: URL, copy: Path, damaged: Path) -> None:
    """Replace a database that SQLite can no longer write. It is kept as `damaged`."""
    target = _get_file(url)
    lock = lock_file(url, target)
    try:
        status = target.stat()
        shutil.copy2(target, damaged)
        # These belong to the damaged file; SQLite would apply them to the new one.
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        damaged.chmod(PRIVATE)
        copy.chmod(PRIVATE)
        with suppress(OSError, AttributeError):
            os.chown(copy, status.st_uid, status.st_gid)
        copy.replace(target)
    except OSError as error:
        raise StoreError(describe_file_error(f"the database file {target}", error)) from None
    finally:
        lock.release()


def _copy(source: Path, target: Path, wait: float, *, mode: str = "rw") -> None:
    """Copy all pages in one transaction, under the locks of both databases. Wait at most `wait` seconds for a lock."""

    def give_up(status: int, *_: int) -> None:
        # SQLite has waited already, and Python would try again forever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("database is locked")

    with (
        closing(_connect(source, mode)) as from_connection,
        closing(sqlite3.connect(target, timeout=wait)) as to_connection,
    ):
        from_connection.backup(to_connection, progress=give_up)


def _check(file: Path, *, mode: str = "rw") -> None:
    """Check a database file. Raises `sqlite3.Error` if it is damaged or not a database."""
    with closing(_connect(file, mode)) as connection:
        fault = connection.execute("PRAGMA quick_check").fetchone()[0]
    if fault != "ok":
        raise sqlite3.DatabaseError("database disk image is malformed")


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    """Open a database file to read it.

    `mode`: "ro" for a backup; "rw" for a store, next to which a read-only connection would leave extra files.
    """
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=LOCK_WAIT)


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def _open_temporary_folder(parent: Path, file: Path) -> Generator[Path]:
    """Create a folder in `parent`, and delete it and its contents afterwards. `file`: what is copied, for the error."""
    try:
        folder = TemporaryDirectory(dir=parent, prefix=".nutgraf-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreError(
            f"{file} can't be copied ({error.strerror}): the bot's user must be able to write to {parent}"
        ) from None
    with folder as name:
        yield Path(name)


def _get_file(url: URL) -> Path:
    """Return the file of a SQLite database. Raises `StoreError` for PostgreSQL."""
    file = get_sqlite_file(url)
    if file is None:
        raise StoreError("the database is PostgreSQL: use pg_dump and pg_restore, see docs/operating.md")
    return file
