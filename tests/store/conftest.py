"""A folder for a SQLite store and its backup."""

from pathlib import Path

import pytest

from tests.support.stores import StoreFolder


@pytest.fixture
def home(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path)
