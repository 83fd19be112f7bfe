"""A database is copied to another one, of either kind, and nothing gets lost on the way."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from bot.digests.digest import create_run
from bot.digests.store_ports.errors import StoreError
from bot.store import transfer
from bot.store.open_store import build_ledger, open_store
from bot.store.schema import metadata
from bot.store.urls import parse_url
from bot.store.versions import OLDEST
from tests.support.postgres import Server
from tests.support.stores import DAY, NINE, add_active, edition, engine_of


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/nutgraf.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def other(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the other kind."""
    if database_url.startswith("postgresql"):
        yield f"sqlite:///{tmp_path}/new/nutgraf.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


def copy(source: str, target: str) -> Mapping[str, int]:
    return transfer.copy_store(parse_url(source), parse_url(target))


def fill(url: str) -> None:
    """Store something in every table."""
    with engine_of(url) as engine:
        ledger = build_ledger(engine)
        ledger.arrivals.record(["a" * 16, "b" * 16], NINE)
        ledger.arrivals.record(["c" * 16], NINE + DAY)
        first, last = (add_active(ledger, words=words) for words in ("otters, beavers", "Größe 東京"))
        for digest, state in ((first, "sent"), (last, "begun")):
            run = create_run(digest, NINE)
            ledger.runs.begin_requested(run)
            if state == "sent":
                ended = replace(run, state="sent", ended_at=NINE, edition=edition(1, 2), channel=3, message=2**60)
                ledger.runs.record_end(ended, digest)
            else:
                ledger.runs.record_attempt(replace(run, tried_at=NINE, edition=edition(3)))
        ledger.digests.delete(add_active(ledger).id)
        ledger.digests.set_zone(7, 1, "Europe/Oslo")
        ledger.privacy.record_departure(8, NINE)
        with engine.begin() as connection:
            for table in metadata.sorted_tables:
                if connection.execute(sa.select(table).limit(1)).first() is None:
                    row = {column.name: _invent(column) for column in table.columns}
                    connection.execute(table.insert(), row)


def _invent(column: "sa.Column[Any]") -> object:
    values: dict[str, object] = {
        "UtcMicroseconds": NINE,
        "Boolean": True,
        "LargeBinary": b"\x00\xff",
        "BigInteger": 1,
        "Integer": 1,
    }
    return values.get(type(column.type).__name__, "text")


def read_rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    with engine_of(url) as engine, engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_every_row_of_every_table_is_copied(database_url: str, target: str):
    fill(database_url)
    before = read_rows(database_url)
    assert all(before.values()), "the test stores nothing in some table"
    counts = copy(database_url, target)
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert read_rows(target) == before
    assert read_rows(database_url) == before


def test_ids_go_on_where_they_stopped(database_url: str, other: str):
    fill(database_url)
    copy(database_url, other)
    with engine_of(database_url) as engine:
        next_id = add_active(build_ledger(engine)).id
    with engine_of(other) as engine:
        assert add_active(build_ledger(engine)).id == next_id
        assert build_ledger(engine).arrivals.record(["d" * 16], NINE) == ["d" * 16]


def test_a_bot_goes_on_with_the_copy(database_url: str, other: str):
    fill(database_url)
    copy(database_url, other)
    with open_store(other) as store:
        (unfinished,) = store.ledger.runs.claim_unfinished()
        assert unfinished.edition == edition(3)
        assert unfinished.tried_at == NINE


def test_a_database_that_is_not_empty_is_refused_and_stays_as_it_is(database_url: str, other: str):
    fill(database_url)
    with engine_of(other) as engine:
        build_ledger(engine).digests.set_zone(1, 1, "UTC")
    before = read_rows(other)
    with pytest.raises(StoreError, match="is not empty; name a new one"):
        copy(database_url, other)
    assert read_rows(other) == before


def test_nothing_is_copied_while_a_bot_uses_one_of_them(database_url: str, other: str):
    fill(database_url)
    for url in (database_url, other):
        with open_store(url) as store:
            store.locks.renew(may_deliver=True)
            with pytest.raises(StoreError, match="stop it"):
                copy(database_url, other)
    assert copy(database_url, other)["digests"] == 2


def test_a_copy_that_fails_leaves_nothing(database_url: str, other: str, monkeypatch: pytest.MonkeyPatch):
    fill(database_url)

    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(transfer, "_copy_last_id", fail)
        with pytest.raises(StoreError, match="the disk is full"):
            copy(database_url, other)
    left = read_rows(other)
    # What every new database has.
    assert [name for name, _ in left.pop("notes")] == [OLDEST]
    assert not any(left.values())
    assert copy(database_url, other)["digests"] == 2


def test_a_database_is_not_copied_to_itself(database_url: str):
    with pytest.raises(StoreError, match="name another one"):
        copy(database_url, database_url)


def test_a_database_that_does_not_exist_is_named_and_not_created(tmp_path: Path):
    with pytest.raises(StoreError, match=r"there is no database at .*none\.db"):
        copy(f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/new.db")
    assert list(tmp_path.iterdir()) == []
