"""The folder in memory of a test run."""

import os
import sys
from pathlib import Path

import pytest

from tests.support.memory_folder import make_folder


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a folder in memory, and /proc")
def test_folders_of_runs_that_have_ended_are_deleted(tmp_path: Path):
    ended, running = tmp_path / "nutgraf-tests-99999999-ab", tmp_path / f"nutgraf-tests-{os.getpid()}-cd"
    for folder in (ended, running):
        folder.mkdir()
        (folder / "file").touch()
    made = make_folder(tmp_path)
    assert set(tmp_path.iterdir()) == {running, made}
    assert made.stat().st_mode & 0o777 == 0o711
