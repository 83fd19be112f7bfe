"""Opening the store: the engine, the migrations, the one process that may deliver; and what is said where it fails."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import alembic.command
import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.digests.ports import StoreError
from bot.store.tables import metadata

LOCK_WAIT = 10.0
"""Seconds that a write waits for another process's, as of a backup."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADING = 0x6E757467
"""The key of PostgreSQL's advisory lock while tables are made: two that start at once take turns."""


def url_of(given: str) -> URL:
    """A store's URL as SQLAlchemy takes it, PostgreSQL's driver named. Raises `StoreError` where it is none of ours."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError("DATABASE_URL is no URL such as sqlite:///data/nutgraf.db or postgresql://…") from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"DATABASE_URL names {url.get_backend_name()}; Nutgraf keeps its store in SQLite or PostgreSQL"
        )
    return url


def file_of(url: URL) -> Path | None:
    """The file of a SQLite store; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def connect(url: URL) -> Engine:
    """An engine; nothing is opened yet. Raises `StoreError` where its driver is missing."""
    try:
        if file_of(url) is None:
            return sa.create_engine(url, pool_pre_ping=True, pool_size=8, connect_args={"connect_timeout": 10})
        engine = sa.create_engine(url, connect_args={"timeout": LOCK_WAIT})
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the database's driver is not installed ({error})") from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def open_engine(url: URL) -> Engine:
    """An engine over a store whose tables are as this version has them. Raises `StoreError`, one sentence.

    A store of a newer version is refused: to go on with it could damage what that one keeps.
    """
    file = file_of(url)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {file.parent} can't be made ({error.strerror})") from None
    engine = connect(url)
    with translated(url):
        try:
            _upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def look_at(url: URL) -> None:
    """Ask the store something, and change nothing. Raises `StoreError`."""
    engine = connect(url)
    try:
        with translated(url), engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))
    finally:
        engine.dispose()


@contextmanager
def translated(url: URL) -> Generator[None]:
    """What the database raises becomes `StoreError`, a sentence that names the store and what would mend it."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(said(url, error)) from error


def said(url: URL, error: BaseException) -> str:
    """What is wrong with a store, for its operator; no password in it."""
    cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    file = file_of(url)
    if file is None:
        shown = url.render_as_string(hide_password=True)
        return f"the database {shown} can't be used: {cause}"
    lower = cause.lower()
    if "locked" in lower:
        mend = "another process holds it; wait until that is done, or stop it"
    elif "disk is full" in lower or "disk i/o" in lower:
        mend = "make room on the disk"
    elif "malformed" in lower or "not a database" in lower:
        mend = "it is damaged: stop the bot and run nutgraf restore with a backup, or move the file away to begin anew"
    elif "readonly" in lower or "unable to open" in lower:
        mend = "the bot's user must be able to write the file and its folder"
    else:
        mend = "docs/operating.md, The store, says more"
    return f"the database file {file} can't be used ({cause}): {mend}"


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin transactions only before some statements; SQLAlchemy begins every one, see `_begin`.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A commit is on the disk when it returns: a message may not be sent again because the power failed.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    # Writers take turns from the start of a transaction; one that read first would fail where another wrote meanwhile.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        current = MigrationContext.configure(connection).get_current_heads()
        if not set(current) <= known:
            raise StoreError(
                f"the store was last used by a newer version of Nutgraf (its tables are at step {', '.join(current)}). "
                "Install that version again, or restore a backup made before the update"
            )
        if not current and sa.inspect(connection).get_table_names():
            strange = set(sa.inspect(connection).get_table_names()) - set(metadata.tables)
            raise StoreError(
                f"DATABASE_URL names a database that is not Nutgraf's (it has the tables {', '.join(sorted(strange))})"
                if strange
                else "the store has tables, but not the note of which version made them; restore a backup"
            )
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
