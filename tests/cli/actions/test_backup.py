"""`nutgraf backup` and `restore`, as the operator runs them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.digests.digest import Digest
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.urls import parse_url

pytestmark = pytest.mark.outside

DIGEST = Digest(id=0, server=7, channel=70, creator=1, schedule="daily 09:00", zone="UTC", state="active")


def create_store(folder: Path) -> str:
    url = f"sqlite:///{folder / 'nutgraf.db'}"
    engine = open_engine(parse_url(url))
    ledger = build_ledger(engine)
    ledger.digests.add(DIGEST)
    ledger.arrivals.record(["a" * 16], datetime(2024, 1, 1, tzinfo=UTC))
    engine.dispose()
    return url


def test_a_backup_is_one_file_and_can_be_restored(nutgraf, tmp_path):
    url = create_store(tmp_path)
    backup = nutgraf("backup", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert backup.code == 0
    assert "kept.db" in backup.out
    (tmp_path / "nutgraf.db").unlink()
    restore = nutgraf("restore", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert restore.code == 0
    assert "Restored: 1 digest." in restore.out
    engine = open_engine(parse_url(url))
    (digest,) = build_ledger(engine).digests.list_for_server(7)
    engine.dispose()
    assert digest.state == "active"


def test_a_failure_is_reported_in_one_sentence(nutgraf, tmp_path):
    url = f"sqlite:///{tmp_path / 'none.db'}"
    missing = nutgraf("backup", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert (missing.code, missing.err.count("\n")) == (78, 1)
    assert "There is no database" in missing.err
    (tmp_path / "junk").write_text("junk")
    junk = nutgraf("restore", str(tmp_path / "junk"), DATABASE_URL=url)
    assert junk.code == 78
    assert "Traceback" not in junk.err


def test_restoring_sqlite_needs_the_name_of_a_file(nutgraf, tmp_path):
    ended = nutgraf("restore", DATABASE_URL=f"sqlite:///{tmp_path / 'nutgraf.db'}")
    assert ended.code == 2
    assert "Name the file" in ended.err


def test_a_store_is_copied_and_the_next_step_is_told(nutgraf, tmp_path):
    url = create_store(tmp_path)
    ended = nutgraf("store", "copy", f"sqlite:///{tmp_path}/new.db", DATABASE_URL=url)
    assert ended.code == 0
    assert "1 digests" in ended.out
    assert "Set DATABASE_URL to the new database." in ended.out


def test_the_target_may_be_read_from_standard_input(nutgraf, tmp_path):
    url = create_store(tmp_path)
    ended = nutgraf("store", "copy", "-", stdin=f"sqlite:///{tmp_path}/new.db\n", DATABASE_URL=url)
    assert (ended.code, (tmp_path / "new.db").exists()) == (0, True)


def test_a_target_that_can_not_be_used_is_named_without_its_password(nutgraf, tmp_path):
    url = create_store(tmp_path)
    ended = nutgraf("store", "copy", "postgresql://me:hunter2@127.0.0.1:1/nutgraf", DATABASE_URL=url)
    assert ended.code == 78
    assert "127.0.0.1" in ended.err
    assert "hunter2" not in ended.out + ended.err
