"""The plugin of `pytest --quick`: it leaves out tests that need a process, a socket or a database.

They are known by a fixture, by their folder or by the mark `outside`; a test that is none of these and uses one of the
three fails, so that the choice stays right.
"""

import sys
from pathlib import PurePath
from typing import Any

import pytest

FIXTURES = frozenset(
    {"database_url", "digest_service", "postgres", "postgres_programs", "sqlite_engine", "store_engine"}
)
FOLDERS = frozenset({"faults", "store", "wire"})
EVENTS = frozenset(
    {"os.exec", "os.fork", "os.posix_spawn", "socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen"}
)


def pytest_configure() -> None:
    """Watch what tests use. A hook costs time at each event, so there is none unless the plugin is used."""
    sys.addaudithook(_watch)


def is_outside(item: pytest.Item) -> bool:
    """Whether a test needs a process, a socket or a database."""
    return (
        item.get_closest_marker("outside") is not None
        or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or not FOLDERS.isdisjoint(PurePath(item.nodeid.partition("::")[0]).parts)
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the quick ones."""
    outside = [item for item in items if is_outside(item)]
    config.hook.pytest_deselected(items=outside)
    items[:] = [item for item in items if not is_outside(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    """Note who runs."""
    _running.append(item.nodeid)
    try:
        return (yield)
    finally:
        _running.clear()


_running: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in EVENTS and _running:
        message = f"{_running[0]} uses {event} {str(arguments)[:80]}, so it needs the mark `outside`"
        raise RuntimeError(message)
