"""The version of cached data changes with the code that writes it."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.answers.desk import cache
from bot.coverage.code_hash import compute_code_hash, list_hashed_files
from bot.coverage.corpus import snapshot
from tests.support.root import ROOT

BOT = ROOT / "bot"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An importable package with a sub-package and a data file."""
    root = tmp_path / "made_up_package"
    (root / "below").mkdir(parents=True)
    for name in ("__init__.py", "top.py", "words.txt", "below/__init__.py", "below/deep.py", "notes.md"):
        (root / name).write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    return root


@pytest.mark.parametrize("changed", ["__init__.py", "top.py", "words.txt", "below/__init__.py", "below/deep.py"])
def test_a_change_anywhere_below_a_package_changes_its_hash(package: Path, changed: str):
    before = compute_code_hash("made_up_package")
    (package / changed).write_text("x = 1\n")
    assert compute_code_hash("made_up_package") != before


def test_new_deleted_and_renamed_modules_change_the_hash(package: Path):
    hashes = [compute_code_hash("made_up_package")]
    (package / "below" / "new.py").write_text("")
    hashes.append(compute_code_hash("made_up_package"))
    (package / "below" / "new.py").rename(package / "below" / "newer.py")
    hashes.append(compute_code_hash("made_up_package"))
    (package / "below" / "deep.py").unlink()
    hashes.append(compute_code_hash("made_up_package"))
    assert len(set(hashes)) == len(hashes)


def test_other_files_do_not_change_the_hash(package: Path):
    before = compute_code_hash("made_up_package")
    (package / "notes.md").write_text("a note")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "top.cpython-311.pyc").write_bytes(b"x")
    assert compute_code_hash("made_up_package") == before


def test_the_hash_of_a_module_is_of_that_module_alone(package: Path):
    before = compute_code_hash("made_up_package.top")
    (package / "below" / "deep.py").write_text("x = 1\n")
    assert compute_code_hash("made_up_package.top") == before
    (package / "top.py").write_text("x = 1\n")
    assert compute_code_hash("made_up_package.top") != before


def test_an_unknown_name_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        compute_code_hash("bot.coverage.no_such_module")


@pytest.mark.parametrize("room", ["coverage", "answers"])
def test_every_module_and_data_file_of_a_room_is_hashed(room: str):
    files = {path for path in (BOT / room).rglob("*") if path.suffix in {".py", ".txt", ".yaml"}}
    assert set(list_hashed_files(f"bot.{room}")) == files
    assert len(files) > 20


def test_the_format_of_a_snapshot_is_hashed_from_existing_modules():
    assert all(find_spec(name) for name in snapshot._LAYOUT)
    assert len(bytes.fromhex(snapshot.get_snapshot_format())) == 16
    assert snapshot.get_reader_version() == compute_code_hash("bot.coverage")


def test_the_format_of_a_desk_is_hashed_from_both_rooms():
    assert compute_code_hash("bot.coverage", "bot.answers").hex() in cache.get_desk_format()
