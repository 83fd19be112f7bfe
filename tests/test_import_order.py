"""The workers of a test run import the test modules in different orders."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import import_order

Import = Callable[[str], None]


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, Import], None]:
    """Return a function that begins the collection of five modules by one of two workers."""
    for number in range(5):
        file = tmp_path / "tests" / "room" / f"test_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.setattr(import_order, "ROOT", tmp_path)

    def begin(worker: str, import_module: Import) -> None:
        monkeypatch.setattr(import_order, "importlib", SimpleNamespace(import_module=import_module))
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
        session: Any = SimpleNamespace(config=SimpleNamespace(args=[str(tmp_path / "tests")]))
        import_order.pytest_collection(session)

    return begin


def test_each_worker_but_the_first_begins_with_its_part(begin: Callable[[str, Import], None]):
    imported: list[str] = []
    begin("gw0", imported.append)
    assert imported == []
    begin("gw1", imported.append)
    assert imported == ["tests.room.test_2", "tests.room.test_3", "tests.room.test_4"]


def test_a_module_that_cannot_be_imported_is_left_to_pytest(begin: Callable[[str, Import], None]):
    tried: list[str] = []

    def fail(name: str) -> None:
        tried.append(name)
        pytest.skip("this system lacks something") if len(tried) > 1 else pytest.fail("a mark is not known")

    begin("gw1", fail)
    assert len(tried) == 3
