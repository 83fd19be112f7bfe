"""A plugin of pytest: the temporary files of a test run are in memory if there is enough.

On a disk, tests take a seventh more CPU time: a run writes 20,000 files, and stores wait for the disk at each commit.
`TMPDIR` or `--basetemp` chooses another place.
"""

import os
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

import pytest

from tests.support.postgres_keeper import MEMORY_FOLDER, MIN_MEMORY

_PREFIX = "nutgraf-tests-"
_LAST = -1_000
_FOLDER = pytest.StashKey[Path]()


def make_folder(parent: Path) -> Path:
    """Create a folder for this process, and delete those that our processes have left."""
    for left in parent.glob(f"{_PREFIX}*-*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        if left.stat().st_uid == os.geteuid() and not Path("/proc", pid).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    # Tests that are run by root create folders in it for other users.
    folder.chmod(0o711)
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Use such a folder, unless this is a worker, which uses that of its controller."""
    if "TMPDIR" in os.environ or config.getoption("basetemp") or hasattr(config, "workerinput"):
        return
    if os.access(MEMORY_FOLDER, os.W_OK) and shutil.disk_usage(MEMORY_FOLDER).free >= MIN_MEMORY:
        folder = config.stash[_FOLDER] = make_folder(MEMORY_FOLDER)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Delete the folder at the very end, after multiprocessing's. If a test failed, the next run deletes it."""
    folder = session.config.stash.get(_FOLDER, None)
    if folder is not None and not session.testsfailed:
        Finalize(None, shutil.rmtree, (folder, True), exitpriority=_LAST)
