"""A database of its own on PostgreSQL for every test that more than one process uses."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import Server


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    """The URL of an empty database on PostgreSQL."""
    with postgres.database() as url:
        yield url
