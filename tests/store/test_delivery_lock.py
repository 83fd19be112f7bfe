"""Only one process can deliver from a store."""

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.digests.store_ports import StoreError
from bot.store.delivery_lock import acquire_lock
from bot.store.ledger import open_store
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.support.processes import read_line, run_script
from tests.support.stores import end_other_connections, engine_of

HOLDER_SCRIPT = """
import sys
from bot.digests.store_ports import StoreError
from bot.store.ledger import open_store

try:
    with open_store(sys.argv[1]):
        print("delivers", flush=True)
        sys.stdin.readline()
except StoreError as error:
    print(error, flush=True)
"""
TAKEN = "another process already delivers digests from this database"


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_free(url: str) -> bool:
    try:
        acquire_lock(parse_url(url)).release()
    except StoreError:
        return False
    return True


@pytest.fixture
def server_url(postgres: Server):
    with postgres.database() as url:
        yield url


def test_a_second_process_is_refused(database_url: str):
    with run_script(HOLDER_SCRIPT, database_url) as first, run_script(HOLDER_SCRIPT, database_url) as second:
        lines = {read_line(first), read_line(second)}
    assert "delivers" in lines
    assert any(TAKEN in line and "stop it" in line for line in lines)


def test_a_second_lock_in_the_same_process_is_refused(database_url: str):
    with open_store(database_url), pytest.raises(StoreError, match=TAKEN), open_store(database_url):
        pass


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_is_free_after_its_process_was_killed_or_ended(database_url: str, number: signal.Signals):
    with run_script(HOLDER_SCRIPT, database_url) as first:
        assert read_line(first) == "delivers"
        assert not is_free(database_url)
        first.send_signal(number)
        first.wait(PATIENCE)
        assert wait_until(lambda: is_free(database_url))


def test_stores_do_not_share_a_lock(postgres: Server, tmp_path: Path):
    with postgres.database() as first, postgres.database() as second, open_store(first), open_store(second) as store:
        assert store.may_deliver()
    with open_store(f"sqlite:///{tmp_path}/one.db"), open_store(f"sqlite:///{tmp_path}/other.db") as store:
        assert store.may_deliver()


def test_a_store_has_one_lock_under_all_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///real/nutgraf.db"):
        (tmp_path / "also.db").symlink_to("real/nutgraf.db")
        for name in ("linked/nutgraf.db", "also.db", f"{tmp_path}/real/../linked/nutgraf.db"):
            assert not is_free(f"sqlite:///{name}")


def test_a_lock_file_that_was_deleted_is_created_again(tmp_path: Path):
    url, file = f"sqlite:///{tmp_path}/nutgraf.db", tmp_path / "nutgraf.db.lock"
    with open_store(url) as store:
        file.unlink()
        assert store.may_deliver()
        assert not is_free(url)


def test_the_lock_is_lost_if_its_file_was_deleted_and_another_process_took_it(tmp_path: Path):
    url, file = f"sqlite:///{tmp_path}/nutgraf.db", tmp_path / "nutgraf.db.lock"
    with open_store(url) as store:
        file.unlink()
        with open_store(url) as other:
            assert other.may_deliver()
            assert not store.may_deliver()
        assert store.may_deliver()


def test_a_lock_file_that_cannot_be_created_is_reported(tmp_path: Path):
    (tmp_path / "nutgraf.db.lock").mkdir()
    sentence = f"the lock file {tmp_path}/nutgraf.db.lock can't be created"
    with pytest.raises(StoreError, match=re.escape(sentence)), open_store(f"sqlite:///{tmp_path}/nutgraf.db"):
        pass


def test_a_lock_that_the_server_lost_is_taken_again(server_url: str):
    with open_store(server_url) as store:
        end_other_connections(server_url)
        assert is_free(server_url)
        assert store.may_deliver()
        assert not is_free(server_url)


def test_the_lock_is_lost_if_the_server_lost_it_and_another_process_took_it(server_url: str):
    with open_store(server_url) as store:
        end_other_connections(server_url)
        with open_store(server_url) as other:
            assert not store.may_deliver()
            assert other.may_deliver()
        assert store.may_deliver()


def test_the_lock_is_lost_while_the_server_is_away_and_taken_again_when_it_is_back(server_url: str, postgres: Server):
    name = server_url.rpartition("/")[2]
    admin = sa.create_engine(
        sa.URL.create("postgresql+psycopg", "postgres", host=str(postgres.folder), port=postgres.port),
        isolation_level="AUTOCOMMIT",
    )

    def allow_connections(*, yes: bool) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {yes}')

    with open_store(server_url) as store:
        allow_connections(yes=False)
        with admin.connect() as connection:
            end = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(end, {"name": name})
        assert not store.may_deliver()
        with pytest.raises(StoreError, match="not currently accepting connections"):
            store.ledger.runs.get_next_due()
        allow_connections(yes=True)
        assert store.may_deliver()
        assert store.ledger.runs.get_next_due() is None
    admin.dispose()


def test_checking_the_lock_often_opens_no_further_connections(server_url: str):
    with open_store(server_url) as store:
        assert all(store.may_deliver() for _ in range(30))
        with engine_of(server_url) as engine, engine.connect() as connection:
            # Other tests use other databases of the same server at the same time.
            count = sa.text(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
                "WHERE locktype = 'advisory' AND objid = 1853191272 AND datname = current_database()"
            )
            assert connection.execute(count).scalar_one() == 1
