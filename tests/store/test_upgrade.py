"""A store is upgraded to this version's tables, or refused and not changed."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.digests.digest import create_run
from bot.digests.store_ports.errors import StoreError
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.processes.process_locks import Claim, Held
from bot.store.processes.server_locks import ServerLocks
from bot.store.schema import REVISION
from bot.store.upgrade import get_last_revision, list_migrations
from bot.store.urls import parse_url
from tests.support.downgrades import list_downgrades
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.support.stores import (
    DAY,
    NINE,
    add_active,
    create_tables,
    end_other_connections,
    engine_of,
    execute,
    list_tables,
)


def test_a_store_of_a_newer_version_is_refused(database_url: str):
    with engine_of(database_url):
        pass
    execute(
        database_url,
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE notes SET value = '9999' WHERE name = 'oldest'",
    )
    before = list_tables(database_url)
    with pytest.raises(StoreError, match=r"newer version of Nutgraf .*revision 9999.*install that version again"):
        open_engine(parse_url(database_url))
    assert list_tables(database_url) == before


def test_a_store_of_a_newer_version_that_this_one_can_use_is_used(database_url: str):
    with engine_of(database_url) as engine:
        digest = add_active(build_ledger(engine))
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with engine_of(database_url) as engine:
        assert build_ledger(engine).digests.get(digest.id) == digest
    execute(database_url, "DELETE FROM notes")
    with pytest.raises(StoreError, match="newer version"):
        open_engine(parse_url(database_url))


def test_each_migration_says_whether_the_version_before_can_live_with_it():
    declared = [script.module.works_with_previous for script in list_migrations()]
    assert {type(value) for value in declared} == {bool}


def downgrade(url: str) -> None:
    """Give a store the tables of the first version, which can't live with the second."""
    execute(url, *list_downgrades("0001"))


def test_an_upgrade_that_other_processes_cannot_live_with_waits_until_they_have_stopped(
    postgres: Server, caplog: pytest.LogCaptureFixture
):
    with postgres.database() as url, ThreadPoolExecutor() as pool:
        with engine_of(url):
            downgrade(url)
        locks = ServerLocks(parse_url(url), Claim(2, (0,)))
        locks.renew(may_deliver=True)
        opened = pool.submit(open_engine, parse_url(url))
        while "when the other processes have stopped" not in caplog.text:
            time.sleep(0.05)
        assert not opened.done()
        # Those who run go on, and one more may even start.
        other = ServerLocks(parse_url(url), Claim(2, (1,)))
        assert other.renew(may_deliver=True).shards
        for running in (locks, other):
            running.release()
        opened.result(PATIENCE).dispose()
        with engine_of(url) as engine, engine.connect() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == REVISION


def test_an_upgrade_that_other_processes_can_live_with_does_not_wait(postgres: Server):
    with postgres.database() as url:
        with engine_of(url):
            execute(url, *list_downgrades("0003"))
        locks = ServerLocks(parse_url(url), Claim(2, (0,)))
        assert locks.renew(may_deliver=True).shards
        open_engine(parse_url(url)).dispose()
        assert locks.renew(may_deliver=True).delivers
        locks.release()


def test_a_process_that_missed_an_upgrade_it_cannot_live_with_stands_by(
    postgres: Server, caplog: pytest.LogCaptureFixture
):
    with postgres.database() as url:
        with engine_of(url):
            pass
        locks = ServerLocks(parse_url(url), Claim(2, (0,)))
        assert locks.renew(may_deliver=True).delivers
        end_other_connections(url)
        execute(
            url,
            "UPDATE alembic_version SET version_num = '9999'",
            "UPDATE notes SET value = '9999' WHERE name = 'oldest'",
        )
        assert locks.renew(may_deliver=True) == Held(shards=False, delivers=False)
        assert "newer version" in caplog.text
        locks.release()


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
    downgrade(database_url)
    with engine_of(database_url) as engine:
        assert build_ledger(engine).runs.claim_unfinished() == [replace(run, tried_at=NINE - DAY)]


def describe_tables(url: str) -> dict[str, object]:
    """Return the columns, indexes and keys of all tables, and what the migrations wrote."""
    with engine_of(url) as engine, engine.connect() as connection:
        inspector = sa.inspect(connection)
        found: dict[str, object] = {
            name: [
                [repr(sorted(column.items())) for column in inspector.get_columns(name)],
                sorted(map(repr, inspector.get_indexes(name))),
                inspector.get_pk_constraint(name),
                sorted(map(repr, inspector.get_foreign_keys(name))),
            ]
            for name in inspector.get_table_names()
        }
        return found | {"rows": connection.execute(sa.text("SELECT name, value FROM notes")).all()}


def test_the_tables_that_tests_copy_are_those_of_the_migrations(tmp_path: Path, postgres: Server):
    with postgres.database() as migrated, postgres.database() as first, postgres.database() as copied:
        for urls in (migrated, first, copied), [f"sqlite:///{tmp_path / name}.db" for name in "abc"]:
            open_engine(parse_url(urls[0])).dispose()
            # The first may be the one whose migrations are noted.
            for url in urls[1:]:
                create_tables(parse_url(url))
                assert describe_tables(url) == describe_tables(urls[0])


def test_tables_that_a_test_set_aside_are_those_of_the_migrations(postgres: Server):
    with postgres.database() as url:
        open_engine(parse_url(url)).dispose()
        migrated = describe_tables(url)
    for change in ("DELETE FROM zones", "DROP INDEX ix_runs_state"):
        with postgres.database() as url:
            assert list_tables(url) == set()
            create_tables(parse_url(url))
            add_digest(url)
            execute(url, change)
        with postgres.database() as url:
            assert list_tables(url) == set()
            create_tables(parse_url(url))
            assert describe_tables(url) == migrated
            assert add_digest(url) == 1


def add_digest(url: str) -> int:
    with engine_of(url) as engine:
        return add_active(build_ledger(engine)).id
