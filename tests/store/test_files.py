"""Only their owner can read the files of a SQLite store, whatever the process's umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.backup import backup
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger, open_store
from tests.support.stores import StoreFolder


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def read_modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir() if file.is_file()}


def test_a_new_store_belongs_to_its_owner_alone(home: StoreFolder, tmp_path: Path):
    with open_store(home.database_url) as store:
        store.ledger.digests.set_zone(1, 1, "UTC")
        modes = read_modes(tmp_path)
    assert modes == dict.fromkeys(("nutgraf.db", "nutgraf.db-wal", "nutgraf.db-shm", "nutgraf.db.lock"), 0o600)


def test_a_store_that_others_could_read_is_restricted_when_it_is_opened(home: StoreFolder, tmp_path: Path):
    # A process that dies leaves the files beside the database.
    engine = open_engine(home.url)
    build_ledger(engine).digests.set_zone(1, 1, "UTC")
    (tmp_path / "nutgraf.db.lock").touch()
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    with open_store(home.database_url):
        assert set(read_modes(tmp_path).values()) == {0o600}
    engine.dispose()


def test_a_restored_store_belongs_to_its_owner_alone(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    for file in tmp_path.glob("nutgraf.db*"):
        file.unlink()
    home.restore()
    assert home.list_words() == ["rivers"]
    assert read_modes(tmp_path)["nutgraf.db"] == 0o600


def test_a_damaged_store_that_is_replaced_belongs_to_its_owner_alone(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.file.write_bytes(b"not a database" * 1000)
    home.file.chmod(0o644)
    home.restore()
    assert set(read_modes(tmp_path).values()) == {0o600}
