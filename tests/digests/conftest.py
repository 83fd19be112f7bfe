"""Books in a new store of each kind, and a desk over the shared corpora."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.corpus import loading
from bot.digests.ports import Ledger
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger


@pytest.fixture
def books(database_url: str) -> Iterator[Ledger]:
    engine = open_engine(parse_url(database_url))
    yield build_ledger(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_desk(shared: Path) -> Desk:
    """The shared corpora, ready for questions."""
    return open_desk(loading.load_corpus([shared / "corpora"], now=datetime(2026, 1, 1, tzinfo=UTC)).archive)
