"""The plugin of `pytest --quick`: it leaves out tests that need a process, a socket or a database, or much time.

Tests that need one of the three are known by a fixture, by their folder or by the mark `outside`; a test that is none
of these and uses one fails, so that the choice stays right. Tests over shared data need much time, as do those with the
mark `slow`. `--part 1/2` runs each second module, beginning with the first: two processes that share a run need less
time than two workers of one process, which both collect all tests and report each to it.
"""

import sys
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

FIXTURES = frozenset(
    {"database_url", "digest_service", "postgres", "postgres_programs", "sqlite_engine", "store_engine"}
)
FOLDERS = frozenset({"faults", "store", "wire"})
EVENTS = frozenset(
    {"os.exec", "os.fork", "os.posix_spawn", "socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen"}
)


def pytest_configure() -> None:
    """Try fewer examples of each property, and watch what tests use.

    A hook costs time at each event, so there is none unless the plugin is used.
    """
    settings.load_profile("quick")
    # In a new clone, each process would parse all modules for constants to try. Hypothesis has no option against it.
    pytest.MonkeyPatch().setattr(providers, "_get_local_constants", lambda: providers.GLOBAL_CONSTANTS)
    sys.addaudithook(_watch)


def is_outside(item: pytest.Item) -> bool:
    """Whether a test needs a process, a socket or a database."""
    return (
        item.get_closest_marker("outside") is not None
        or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or not FOLDERS.isdisjoint(PurePath(item.nodeid.partition("::")[0]).parts)
    )


def is_slow(item: pytest.Item) -> bool:
    """Whether a test needs much time."""
    return item.get_closest_marker("slow") is not None or "shared" in getattr(item, "fixturenames", ())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not read modules that are left out, or are another part's: importing them takes longer than many a test."""
    if collection_path.is_dir():
        return True if collection_path.name in FOLDERS else None
    if not collection_path.match("test_*.py"):
        return None
    return True if _is_in_another_part(collection_path, config) else None


def _is_in_another_part(module: Path, config: pytest.Config) -> bool:
    part, parts = map(int, str(config.getoption("part")).split("/"))
    return _numbers.setdefault(module, len(_numbers)) % parts != part - 1


_numbers: dict[Path, int] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the quick ones of this part. pytest reads a module that an argument names even if it is to be ignored."""
    left_out = {item for item in items if is_outside(item) or is_slow(item) or _is_in_another_part(item.path, config)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


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
