"""A desk over the shared corpora."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.corpus import loading


@pytest.fixture(scope="session")
def shared_desk(shared: Path) -> Desk:
    """Return a desk over the shared corpora."""
    return open_desk(loading.load_corpus([shared / "corpora"], now=datetime(2026, 1, 1, tzinfo=UTC)).archive)
