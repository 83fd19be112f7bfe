"""Statements that are the same in SQLite and PostgreSQL, although SQLAlchemy has a class for each database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def insert_new(connection: Connection, table: Table) -> Insert:
    """Build a statement that inserts rows and skips those whose primary key exists."""
    return _get_insert(connection)(table).on_conflict_do_nothing()


def upsert(
    connection: Connection, table: Table, row: Mapping[str, Any], *, where: ColumnElement[bool] | None = None
) -> Any:  # noqa: ANN401 - one of two classes with the same methods
    """Build a statement that inserts a row, or replaces the row with the same primary key.

    `where`: a condition on the row that is replaced; if it doesn't hold, nothing happens.
    """
    keys = [column.name for column in table.primary_key]
    updates = {name: value for name, value in row.items() if name not in keys}
    insert = _get_insert(connection)(table).values(dict(row))
    return insert.on_conflict_do_update(index_elements=keys, set_=updates, where=where)


def add_to_row(connection: Connection, table: Table, row: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - as above
    """Build a statement that inserts a row, or adds its `column` to that of the row with the same primary key."""
    keys = [key.name for key in table.primary_key]
    insert = _get_insert(connection)(table).values(dict(row))
    return insert.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + insert.excluded[column]})


def _get_insert(connection: Connection) -> Any:  # noqa: ANN401 - one of two classes with the same methods
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
