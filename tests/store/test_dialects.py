"""Statements that both databases understand."""

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.store.dialects import insert_new, upsert
from bot.store.schema import zones


def test_insert_new_skips_rows_whose_key_exists(store_engine: Engine):
    with store_engine.begin() as connection:
        connection.execute(insert_new(connection, zones), {"whose": "person 1", "zone": "UTC"})
        connection.execute(
            insert_new(connection, zones),
            [{"whose": "person 1", "zone": "Asia/Tokyo"}, {"whose": "person 2", "zone": "Asia/Seoul"}],
        )
        found = connection.execute(sa.select(zones).order_by(zones.c.whose)).all()
    assert [tuple(row) for row in found] == [("person 1", "UTC"), ("person 2", "Asia/Seoul")]


def test_upsert_replaces_the_row_with_the_same_key(store_engine: Engine):
    with store_engine.begin() as connection:
        for zone in ("UTC", "Asia/Tokyo"):
            connection.execute(upsert(connection, zones, {"whose": "person 1", "zone": zone}))
        assert connection.execute(sa.select(zones.c.zone)).scalars().all() == ["Asia/Tokyo"]
