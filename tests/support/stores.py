"""For tests of the store: digests and runs in it, its backups, and other processes that have it open."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from bot.coverage.article import Article
from bot.digests.digest import Digest, Edition, EditionEntry
from bot.digests.store_ports.ledger import Ledger
from bot.store.backup import restore
from bot.store.engine import LOCK_WAIT, UPGRADE_KEY, connect, open_engine
from bot.store.files import make_folder
from bot.store.open_store import build_ledger
from bot.store.schema import metadata
from bot.store.upgrade import upgrade
from bot.store.urls import get_sqlite_file, parse_url
from tests.support import prepared_tables
from tests.support.desks import build_desk
from tests.support.digesting import daily, story
from tests.support.postgres import find_connection

WRITER_SCRIPT = """
import sys, time
from bot.store.open_store import open_store
from tests.support.stores import NINE, add_active, edition
from bot.digests.digest import create_run
from msgspec.structs import replace
with open_store(sys.argv[1]) as store:
    number = 0
    while True:
        # A digest, its run, and what the run sent: three transactions.
        digest = add_active(store.ledger, words=str(number))
        run = create_run(digest, NINE)
        store.ledger.runs.begin_requested(run)
        store.ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1, 2)), digest)
        number += 1
        print(number, flush=True)
        # SQLite's lock has no queue: without a pause, others wait for it for a second.
        time.sleep(0.001)
"""
"""A bot that writes all the time, and prints how many times it has."""

NINE = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def create_tables(url: URL) -> None:
    """Create the tables in an empty database, with what the migrations made of another one.

    To run the migrations takes ten times as long, so tests that are not about them need not.
    """
    if (file := get_sqlite_file(url)) is None:
        _repeat_migrations(url)
    elif not file.exists():
        make_folder(url)
        # Threads may do so at the same time, and none may open a half of the file.
        with TemporaryDirectory(dir=file.parent) as folder, suppress(FileExistsError):
            file.hardlink_to(copyfile(Path(_make_migrated_file().name, "nutgraf.db"), Path(folder, "copy")))


@cache
def _make_migrated_file() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="nutgraf-tables-")
    open_engine(parse_url(f"sqlite:///{folder.name}/nutgraf.db")).dispose()
    return folder


_migrations: list[tuple[str, Any]] = []
"""What the migrations have executed on PostgreSQL: statements and their parameters."""


def _repeat_migrations(url: URL) -> None:
    # Without a connection, no test has used the database, so it has no tables that were set aside.
    if (kept := find_connection(url.database or "")) is not None and prepared_tables.take_back(kept, UPGRADE_KEY):
        return
    engine = connect(url)
    # `open_engine` says what is wrong with a database.
    with suppress(DBAPIError), engine.begin() as connection:
        # No bot upgrades the tables at the same time.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADE_KEY)))
        if not sa.inspect(connection).get_table_names():
            for statement, parameters in _migrations or _run_migrations(connection):
                connection.exec_driver_sql(statement, parameters or None)
            prepared_tables.note(connection, ("alembic_version", "notes"))
    engine.dispose()


def _run_migrations(connection: Connection) -> Sequence[tuple[str, Any]]:
    """Run the migrations, and note what they execute. Return nothing that is left to execute."""
    executed: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if not statement.lstrip().startswith("SELECT"):
            executed.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    if upgrade(connection):
        _migrations.extend(executed)
    return ()


@contextmanager
def engine_of(url: str, *, wait: float = LOCK_WAIT) -> Generator[Engine]:
    """Open a store, with its tables."""
    create_tables(parse_url(url))
    engine = open_engine(parse_url(url), wait=wait)
    try:
        yield engine
    finally:
        engine.dispose()


def add_active(ledger: Ledger, **changes: object) -> Digest:
    """Store an active digest that is due at nine."""
    return ledger.digests.add(daily(**{"state": "active", "due_at": NINE, **changes}))


def reload(ledger: Ledger, digest: Digest) -> Digest:
    """Return the digest as it is stored now."""
    found = ledger.digests.get(digest.id)
    assert found is not None
    return found


def articles(*numbers: int) -> Sequence[Article]:
    """Return articles of different stories."""
    archive = build_desk(*(story(number) for number in numbers)).archive
    found = [archive.article(archive.id_of(place)) for place in range(len(archive))]
    return [article for article in found if article is not None]


def edition(*numbers: int, **fields: object) -> Edition:
    """Return an edition with articles of different stories."""
    entries = tuple(EditionEntry(article) for article in articles(*numbers))
    return Edition(entries, **fields)  # pyright: ignore[reportArgumentType]


def empty(engine: Engine) -> None:
    """Delete all rows of a store and restart its ids at 1. The few rows of a test are deleted sooner than truncated."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
            column = table.autoincrement_column
            if engine.dialect.name == "postgresql" and column is not None:
                sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(sa.select(sa.func.setval(sequence, 1, False)))  # noqa: FBT003 - `is_called`
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DELETE FROM sqlite_sequence")


def end_other_connections(url: str) -> None:
    """Close every other connection of the bot's role to a PostgreSQL database, as a server does when it restarts."""
    execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()",
    )


class StoreFolder:
    """A folder with a SQLite store and its backup.

    `file`, `backup`: their paths. `url`, `database_url`: the store's URL, parsed and as text.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "nutgraf.db"
        self.url = parse_url(f"sqlite:///{self.file}")
        self.database_url = str(self.url)
        self.backup = folder / "backup.db"

    def restore(self, source: Path | None = None, now: datetime = NINE, **more: float) -> int:
        return restore(self.url, source or self.backup, now=now, **more)

    def list_words(self) -> list[str]:
        """List the words of the digests in the store."""
        with engine_of(self.database_url) as engine:
            return [digest.words for digest in build_ledger(engine).digests.list_for_server(7)]

    def add_digests(self, *words: str) -> None:
        """Store a digest for each of these words."""
        with engine_of(self.database_url) as engine:
            for word in words:
                add_active(build_ledger(engine), words=word)


def is_sound(file: Path) -> bool:
    """Return whether a SQLite file is not damaged, and no row refers to a missing one."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        checks = connection.execute("PRAGMA integrity_check").fetchall()
        strays = connection.execute("PRAGMA foreign_key_check").fetchall()
    return checks == [("ok",)] and strays == []


def list_tables(url: str) -> set[str]:
    """Return the names of the tables in a database."""
    engine = sa.create_engine(parse_url(url))
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def execute(url: str, *statements: str) -> None:
    """Run statements in a database, in one transaction."""
    engine = sa.create_engine(parse_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()
