"""Books in a new store of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.digests.ports import Ledger
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger
from tests.support.stores import Home


@pytest.fixture
def books(database_url: str) -> Iterator[Ledger]:
    engine = open_engine(parse_url(database_url))
    yield build_ledger(engine)
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
