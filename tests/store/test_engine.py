"""Opening a store: its tables, its transactions and its URL."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from bot.digests.store_ports.errors import StoreError
from bot.store.engine import open_engine, read_transaction, write_transaction
from bot.store.open_store import build_ledger
from bot.store.urls import get_sqlite_file, parse_url
from tests.support.digesting import daily
from tests.support.postgres import Server
from tests.support.processes import read_line, run_script
from tests.support.stores import engine_of, execute

OPENER_SCRIPT = """
import sys
from bot.store.open_store import build_ledger
from bot.store.engine import open_engine
from bot.store.urls import parse_url
print("ready", flush=True)
sys.stdin.readline()
engine = open_engine(parse_url(sys.argv[1]))
build_ledger(engine).digests.set_zone(1, 1, "Europe/Zurich")
print(build_ledger(engine).digests.get_zone(1, 1), flush=True)
"""


def test_opening_again_changes_nothing(database_url: str):
    with engine_of(database_url) as engine:
        digest = build_ledger(engine).digests.add(daily())
    for _ in range(2):
        with engine_of(database_url) as engine:
            assert build_ledger(engine).digests.get(digest.id) == digest


def test_threads_that_open_an_empty_store_together_all_succeed(database_url: str):
    for _ in range(5 if database_url.startswith("sqlite") else 1):
        together = Barrier(4)

        def open_it(number: int, together: Barrier = together) -> None:
            together.wait()
            # Each finds no tables, and would make them.
            engine = open_engine(parse_url(database_url))
            build_ledger(engine).digests.set_zone(number, 0, "UTC")
            engine.dispose()

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(open_it, range(4)))
        if (file := get_sqlite_file(parse_url(database_url))) is not None:
            file.unlink()


def test_processes_that_open_an_empty_store_together_all_succeed(database_url: str):
    with run_script(OPENER_SCRIPT, database_url) as first, run_script(OPENER_SCRIPT, database_url) as second:
        for running in (first, second):
            assert read_line(running) == "ready"
        for running in (first, second):
            running.stdin.write("\n")
            running.stdin.flush()
        assert [read_line(first), read_line(second)] == ["Europe/Zurich"] * 2


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


def test_a_new_store_that_is_opened_twice_is_in_write_ahead_mode(tmp_path: Path):
    with engine_of(f"sqlite:///{tmp_path}/nutgraf.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "nutgraf.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


REOPENER_SCRIPT = """
import sys
from bot.store.engine import open_engine
from bot.store.urls import parse_url
open_engine(parse_url(sys.argv[1])).dispose()
print(sorted(name for name in ("alembic", "bot.store.upgrade") if name in sys.modules))
"""


def test_a_store_that_has_its_tables_is_opened_without_alembic(database_url: str):
    for imported in ("['alembic', 'bot.store.upgrade']", "[]"):
        with run_script(REOPENER_SCRIPT, database_url) as running:
            assert read_line(running) == imported


def test_each_transaction_is_reported_with_its_time_also_if_it_fails(database_url: str):
    seen: list[tuple[str, float]] = []
    engine = open_engine(parse_url(database_url), observe=lambda operation, seconds: seen.append((operation, seconds)))
    try:
        ledger = build_ledger(engine)
        ledger.runs.get_next_due()
        ledger.digests.set_zone(1, 2, "Europe/Oslo")
        with pytest.raises(StoreError), write_transaction(engine) as connection:
            connection.execute(sa.text("SELECT * FROM no_such_table"))
    finally:
        engine.dispose()
    assert [operation for operation, _ in seen] == ["read", "write", "write"]
    assert all(seconds >= 0 for _, seconds in seen)
