"""A plugin of pytest: the workers of a run import the test modules in different orders.

In a new clone pytest compiles each module, which takes nine seconds for all. Workers that import them in the same order
compile each at the same time; these begin with a part of their own, and find the others' parts compiled.
"""

import importlib
import os
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.root import ROOT


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import the part of this worker. pytest then imports the rest, and what fails again, to report it."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if number == 0:
        # pytest itself begins with this part.
        return
    count = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    names = list_modules(session.config.args)
    for name in names[len(names) * number // count : len(names) * (number + 1) // count]:
        with suppress(Exception, pytest.fail.Exception, pytest.skip.Exception):
            importlib.import_module(name)


def list_modules(arguments: list[str]) -> list[str]:
    """Return the names of the test modules below the folders that a command line names."""
    files = [file for argument in arguments for file in sorted(Path(argument).resolve().rglob("test_*.py"))]
    return [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files if file.is_relative_to(ROOT)]
