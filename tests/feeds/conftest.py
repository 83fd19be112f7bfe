"""An empty store for the feeds of a test."""

import pytest
from sqlalchemy import Engine

from tests.support.stores import empty


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """An empty SQLite store."""
    empty(sqlite_engine)
    return sqlite_engine
