"""Books in a new store of each kind."""

from pathlib import Path

import pytest

from tests.support.stores import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
