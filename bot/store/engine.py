"""Opening the store: the engine, its transactions, the migrations; and what is said where one of them fails."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, NullPool, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from bot.digests.ports import StoreError
from bot.store.schema import STEP

LOCK_WAIT = 10.0
"""Seconds that a write waits for another process's, as of a backup."""

_UPGRADING = 0x6E757467
"""The key of PostgreSQL's advisory lock while tables are made: two that start at once take turns."""

_SERVER = {
    "connect_timeout": 10,
    # A server that vanished without a word is noticed within half a minute, not after the system's two hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How PostgreSQL is reached, where the URL says nothing else."""

_TURN, _TURN_WAIT = "nutgraf_turn", 1.0
"""The execution option with the lock for which our threads wait to write to a file; seconds that they do."""

_READING = "nutgraf_reading"
"""The execution option of a SQLite transaction that only reads."""


def parse_url(given: str) -> URL:
    """A store's URL as SQLAlchemy takes it, the driver named. Raises `StoreError` where it is none of ours."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError("DATABASE_URL is no URL such as sqlite:///data/nutgraf.db or postgresql://…") from None
    match url.get_backend_name():
        case "postgres" | "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        case "sqlite":
            url = url.set(drivername="sqlite")
            if not url.database or url.database.startswith((":memory:", "file:")):
                raise StoreError("DATABASE_URL names no file; write it as in sqlite:///data/nutgraf.db")
        case other:
            raise StoreError(f"DATABASE_URL names {other}; Nutgraf needs SQLite or PostgreSQL")
    if (password := url.query.get("password")) is not None:
        # Where it stands otherwise it is shown wherever the URL is.
        url = url.difference_update_query(["password"])
        url = url.set(password=password if isinstance(password, str) else password[-1])
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite store; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def connect(url: URL, *, wait: float = LOCK_WAIT, is_pooled: bool = True) -> Engine:
    """An engine; nothing is opened yet. `wait`: seconds for another's lock. Raises `StoreError` without a driver."""
    pool: dict[str, Any] = {} if is_pooled else {"poolclass": NullPool}
    try:
        if sqlite_file(url) is None:
            pool = pool or {"pool_pre_ping": True, "pool_size": 8}
            how = {name: value for name, value in _SERVER.items() if name not in url.query}
            engine = sa.create_engine(
                url, connect_args=how, isolation_level="READ COMMITTED", hide_parameters=True, **pool
            )
            event.listen(engine, "connect", _prepare_server)
            return engine
        engine = sa.create_engine(
            url, connect_args={"timeout": wait}, execution_options={_TURN: Lock()}, hide_parameters=True, **pool
        )
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the database's driver is not installed ({error})") from None
    event.listen(engine, "connect", _prepare_file)
    event.listen(engine, "begin", _begin)
    return engine


def make_folder(url: URL) -> None:
    """The folder of a SQLite store, where it is not there yet. Raises `StoreError`."""
    if (file := sqlite_file(url)) is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {file.parent} can't be made ({error.strerror})") from None


def open_engine(url: URL, *, wait: float = LOCK_WAIT) -> Engine:
    """An engine over a store whose tables are as this version has them. Raises `StoreError`, one sentence.

    A store of a newer version is refused: to go on with it could damage what that one keeps.
    """
    make_folder(url)
    engine = connect(url, wait=wait)
    try:
        with translate_errors(engine):
            if (file := sqlite_file(url)) is not None:
                _write_ahead(file, wait)
            _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def probe(url: URL) -> None:
    """Ask the store something, and change nothing. Raises `StoreError`."""
    engine = connect(url)
    try:
        with read_transaction(engine) as connection:
            # A file is first read when it is asked for something that is in it.
            sa.inspect(connection).get_table_names()
    finally:
        engine.dispose()


@contextmanager
def write_transaction(engine: Engine) -> Generator[Connection]:
    """One transaction: all of it is kept, on the disk, or nothing. Raises `StoreError`."""
    with translate_errors(engine), _turn(engine), engine.begin() as connection:
        yield connection


@contextmanager
def _turn(engine: Engine) -> Generator[None]:
    """Our own threads write to a file one after the other: SQLite lets who waits sleep, ever longer, and look again.

    A turn is not waited for longer than writing takes; then it is SQLite's to say that somebody else holds the file.
    """
    turn: Lock | None = engine.get_execution_options().get(_TURN)
    mine = turn is not None and turn.acquire(timeout=_TURN_WAIT)
    try:
        yield
    finally:
        if turn is not None and mine:
            turn.release()


@contextmanager
def read_transaction(engine: Engine) -> Generator[Connection]:
    """One look at the store, at one moment, that waits for no writer and holds none up. Raises `StoreError`."""
    is_file = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {_READING: True} if is_file else {"isolation_level": "REPEATABLE READ"}
    with translate_errors(engine), engine.connect() as connection:
        yield connection.execution_options(**options)


@contextmanager
def translate_errors(engine: Engine) -> Generator[None]:
    """What the database raises becomes `StoreError`, a sentence that names the store and what would mend it."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        # Not chained: what a server says besides may hold what people wrote.
        raise StoreError(describe_error(engine.url, error)) from None


def describe_error(url: URL, error: BaseException) -> str:
    """What is wrong with a store, for its operator; no password in it."""
    file = sqlite_file(url)
    if file is not None:
        return describe_file_error(f"the database file {file}", error)
    shown = url.set(query={}).render_as_string(hide_password=True)
    return f"the database {shown} can't be used: {_cause(error)}"


def describe_file_error(what: str, error: BaseException) -> str:
    """What is wrong with a SQLite file that is called `what`."""
    cause = _cause(error)
    lower = cause.lower()
    if "locked" in lower:
        mend = "another process is using it; wait until it is done, or stop it"
    elif "disk is full" in lower or "disk i/o" in lower or "no space" in lower:
        mend = "free some space on the disk"
    elif "malformed" in lower or "not a database" in lower:
        mend = "it is damaged: stop the bot and run nutgraf restore with a backup, or move the file away to start again"
    elif "readonly" in lower or "unable to open" in lower or "permission" in lower:
        mend = "the bot must be able to write to the file and its folder"
    else:
        mend = "see docs/operating.md, The database"
    return f"{what} can't be used ({cause}): {mend}"


def _cause(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _prepare_file(connection: sqlite3.Connection, _: object) -> None:
    try:
        # The driver would begin transactions only before some statements; SQLAlchemy begins every one, see `_begin`.
        connection.isolation_level = None
        # A commit is on the disk when it returns: a message may not be sent again because the power failed.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise


def _prepare_server(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver is imported when it is needed
    # For the same reason: a server, or a role, may be set to answer before a commit is on the disk.
    weak = "current_setting('synchronous_commit') = 'off'"
    try:
        connection.execute(f"SELECT set_config('synchronous_commit', 'on', false) WHERE {weak}")
        connection.commit()
    except BaseException:
        connection.close()
        raise


def _begin(connection: Connection) -> None:
    # Writers take turns from the start of a transaction; one that read first would fail where another wrote meanwhile.
    is_reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _write_ahead(file: Path, wait: float) -> None:
    """Let readers go on beside a writer; the file remembers it.

    Two that ask for this at once on a new file are refused at once, without the wait that the driver is asked for.
    """
    locked = retry_if_exception(lambda error: isinstance(error, sqlite3.OperationalError) and "locked" in str(error))
    retrying = Retrying(retry=locked, wait=wait_random(0.01, 0.1), stop=stop_after_delay(wait), reraise=True)
    with closing(sqlite3.connect(file, timeout=wait)) as connection:
        retrying(connection.execute, "PRAGMA journal_mode=WAL")


def _upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        if sa.inspect(connection).has_table("alembic_version"):
            steps = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
            if steps == [STEP]:
                # A store that can only be read would let us begin, and fail us when something is due.
                connection.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
                return
        # What makes tables takes as long to import as much of the rest, and is needed once in many starts.
        from bot.store.upgrade import upgrade  # noqa: PLC0415

        upgrade(connection)
