"""Books in a new store of each kind."""

from collections.abc import Iterator

import pytest

from bot.digests.ports import Books
from bot.store import opening
from bot.store.books import books_of


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    engine = opening.open_engine(opening.url_of(database_url))
    yield books_of(engine)
    engine.dispose()
