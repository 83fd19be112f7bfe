"""Processes on one PostgreSQL agree who runs which shards and who delivers."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa

from bot.digests.store_ports.errors import StoreError
from bot.store.open_store import open_store
from bot.store.processes.process_locks import Claim, Held
from bot.store.processes.server_locks import FreeShards, ServerLocks, find_free_shards, list_processes
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE, wait_until
from tests.support.postgres import Server
from tests.support.processes import read_line, run_script
from tests.support.stores import end_other_connections, engine_of

HOLDER_SCRIPT = """
import sys
from bot.store.open_store import open_store

with open_store(sys.argv[1]) as store:
    print(store.may_deliver(), flush=True)
    sys.stdin.readline()
"""

ALL, NONE = Held(shards=True, delivers=True), Held(shards=False, delivers=False)
ANSWERS, DELIVERS = Held(shards=True, delivers=False), Held(shards=False, delivers=True)


@contextmanager
def open_locks(url: str, *ids: int, count: int | None = 4, lease: float = 15.0) -> Iterator[ServerLocks]:
    """Open the locks of a process that runs these shards; all, if none is given."""
    locks = ServerLocks(parse_url(url), Claim(count, ids, lease, f"shards {ids}"))
    try:
        yield locks
    finally:
        locks.release()


def renew(locks: ServerLocks, *, may_deliver: bool = True) -> Held:
    return locks.renew(may_deliver=may_deliver)


def test_of_three_processes_all_answer_and_one_delivers(url: str):
    with open_locks(url, 0) as first, open_locks(url, 1, 2) as second, open_locks(url, 3) as third:
        assert [renew(locks) for locks in (first, second, third)] == [ALL, ANSWERS, ANSWERS]
        first.release()
        assert [renew(locks) for locks in (third, second)] == [ALL, ANSWERS]


def test_a_shard_is_run_by_one_process(url: str):
    with open_locks(url, 0, 1) as first, open_locks(url, 2, 1) as second, open_locks(url, 2) as third:
        assert renew(first) == ALL
        assert renew(second) == NONE
        # What it can't run with the other shards, it leaves to others.
        assert renew(third) == ANSWERS
        third.release()
        first.release()
        assert renew(second) == ALL


def test_processes_with_different_numbers_of_shards_do_not_run_together(url: str):
    with open_locks(url, 0, count=2) as first, open_locks(url, 3, count=4) as second:
        assert renew(first) == ALL
        assert renew(second) == NONE
        first.release()
        assert renew(second) == ALL


@pytest.mark.parametrize("count", [None, 4])
def test_a_process_that_runs_all_shards_waits_for_another_that_does(url: str, count: int | None):
    with open_locks(url, count=None) as first, open_locks(url, count=count) as second:
        assert renew(first) == ALL
        assert renew(second) == NONE
        first.release()
        assert renew(second) == ALL


def test_a_process_that_cannot_deliver_leaves_it_to_another(url: str):
    with open_locks(url, 0) as first, open_locks(url, 1) as second:
        assert renew(first) == ALL
        assert renew(first, may_deliver=False) == ANSWERS
        assert renew(second) == ALL
        assert renew(first) == ANSWERS


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_is_free_after_its_process_was_killed_or_ended(url: str, number: signal.Signals):
    with run_script(HOLDER_SCRIPT, url) as first, open_locks(url, 1) as second:
        assert read_line(first) == "True"
        assert not second.ensure_delivers()
        first.send_signal(number)
        first.wait(PATIENCE)
        assert wait_until(second.ensure_delivers)


def test_a_process_that_hangs_loses_its_locks_after_the_lease(url: str):
    with open_locks(url, 0, lease=1.0) as hanging, open_locks(url, 0) as other:
        assert renew(hanging) == ALL
        assert renew(other) == NONE
        assert wait_until(lambda: renew(other) == ALL)
        assert renew(hanging) == NONE


def test_a_process_that_renews_its_lease_keeps_its_locks(url: str):
    with open_locks(url, 0, lease=1.0) as busy, open_locks(url, 0) as other:
        for _ in range(8):
            assert renew(busy) == ALL
            assert renew(other) == NONE
            time.sleep(0.25)


def test_locks_that_the_server_lost_are_taken_again(url: str):
    with open_locks(url, 0) as locks, open_locks(url, 0) as other:
        assert renew(locks) == ALL
        end_other_connections(url)
        assert renew(locks) == ALL
        assert renew(other) == NONE


def test_locks_that_the_server_lost_and_another_process_took_are_lost(url: str):
    with open_locks(url, 0) as locks, open_locks(url, 0) as other:
        assert renew(locks) == ALL
        end_other_connections(url)
        assert renew(other) == ALL
        assert renew(locks) == NONE
        assert not locks.ensure_delivers()


def test_stores_do_not_share_locks(postgres: Server, url: str):
    with postgres.database() as other, open_locks(url, 0) as first, open_locks(other, 0, count=8) as second:
        assert [renew(first), renew(second)] == [ALL, ALL]


def test_the_lock_is_lost_while_the_server_is_away_and_taken_again_when_it_is_back(url: str, postgres: Server):
    name = url.rpartition("/")[2]
    admin = sa.create_engine(
        sa.URL.create("postgresql+psycopg", "postgres", host=str(postgres.folder), port=postgres.port),
        isolation_level="AUTOCOMMIT",
    )

    def allow_connections(*, yes: bool) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {yes}')

    with open_store(url) as store:
        assert store.may_deliver()
        allow_connections(yes=False)
        with admin.connect() as connection:
            end = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(end, {"name": name})
        assert not store.may_deliver()
        with pytest.raises(StoreError, match="not currently accepting connections"):
            store.locks.renew(may_deliver=True)
        with pytest.raises(StoreError, match="not currently accepting connections"):
            store.ledger.runs.get_next_due()
        allow_connections(yes=True)
        assert store.may_deliver()
        assert store.ledger.runs.get_next_due() is None
    admin.dispose()


def test_renewing_often_opens_no_further_connections_and_takes_no_further_locks(url: str):
    count = sa.text(
        "SELECT count(*), count(DISTINCT pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND datname = current_database()"
    )
    with open_locks(url, 0, 2) as locks, engine_of(url) as engine, engine.connect() as connection:
        assert {renew(locks) for _ in range(30)} == {ALL}
        # The tables, the number of shards, two shards, and the right to deliver.
        assert connection.execute(count).one() == (5, 1)


def test_the_server_knows_what_each_process_does(url: str):
    with open_locks(url, 0) as first, open_locks(url, 0) as second:
        renew(first)
        renew(second)
        assert list_processes(parse_url(url)) == ["shards (0,), delivers", "shards (0,), waiting"]


def test_shards_that_nobody_runs_are_found(url: str):
    assert find_free_shards(parse_url(url)) == FreeShards(0, [])
    with ExitStack() as stack:
        for shard in (1, 3):
            locks = ServerLocks(parse_url(url), Claim(4, (shard,)))
            stack.callback(locks.release)
            assert locks.renew(may_deliver=False).shards
        assert find_free_shards(parse_url(url)) == FreeShards(4, [0, 2])


def test_no_shard_is_missing_where_one_process_runs_all_that_discord_recommends(url: str):
    locks = ServerLocks(parse_url(url), Claim())
    assert locks.renew(may_deliver=False).shards
    assert find_free_shards(parse_url(url)) == FreeShards(0, [])
    locks.release()
