"""Books in a new store of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.digests.ports import Books
from bot.store import engine as opening
from bot.store.ledger import books_of
from tests.support.stores import Home


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    engine = opening.open_engine(opening.url_of(database_url))
    yield books_of(engine)
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
