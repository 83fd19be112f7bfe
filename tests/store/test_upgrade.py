"""A store is upgraded to this version's tables, or refused and not changed."""

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.digests.digest import create_run
from bot.digests.store_ports import StoreError
from bot.store.engine import open_engine
from bot.store.ledger import build_ledger
from bot.store.schema import REVISION
from bot.store.upgrade import get_last_revision
from bot.store.urls import parse_url
from tests.support.stores import DAY, NINE, add_active, engine_of, execute, list_tables


def test_a_store_of_a_newer_version_is_refused(database_url: str):
    with engine_of(database_url):
        pass
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    before = list_tables(database_url)
    with pytest.raises(StoreError, match=r"newer version of Nutgraf .*revision 9999.*install that version again"):
        open_engine(parse_url(database_url))
    assert list_tables(database_url) == before


def test_the_database_of_another_program_is_refused_and_not_changed(database_url: str):
    execute(database_url, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"another program .*recipes"):
        open_engine(parse_url(database_url))
    assert list_tables(database_url) == {"recipes"}


def test_tables_without_a_version_are_refused(database_url: str):
    with engine_of(database_url):
        pass
    execute(database_url, "DELETE FROM alembic_version")
    with pytest.raises(StoreError, match="restore a backup"):
        open_engine(parse_url(database_url))


def test_either_all_tables_are_created_or_none(database_url: str):
    def stop(table: sa.Table, *_: object, **__: object) -> None:
        if table.name == "arrivals":
            raise OperationalError("CREATE TABLE", {}, Exception("the power is gone"))

    event.listen(sa.Table, "after_create", stop)
    try:
        with pytest.raises(StoreError, match="the power is gone"):
            open_engine(parse_url(database_url))
    finally:
        event.remove(sa.Table, "after_create", stop)
    assert list_tables(database_url) == set()


def test_the_last_migration_is_the_revision_of_the_schema():
    assert get_last_revision() == REVISION


def test_attempts_of_the_first_version_are_searched_for_from_a_day_before(database_url: str):
    # It dated them by the host's clock, which may have been wrong.
    with engine_of(database_url) as engine:
        ledger = build_ledger(engine)
        run = create_run(add_active(ledger), NINE)
        ledger.runs.begin_requested(run)
        ledger.runs.record_attempt(replace(run, tried_at=NINE))
    execute(database_url, "ALTER TABLE runs DROP COLUMN owner")
    execute(database_url, "DROP TABLE feeds")
    execute(database_url, "DROP TABLE feed_entries")
    execute(database_url, "UPDATE alembic_version SET version_num = '0001'")
    with engine_of(database_url) as engine:
        assert build_ledger(engine).runs.claim_unfinished() == [replace(run, tried_at=NINE - DAY)]
