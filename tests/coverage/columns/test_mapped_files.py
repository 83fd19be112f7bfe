"""Files of the cache: whether they are ours, and whether they changed while they are mapped."""

import os
from pathlib import Path

import pytest

from bot.coverage.columns.mapped_files import has_changed, open_own_file, read_state
from tests.support.users import drop_root, open_folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "table.bin"
    file.write_bytes(b"columns")
    os.utime(file, (1, 1))
    return file


def test_a_file_that_is_written_to_in_place_has_changed(file: Path):
    before = read_state(file)
    assert not has_changed(file, before)
    file.write_bytes(b"COLUMNS")
    assert has_changed(file, before)


def test_a_file_that_is_deleted_or_replaced_in_one_step_has_not_changed(file: Path):
    before = read_state(file)
    other = file.with_name("other")
    other.write_bytes(b"longer columns")
    other.replace(file)
    assert not has_changed(file, before)
    file.unlink()
    assert not has_changed(file, before)


def test_a_named_pipe_is_no_file_of_the_cache(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="not a plain file"):
        open_own_file(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's file")
def test_another_users_file_is_not_opened():
    with open_folder() as folder:
        file = folder / "table.bin"
        file.write_bytes(b"forged")
        os.chown(file, 4321, 4321)
        with drop_root(), pytest.raises(ValueError, match="another user's file"):
            open_own_file(file)
