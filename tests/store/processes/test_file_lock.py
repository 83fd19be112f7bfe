"""Only one process can use a SQLite file."""

import re
import signal
from pathlib import Path

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.store.open_store import open_store
from bot.store.processes.file_lock import lock_file
from bot.store.urls import parse_url
from tests.support.patience import PATIENCE, wait_until
from tests.support.processes import read_line, run_script

HOLDER_SCRIPT = """
import sys
from bot.digests.store_ports.errors import StoreError
from bot.store.open_store import open_store

try:
    with open_store(sys.argv[1]):
        print("delivers", flush=True)
        sys.stdin.readline()
except StoreError as error:
    print(error, flush=True)
"""
TAKEN = "another process already delivers digests from this database"


def is_free(url: str) -> bool:
    try:
        lock_file(parse_url(url), Path(url.removeprefix("sqlite:///"))).release()
    except StoreError:
        return False
    return True


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/nutgraf.db"


def test_a_second_process_is_refused(file_url: str):
    with run_script(HOLDER_SCRIPT, file_url) as first, run_script(HOLDER_SCRIPT, file_url) as second:
        lines = {read_line(first), read_line(second)}
    assert "delivers" in lines
    assert any(TAKEN in line and "stop it" in line and "PostgreSQL" in line for line in lines)


def test_a_second_lock_in_the_same_process_is_refused(file_url: str):
    with open_store(file_url), pytest.raises(StoreError, match=TAKEN), open_store(file_url):
        pass


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_is_free_after_its_process_was_killed_or_ended(file_url: str, number: signal.Signals):
    with run_script(HOLDER_SCRIPT, file_url) as first:
        assert read_line(first) == "delivers"
        assert not is_free(file_url)
        first.send_signal(number)
        first.wait(PATIENCE)
        assert wait_until(lambda: is_free(file_url))


def test_stores_do_not_share_a_lock(tmp_path: Path):
    with open_store(f"sqlite:///{tmp_path}/one.db"), open_store(f"sqlite:///{tmp_path}/other.db") as store:
        assert store.may_deliver()


def test_a_store_has_one_lock_under_all_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///real/nutgraf.db"):
        (tmp_path / "also.db").symlink_to("real/nutgraf.db")
        for name in ("linked/nutgraf.db", "also.db", f"{tmp_path}/real/../linked/nutgraf.db"):
            assert not is_free(f"sqlite:///{name}")


def test_a_lock_file_that_was_deleted_is_created_again(tmp_path: Path):
    url, file = f"sqlite:///{tmp_path}/nutgraf.db", tmp_path / "nutgraf.db.lock"
    with open_store(url) as store:
        file.unlink()
        assert store.may_deliver()
        assert not is_free(url)


def test_the_lock_is_lost_if_its_file_was_deleted_and_another_process_took_it(tmp_path: Path):
    url, file = f"sqlite:///{tmp_path}/nutgraf.db", tmp_path / "nutgraf.db.lock"
    with open_store(url) as store:
        file.unlink()
        with open_store(url) as other:
            assert other.may_deliver()
            assert not store.may_deliver()
        assert store.may_deliver()


def test_a_lock_file_that_cannot_be_created_is_reported(tmp_path: Path):
    (tmp_path / "nutgraf.db.lock").mkdir()
    sentence = f"the lock file {tmp_path}/nutgraf.db.lock can't be created"
    with pytest.raises(StoreError, match=re.escape(sentence)), open_store(f"sqlite:///{tmp_path}/nutgraf.db"):
        pass
