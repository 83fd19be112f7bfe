"""Statements that the two databases write alike, but SQLAlchemy has under two names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def insert_new(connection: Connection, table: Table) -> Insert:
    """Insert those of the rows it is executed with whose primary key is not there yet."""
    return _insert(connection)(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> Insert:
    """Insert a row, or put it in the place of the one with its primary key."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    return _insert(connection)(table).values(dict(row)).on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(connection: Connection) -> Any:  # noqa: ANN401 - one of two classes with the same methods
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
