"""Processes on one PostgreSQL tell each other what they change."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.digests.digest import create_run
from bot.digests.store_ports.errors import StoreError
from bot.digests.store_ports.ledger import Ledger
from bot.store.open_store import build_ledger
from bot.store.processes.notifications import Notifications
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE
from tests.support.postgres import Server
from tests.support.stores import NINE, add_active, end_other_connections, engine_of


@pytest.fixture
def server_ledger(url: str) -> Iterator[Ledger]:
    with engine_of(url) as engine:
        yield build_ledger(engine)


@pytest.fixture
def notifications(url: str, server_ledger: Ledger) -> Iterator[Notifications]:  # noqa: ARG001 - creates the tables
    with closing(Notifications(parse_url(url))) as notifications:
        # The first call opens the connection.
        assert notifications.wait(0.0)
        yield notifications


def test_digests_that_are_added_changed_and_deleted_are_told(server_ledger: Ledger, notifications: Notifications):
    digest = add_active(server_ledger)
    assert notifications.wait(PATIENCE)
    server_ledger.digests.update(digest)
    assert notifications.wait(PATIENCE)
    server_ledger.digests.delete(digest.id)
    assert notifications.wait(PATIENCE)
    assert not notifications.wait(0.0)


def test_a_run_for_another_process_is_told_and_ones_own_is_not(server_ledger: Ledger, notifications: Notifications):
    digest = add_active(server_ledger)
    assert notifications.wait(PATIENCE)
    server_ledger.runs.begin_requested(create_run(digest, NINE))
    assert not notifications.wait(0.1)
    server_ledger.runs.begin_requested(create_run(digest, NINE, requested=True), is_claimed=False)
    assert notifications.wait(PATIENCE)
    runs = server_ledger.runs
    assert sorted(runs.is_claimed(run.id) for run in runs.list_unfinished()) == [False, True]


def test_what_was_told_while_the_connection_was_broken_is_not_missed(
    url: str, server_ledger: Ledger, notifications: Notifications
):
    end_other_connections(url)
    add_active(server_ledger)
    with pytest.raises(StoreError):
        notifications.wait(0.1)
    assert notifications.wait(0.0)


def test_stores_do_not_share_notifications(postgres: Server, notifications: Notifications):
    with postgres.database() as other, engine_of(other) as engine:
        add_active(build_ledger(engine))
    assert not notifications.wait(0.1)
