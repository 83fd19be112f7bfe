"""Books in a new store of each kind."""

from pathlib import Path

import pytest

from tests.support.stores import StoreFolder


@pytest.fixture
def home(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path)
