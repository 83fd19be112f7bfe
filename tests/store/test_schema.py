"""The tables are those that the migrations create, and times are stored exactly."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import sqlite

from bot.store.schema import UtcMicroseconds, metadata
from tests.support.stores import engine_of


def test_the_migrations_create_exactly_the_tables_of_this_version(database_url: str):
    with engine_of(database_url) as engine, engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        assert set(sa.inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_rows_that_refer_to_a_digest_are_deleted_with_it(database_url: str):
    with engine_of(database_url) as engine, engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in ("follows", "runs", "sent"):
            (key,) = inspector.get_foreign_keys(table)
            assert (key["referred_table"], key.get("options", {}).get("ondelete")) == ("digests", "CASCADE")


@pytest.mark.parametrize(
    ("moment", "stored"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=UTC), 1_000_001),
        (datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 0),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1),
        (None, None),
    ],
)
def test_a_time_is_stored_as_whole_microseconds(moment: datetime | None, stored: int | None):
    assert UtcMicroseconds().process_bind_param(moment, sqlite.dialect()) == stored
    assert UtcMicroseconds().process_result_value(stored, sqlite.dialect()) == moment
