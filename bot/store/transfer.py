"""Copies a database to another one, such as a SQLite file to a PostgreSQL server, or back."""

from collections.abc import Mapping
from contextlib import ExitStack

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine import URL

from bot.digests.store_ports.errors import StoreError
from bot.store.engine import open_engine, probe, read_transaction, write_transaction
from bot.store.processes.file_lock import lock_file
from bot.store.processes.process_locks import Claim
from bot.store.processes.server_locks import ServerLocks
from bot.store.schema import metadata, notes
from bot.store.urls import get_sqlite_file, render_url
from bot.store.versions import OLDEST

_BATCH = 1_000
"""How many rows are inserted at a time."""
_LEASE = 3_600.0
"""The most seconds that copying can take before the server takes its locks away."""


def copy_store(source: URL, target: URL) -> Mapping[str, int]:
    """Copy all rows to a database that has none, in one transaction. Return how many each table has.

    While this runs, no bot may use either database. The source stays as it is, except that its tables are upgraded to
    this version. Raises `StoreError`, and then the target has no rows.
    """
    if _is_same_database(source, target):
        raise StoreError(f"{render_url(target)} is the database that DATABASE_URL names; name another one")
    file = get_sqlite_file(source)
    if file is not None and not file.is_file():
        raise StoreError(f"there is no database at {file}; check DATABASE_URL")
    probe(source)
    with ExitStack() as stack:
        # A server's tables are upgraded before they are locked: an upgrade waits for those who hold the lock.
        by_server = [url for url in (source, target) if get_sqlite_file(url) is None]
        for url in (source, target):
            if url not in by_server:
                _lock(url, stack)
        from_engine, to_engine = (_open(url, stack) for url in (source, target))
        for url in by_server:
            _lock(url, stack)
        with read_transaction(from_engine) as rows, write_transaction(to_engine) as connection:
            _require_empty(connection, target)
            counts = {table.name: _copy_rows(table, rows, connection) for table in metadata.sorted_tables}
            for table in metadata.sorted_tables:
                _copy_last_id(table, rows, connection)
    return counts


def _lock(url: URL, stack: ExitStack) -> None:
    """Keep bots from using a database. Raises `StoreError` if one uses it."""
    file = get_sqlite_file(url)
    if file is not None:
        stack.callback(lock_file(url, file).release)
        return
    locks = ServerLocks(url, Claim(lease=_LEASE, name="nutgraf store copy"))
    stack.callback(locks.release)
    locked = locks.renew(may_deliver=True)
    if not (locked.shards and locked.delivers):
        raise StoreError(f"a bot uses the database {render_url(url)}; stop it")


def _open(url: URL, stack: ExitStack) -> Engine:
    engine = open_engine(url)
    stack.callback(engine.dispose)
    return engine


def _is_same_database(source: URL, target: URL) -> bool:
    files = get_sqlite_file(source), get_sqlite_file(target)
    if files[0] is not None and files[1] is not None:
        return files[0].resolve() == files[1].resolve()
    return (source.host, source.port or 5432, source.database) == (target.host, target.port or 5432, target.database)


def _require_empty(connection: Connection, target: URL) -> None:
    # A new database says which versions can use it; the source says so, too, and its note is copied.
    connection.execute(sa.delete(notes).where(notes.c.name == OLDEST))
    for table in metadata.sorted_tables:
        if connection.execute(sa.select(table).limit(1)).first() is not None:
            raise StoreError(f"the database {render_url(target)} is not empty; name a new one")


def _copy_rows(table: Table, source: Connection, target: Connection) -> int:
    """Copy a table. Return how many rows it has."""
    all_rows = source.execution_options(yield_per=_BATCH).execute(sa.select(table)).mappings()
    count = 0
    for rows in all_rows.partitions(_BATCH):
        target.execute(table.insert(), [dict(row) for row in rows])
        count += len(rows)
    return count


def _copy_last_id(table: Table, source: Connection, target: Connection) -> None:
    """Continue counting where the source stopped: messages and buttons also refer to ids that have been deleted."""
    column = table.autoincrement_column
    if column is None:
        return
    if source.dialect.name == "postgresql":
        last = source.execute(sa.select(sa.func.pg_sequence_last_value(_get_sequence(table, column)))).scalar_one()
    else:
        last = source.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
    if not last:
        return
    if target.dialect.name == "postgresql":
        target.execute(sa.select(sa.func.setval(_get_sequence(table, column), last)))
        return
    target.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
    target.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last))


def _get_sequence(table: Table, column: sa.Column[int]) -> sa.Function[str]:
    return sa.func.pg_get_serial_sequence(table.name, column.name)
