"""Statements find their rows by an index, so that many digests and large archives cost little."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec import structs
from msgspec.structs import replace
from sqlalchemy import Engine, event

from bot.digests.delivery.due import resolve_due
from bot.digests.digest import create_run
from bot.digests.store_ports.ledger import Ledger
from bot.store.open_store import build_ledger
from bot.store.schema import digests, metadata, runs, sent
from bot.store.tables.digests import digest_to_row
from tests.support.digesting import daily
from tests.support.stores import DAY, NINE, add_active

MANY, DUE = 3_000, 30


@cache
def build_rows() -> list[dict[str, Any]]:
    """Build 3,000 digests, of which 30 are due at nine."""
    many = [
        daily(server=1 + number % 500, state="active", due_at=NINE if number % 100 == 0 else NINE + DAY)
        for number in range(MANY)
    ]
    return [{name: value for name, value in digest_to_row(digest).items() if name != "id"} for digest in many]


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    """A store with 3,000 digests, of which 30 are due at nine."""
    with store_engine.begin() as connection:
        connection.execute(sa.insert(digests), build_rows())
    analyze(store_engine)
    return store_engine


def analyze(engine: Engine) -> None:
    """Analyze the tables, as a server does by itself after a while."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {', '.join(metadata.tables)}")


def explain(engine: Engine, work: Callable[[], Any]) -> list[str]:
    """Return how the database finds the rows of each statement, except for inserts."""
    statements: list[tuple[str, Any]] = []

    def record(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        # If a statement is executed with many rows, the first shows the plan.
        statements.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(engine, "before_cursor_execute", record)
    work()
    event.remove(engine, "before_cursor_execute", record)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in statements
            if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        ]


def is_scan(plan: str, table: str) -> bool:
    return any(f"{slow}{table}" in plan for slow in ("SCAN ", "Seq Scan on "))


def list_calls(ledger: Ledger) -> dict[str, Callable[[], Any]]:
    starts = [resolve_due(digest, NINE, timedelta(hours=1)) for digest in ledger.runs.list_due(NINE, 200)]
    digest = add_active(ledger, due_at=NINE + DAY)
    return {
        "next_due": ledger.runs.get_next_due,
        "due": lambda: ledger.runs.list_due(NINE, 200),
        "begin": lambda: ledger.runs.begin(starts[:3], NINE),
        "get": lambda: ledger.digests.get(7),
        "of_server": lambda: ledger.digests.list_for_server(7),
        "of_person": lambda: ledger.digests.list_for_person(7),
        "delete": lambda: ledger.digests.delete(digest.id),
    }


def test_no_statement_scans_all_digests(engine: Engine):
    for name, call in list_calls(build_ledger(engine)).items():
        found = explain(engine, call)
        assert found, name
        assert not [plan for plan in found if is_scan(plan, "digests")], name


def test_due_digests_are_found_and_begun_by_index(engine: Engine):
    ledger = build_ledger(engine)
    due = ledger.runs.list_due(NINE, 200)
    assert len(due) == DUE
    begun = ledger.runs.begin([resolve_due(digest, NINE, timedelta(hours=1)) for digest in due], NINE)
    assert [run.digest for run in begun] == [digest.id for digest in due]
    assert ledger.runs.list_due(NINE, 200) == []
    assert ledger.runs.get_next_due() == NINE + DAY


def test_recording_one_new_article_inserts_one_row(store_engine: Engine):
    engine = store_engine
    ledger = build_ledger(engine)
    many = [f"{number:016x}" for number in range(1_000)]
    ledger.arrivals.record(many, NINE)
    written: list[int] = []
    listen = (
        engine,
        "before_cursor_execute",
        lambda _c, _u, statement, parameters, _x, _m: (
            written.append(len(parameters)) if statement.startswith("INSERT INTO arrivals") else None
        ),
    )
    event.listen(*listen)
    ledger.arrivals.record([*many, "f" * 16], NINE + DAY)
    event.remove(*listen)
    assert len(written) == 1
    assert written[0] <= 2


def test_runs_and_sent_articles_are_found_by_index(store_engine: Engine):
    engine = store_engine
    ledger = build_ledger(engine)
    many = [add_active(ledger, channel=number + 1) for number in range(40)]
    run_rows = [
        {**structs.asdict(replace(create_run(digest, NINE + day * DAY), state="empty", ended_at=NINE)), "steps": None}
        for digest in many
        for day in range(50)
    ]
    sent_rows = [
        {
            "digest": digest.id,
            "place": digest.audience,
            "article": f"{number:016x}",
            "headline": "Floods",
            "at": NINE,
        }
        for digest in many
        for number in range(50)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(runs), run_rows)
        connection.execute(sa.insert(sent).values(redated=False), sent_rows)
    analyze(engine)
    digest = many[20]
    run = create_run(digest, NINE, requested=True)
    ledger.runs.begin_requested(run)
    for work in (
        ledger.runs.list_unfinished,
        lambda: ledger.runs.get_sent_before(digest),
        lambda: ledger.runs.list_history(digest.id, 10),
        lambda: ledger.runs.record_end(replace(run, state="empty", ended_at=NINE), digest),
    ):
        for plan in explain(engine, work):
            assert not any(is_scan(plan, table) for table in ("runs", "sent")), plan
