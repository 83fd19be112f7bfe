"""A store has this version's tables, or nobody touches it."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.digests.ports import StoreError
from bot.store.engine import open_engine, parse_url, read_transaction, sqlite_file
from bot.store.ledger import build_ledger
from bot.store.schema import REVISION, metadata
from bot.store.upgrade import get_last_revision
from tests.support.digesting import daily
from tests.support.postgres import Server
from tests.support.stores import engine_of, read_line, run_python

OPENS = """
import sys
from bot.store.ledger import build_ledger
from bot.store.engine import open_engine, parse_url
print("ready", flush=True)
sys.stdin.readline()
engine = open_engine(parse_url(sys.argv[1]))
build_ledger(engine).digests.set_zone(1, 1, "Europe/Zurich")
print(build_ledger(engine).digests.get_zone(1, 1), flush=True)
"""


def list_tables(url: str) -> set[str]:
    engine = sa.create_engine(parse_url(url))
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def execute(url: str, *statements: str) -> None:
    engine = sa.create_engine(parse_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_the_migrations_create_exactly_the_tables_of_this_version(database_url: str):
    with engine_of(database_url) as engine, engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        assert set(sa.inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_rows_that_refer_to_a_digest_are_deleted_with_it(database_url: str):
    with engine_of(database_url) as engine, engine.connect() as connection:
        look = sa.inspect(connection)
        for table in ("runs", "sent"):
            (key,) = look.get_foreign_keys(table)
            assert (key["referred_table"], key.get("options", {}).get("ondelete")) == ("digests", "CASCADE")


def test_opening_again_changes_nothing(database_url: str):
    with engine_of(database_url) as engine:
        made = build_ledger(engine).digests.add(daily())
    for _ in range(2):
        with engine_of(database_url) as engine:
            assert build_ledger(engine).digests.get(made.id) == made


def test_threads_that_open_an_empty_store_together_all_succeed(database_url: str):
    for _ in range(10 if database_url.startswith("sqlite") else 1):
        together = Barrier(4)

        def open_it(number: int, together: Barrier = together) -> None:
            together.wait()
            with engine_of(database_url) as engine:
                build_ledger(engine).digests.set_zone(number, 0, "UTC")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(open_it, range(4)))
        if (file := sqlite_file(parse_url(database_url))) is not None:
            file.unlink()


def test_processes_that_open_an_empty_store_together_all_succeed(database_url: str):
    with run_python(OPENS, database_url) as one, run_python(OPENS, database_url) as other:
        for each in (one, other):
            assert read_line(each) == "ready"
        for each in (one, other):
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        assert [read_line(one), read_line(other)] == ["Europe/Zurich"] * 2


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


def test_the_folder_of_the_store_is_created(tmp_path: Path):
    file = tmp_path / "a" / "b" / "nutgraf.db"
    with engine_of(f"sqlite:///{file}"):
        assert file.is_file()


def test_a_commit_is_on_the_disk_when_it_returns(database_url: str):
    with engine_of(database_url) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_commits_wait_for_the_disk_even_if_the_role_says_otherwise(postgres: Server):
    with postgres.database() as url:
        name = url.rpartition("/")[2]
        execute(url, f'ALTER ROLE CURRENT_USER IN DATABASE "{name}" SET synchronous_commit = off')
        with engine_of(url) as engine, engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_a_reader_does_not_wait_for_a_writer(database_url: str):
    with engine_of(database_url, wait=0.1) as engine:
        ledger = build_ledger(engine)
        ledger.digests.set_zone(1, 1, "UTC")
        with engine.begin() as writer:
            writer.execute(sa.text("UPDATE zones SET zone = 'Asia/Tokyo'"))
            assert ledger.digests.get_zone(1, 1) == "UTC"
        assert ledger.digests.get_zone(1, 1) == "Asia/Tokyo"


def test_a_read_transaction_sees_one_moment(database_url: str):
    with engine_of(database_url) as engine:
        ledger = build_ledger(engine)
        count = sa.text("SELECT count(*) FROM zones")
        with read_transaction(engine) as connection:
            assert connection.execute(count).scalar_one() == 0
            ledger.digests.set_zone(1, 1, "UTC")
            assert connection.execute(count).scalar_one() == 0


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://a@b/c", "postgresql+psycopg"),
        ("postgresql://a@b/c", "postgresql+psycopg"),
        ("postgresql+asyncpg://a@b/c", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite"),
    ],
)
def test_the_driver_is_ours_whatever_the_url_says(given: str, driver: str):
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "not a valid URL"),
        ("data/nutgraf.db", "not a valid URL"),
        ("postgresql://a:b@c:port/d", "not a valid URL"),
        ("mysql://a:secret@b/c", "names mysql"),
        ("sqlite://", "does not name a file"),
        ("sqlite:///:memory:", "does not name a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "does not name a file"),
    ],
)
def test_an_invalid_url_is_refused(given: str, says: str):
    with pytest.raises(StoreError, match=re.escape(says)) as refused:
        parse_url(given)
    assert "secret" not in str(refused.value)


def test_a_new_store_that_is_opened_twice_is_in_write_ahead_mode(tmp_path: Path):
    with engine_of(f"sqlite:///{tmp_path}/nutgraf.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "nutgraf.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_last_migration_is_the_revision_of_the_schema():
    assert get_last_revision() == REVISION


OPENS_AGAIN = """
import sys
from bot.store.engine import open_engine, parse_url
open_engine(parse_url(sys.argv[1])).dispose()
print(sorted(name for name in ("alembic", "bot.store.upgrade") if name in sys.modules))
"""


def test_a_store_that_has_its_tables_is_opened_without_alembic(database_url: str):
    for imported in ("['alembic', 'bot.store.upgrade']", "[]"):
        with run_python(OPENS_AGAIN, database_url) as running:
            assert read_line(running) == imported
