"""A restore replaces the store completely, even while a bot runs, or not at all."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.store.backup import backup
from bot.store.open_store import build_ledger, open_store
from tests.support.disks import mount_small_disk
from tests.support.processes import read_line, run_script
from tests.support.stores import NINE, WRITER_SCRIPT, StoreFolder, engine_of, is_sound
from tests.support.users import drop_root, open_folder

WATCHER_SCRIPT = """
import sys
from bot.store.open_store import open_store
with open_store(sys.argv[1]) as store:
    for _ in sys.stdin:
        print([digest.words for digest in store.ledger.digests.list_for_server(7)], store.may_deliver(), flush=True)
"""

RESTORER_SCRIPT = """
import sys
from datetime import datetime
from pathlib import Path
from bot.store.backup import restore
from bot.store.urls import parse_url
print("restores", flush=True)
while True:
    now = datetime.fromisoformat(sys.argv[3])
    restore(parse_url(sys.argv[1]), Path(sys.argv[2]), now=now)
"""


def test_a_killed_restore_leaves_either_the_old_store_or_the_backup(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    for number in range(4):
        with engine_of(home.database_url) as engine:
            for digest in build_ledger(engine).digests.list_for_server(7):
                build_ledger(engine).digests.delete(digest.id)
        home.add_digests("seas")
        with run_script(RESTORER_SCRIPT, home.database_url, str(home.backup), NINE.isoformat()) as running:
            assert read_line(running) == "restores"
            time.sleep(0.05 * number)
            assert running.poll() is None
        assert is_sound(home.file)
        assert home.list_words() in (["rivers"], ["seas"])


def test_a_restored_store_has_the_content_of_the_backup(home: StoreFolder):
    home.add_digests("rivers", "lakes")
    backup(home.url, home.backup)
    home.add_digests("seas")
    assert home.restore() == 2
    assert home.list_words() == ["rivers", "lakes"]
    assert is_sound(home.file)


def test_a_backup_can_be_restored_if_there_is_no_store(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    other = StoreFolder(tmp_path / "new" / "data")
    assert other.restore(home.backup) == 1
    assert other.list_words() == ["rivers"]


def test_a_restore_does_not_change_the_backup_and_leaves_no_other_files(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    before = home.backup.read_bytes()
    home.restore()
    assert home.backup.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}


def test_a_running_bot_continues_with_the_restored_store(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.add_digests("seas")
    with run_script(WATCHER_SCRIPT, home.database_url) as bot:
        assert bot.stdin is not None
        for expected in ("['rivers', 'seas'] True", "['rivers'] True"):
            bot.stdin.write("\n")
            bot.stdin.flush()
            assert read_line(bot) == expected
            home.restore()
        with pytest.raises(StoreError, match="another process already delivers"), open_store(home.database_url):
            pass


def test_a_store_can_be_restored_during_constant_writing(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    with run_script(WRITER_SCRIPT, home.database_url) as bot:
        for _ in range(5):
            read_line(bot)
            home.restore()
        assert bot.poll() is None
    assert is_sound(home.file)
    assert home.list_words()[0] == "rivers"


def test_a_restore_gives_up_if_another_process_keeps_the_store_locked(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.add_digests("seas")
    with closing(sqlite3.connect(home.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"locked.*another process is using it"):
            home.restore(wait=0.2)
    assert home.list_words() == ["rivers", "seas"]


@pytest.mark.parametrize(
    "content", [b"", b"Dear diary, " * 4_096, b"SQLite format 3\0" + b"\xa5" * 9_000], ids=["empty", "text", "broken"]
)
def test_a_file_that_is_not_a_backup_is_not_restored(home: StoreFolder, content: bytes, tmp_path: Path):
    home.add_digests("rivers")
    home.backup.write_bytes(content)
    with pytest.raises(StoreError, match=r"backup\.db (is not a readable backup|can't be restored)"):
        home.restore()
    assert home.list_words() == ["rivers"]
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}


def test_a_truncated_backup_is_not_restored(home: StoreFolder):
    home.add_digests(*("x" * 1_000 for _ in range(100)))
    backup(home.url, home.backup)
    content = home.backup.read_bytes()
    home.backup.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="is not a readable backup"):
        home.restore()
    assert len(home.list_words()) == 100


def test_the_database_of_another_program_is_not_restored(home: StoreFolder):
    home.add_digests("rivers")
    with closing(sqlite3.connect(home.backup)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"backup\.db can't be restored: it is not a backup of Nutgraf's database"):
        home.restore()
    assert home.list_words() == ["rivers"]


def test_a_backup_of_a_newer_version_is_not_restored(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    with closing(sqlite3.connect(home.backup)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE notes SET value = '9999' WHERE name = 'oldest'")
    with pytest.raises(StoreError, match=r"backup\.db can't be restored: .*newer version"):
        home.restore()
    assert home.list_words() == ["rivers"]


def test_a_missing_backup_is_reported(home: StoreFolder):
    with pytest.raises(StoreError, match="no backup at"):
        home.restore()


def test_a_restore_to_a_full_disk_leaves_the_store_as_it_was(home: StoreFolder, tmp_path: Path):
    home.add_digests(*("x" * 1_000 for _ in range(200)))
    backup(home.url, home.backup)
    with mount_small_disk(tmp_path / "disk", 500) as disk:
        other = StoreFolder(disk)
        other.add_digests("seas")
        with pytest.raises(StoreError):
            other.restore(home.backup)
        assert other.list_words() == ["seas"]


def test_a_damaged_store_is_replaced_and_kept_next_to_the_new_one(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.restore()
    assert home.list_words() == ["rivers"]
    (damaged,) = tmp_path.glob("nutgraf.db.damaged-20240301T090000")
    assert damaged.read_bytes().startswith(b"Dear diary")


def test_a_damaged_store_is_not_replaced_while_a_bot_runs(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    with open_store(home.database_url):
        home.file.write_bytes(b"Dear diary, " * 4_096)
        with pytest.raises(StoreError, match="another process already delivers digests from this database"):
            home.restore()
    assert home.file.read_bytes().startswith(b"Dear diary")


def test_the_log_of_a_damaged_store_is_not_applied_to_the_new_one(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    with run_script(WRITER_SCRIPT, home.database_url) as bot:
        read_line(bot)
    assert home.file.with_name("nutgraf.db-wal").stat().st_size
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.restore()
    assert home.list_words() == ["rivers"]
    assert is_sound(home.file)


@pytest.mark.skipif(os.name == "nt", reason="needs users")
def test_a_read_only_store_is_not_restored():
    with open_folder() as place:
        home = StoreFolder(place)
        home.add_digests("rivers")
        backup(home.url, home.backup)
        home.backup.chmod(0o644)
        home.add_digests("seas")
        home.file.chmod(0o444)
        with drop_root(), pytest.raises(StoreError, match="must be able to write"):
            home.restore()
        assert home.list_words() == ["rivers", "seas"]
