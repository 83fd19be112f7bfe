"""Opens the database: its engine, transactions and upgrade, and the messages for the operator if one of them fails."""

import logging
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, NullPool, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from bot.digests.store_ports.errors import StoreError
from bot.store.files import WRITABLE, make_folder, restrict_to_owner
from bot.store.schema import REVISION
from bot.store.urls import get_sqlite_file, render_url

_log = logging.getLogger(__name__)

LOCK_WAIT = 10.0
"""Seconds that a write waits for another process, such as a backup."""

UPGRADE_KEY = 0x6E757467
"""The key of PostgreSQL's advisory lock for the upgrade: two processes that start at the same time take turns."""

_UPGRADE_POLL = 0.5
"""Seconds until we check again whether the other processes have stopped."""

_SERVER_OPTIONS = {
    "connect_timeout": 10,
    # We notice within half a minute that a server has vanished, instead of after the system's two hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Options for a connection to PostgreSQL, unless the URL sets them."""

_WRITE_LOCK, _WRITE_LOCK_WAIT = "nutgraf_write_lock", 1.0
"""The execution option with the lock that our threads take to write to a SQLite file; seconds that they wait for it."""

_READ_ONLY = "nutgraf_read_only"
"""The execution option of a SQLite transaction that only reads."""


_OBSERVER = "nutgraf_observer"
"""The execution option with the function to call after each transaction; see `Observe`."""

Observe = Callable[[Literal["read", "write"], float], None]
"""Called after each transaction, on any thread, with its kind and the seconds that it took."""


def connect(url: URL, *, wait: float = LOCK_WAIT, is_pooled: bool = True) -> Engine:
    """Create an engine, without opening anything yet. Raises `StoreError` if the driver is missing.

    `wait`: seconds to wait for the lock of another process.
    """
    pool: dict[str, Any] = {} if is_pooled else {"poolclass": NullPool}
    try:
        if get_sqlite_file(url) is None:
            pool = pool or {"pool_pre_ping": True, "pool_size": 8}
            options = {name: value for name, value in _SERVER_OPTIONS.items() if name not in url.query}
            engine = sa.create_engine(
                url,
                connect_args=options,
                isolation_level="READ COMMITTED",
                hide_parameters=True,
                # No column has this type, and each start would ask the server for it.
                use_native_hstore=False,
                **pool,
            )
            event.listen(engine, "connect", _prepare_server)
            return engine
        engine = sa.create_engine(
            url, connect_args={"timeout": wait}, execution_options={_WRITE_LOCK: Lock()}, hide_parameters=True, **pool
        )
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the database driver is not installed ({error}); install Nutgraf again") from None
    event.listen(engine, "connect", _prepare_file)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def connect_if_exists(url: URL) -> Generator[Engine | None]:
    """Connect to a database without changing it; None if it is a SQLite file that does not exist yet.

    Raises `StoreError` if the driver is missing.
    """
    file = get_sqlite_file(url)
    if file is not None and not file.exists():
        yield None
        return
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def open_engine(url: URL, *, wait: float = LOCK_WAIT, observe: Observe | None = None) -> Engine:
    """Open a database and upgrade its tables to this version. Raises `StoreError`, whose text is one sentence.

    A database of a newer version is refused, because this version could damage its data. `observe`: see `Observe`.
    """
    make_folder(url)
    engine = connect(url, wait=wait)
    try:
        with translate_database_errors(engine):
            if (file := get_sqlite_file(url)) is not None:
                restrict_to_owner(file)
                _enable_write_ahead(file, wait)
            _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    # Only from here on: an upgrade is not an ordinary transaction.
    engine.update_execution_options(**{_OBSERVER: observe})
    return engine


def probe(url: URL) -> None:
    """Check that a database can be read, and change nothing. Raises `StoreError`."""
    engine = connect(url)
    try:
        with read_transaction(engine) as connection:
            # SQLite reads the file only when a query needs its content.
            sa.inspect(connection).get_table_names()
    finally:
        engine.dispose()


@contextmanager
def write_transaction(engine: Engine) -> Generator[Connection]:
    """Run one transaction: either all of it is stored on the disk, or none of it. Raises `StoreError`."""
    with (
        _observe(engine, "write"),
        translate_database_errors(engine),
        _take_write_lock(engine),
        engine.begin() as connection,
    ):
        yield connection


@contextmanager
def _observe(engine: Engine, operation: Literal["read", "write"]) -> Generator[None]:
    """Tell the engine's observer, if it has one, how long the block takes."""
    observe: Observe | None = engine.get_execution_options().get(_OBSERVER)
    start = perf_counter()
    try:
        yield
    finally:
        if observe is not None:
            observe(operation, perf_counter() - start)


@contextmanager
def _take_write_lock(engine: Engine) -> Generator[None]:
    """Let our threads write to a SQLite file one at a time.

    SQLite's own waiting polls, at ever longer intervals. We wait no longer than a write takes; after that, SQLite
    waits, and reports that another process has locked the file.
    """
    lock: Lock | None = engine.get_execution_options().get(_WRITE_LOCK)
    is_taken = lock is not None and lock.acquire(timeout=_WRITE_LOCK_WAIT)
    try:
        yield
    finally:
        if lock is not None and is_taken:
            lock.release()


@contextmanager
def read_transaction(engine: Engine) -> Generator[Connection]:
    """Read the database as it is at one moment, without waiting for writers or delaying them. Raises `StoreError`."""
    is_file = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {_READ_ONLY: True} if is_file else {"isolation_level": "REPEATABLE READ"}
    with _observe(engine, "read"), translate_database_errors(engine), engine.connect() as connection:
        yield connection.execution_options(**options)


@contextmanager
def translate_database_errors(engine: Engine) -> Generator[None]:
    """Turn what the database raises into a `StoreError`: a sentence with the database, the cause, and how to fix it."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        # Not chained, because details from a server may contain what people wrote.
        raise StoreError(describe_database_error(engine.url, error)) from None


def describe_database_error(url: URL, error: BaseException) -> str:
    """Describe for the operator what is wrong with a database. The text contains no password."""
    file = get_sqlite_file(url)
    if file is not None:
        return describe_file_error(f"the database file {file}", error)
    return f"the database {render_url(url)} can't be used ({_get_cause(error)}): check the server and DATABASE_URL"


def describe_file_error(subject: str, error: BaseException) -> str:
    """Describe for the operator what is wrong with a SQLite file. `subject`: the file, such as "the file a.db"."""
    cause = _get_cause(error)
    lower = cause.lower()
    if "locked" in lower:
        fix = "another process is using it; wait until it is done, or stop it"
    elif "disk is full" in lower or "disk i/o" in lower or "no space" in lower:
        fix = "free some space on the disk"
    elif "malformed" in lower or "not a database" in lower:
        fix = "it is damaged; stop the bot and run `nutgraf restore` with a backup, or move the file away to start over"
    elif "readonly" in lower or "unable to open" in lower or "permission" in lower:
        fix = WRITABLE
    else:
        fix = 'see "The database" in docs/operating.md'
    return f"{subject} can't be used ({cause}): {fix}"


def _get_cause(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _prepare_file(connection: sqlite3.Connection, _: object) -> None:
    try:
        # The driver would begin a transaction only before some statements. We always begin one, see `_begin`.
        connection.isolation_level = None
        # A commit returns when it is on the disk: otherwise a power failure could make us send a message twice.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise


def _prepare_server(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver is imported when it is needed
    # For the same reason: a server or a role may be configured to return before a commit is on the disk.
    is_off = "current_setting('synchronous_commit') = 'off'"
    try:
        connection.execute(f"SELECT set_config('synchronous_commit', 'on', false) WHERE {is_off}")
        connection.commit()
    except BaseException:
        connection.close()
        raise


def _begin(connection: Connection) -> None:
    # A writer takes SQLite's lock when its transaction begins. If it read first, the write would fail if another
    # process had written meanwhile.
    is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


def _enable_write_ahead(file: Path, wait: float) -> None:
    """Turn on write-ahead logging, so that readers and a writer do not wait for each other. The file remembers it.

    If two processes do this to a new file at the same time, SQLite refuses immediately, whatever the timeout.
    """
    is_locked = retry_if_exception(lambda error: isinstance(error, sqlite3.OperationalError) and "locked" in str(error))
    retrying = Retrying(retry=is_locked, wait=wait_random(0.01, 0.1), stop=stop_after_delay(wait), reraise=True)
    with closing(sqlite3.connect(file, timeout=wait)) as connection:
        retrying(connection.execute, "PRAGMA journal_mode=WAL")


def _upgrade(engine: Engine) -> None:
    """Upgrade the tables, as soon as every running process can use the new ones."""
    is_waiting = False
    while not _try_upgrade(engine):
        if not is_waiting:
            _log.warning(
                "the database is upgraded when the other processes have stopped, because their version can't live with "
                "the upgrade; stop them"
            )
        is_waiting = True
        time.sleep(_UPGRADE_POLL)


def _try_upgrade(engine: Engine) -> bool:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_KEY})
        if sa.inspect(connection).has_table("alembic_version"):
            revisions = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
            if revisions == [REVISION]:
                # Write something, so that a read-only database fails now, not when a digest is due.
                connection.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
                return True
        # Alembic takes long to import, and few starts need it.
        from bot.store.upgrade import upgrade  # noqa: PLC0415

        return upgrade(connection)
