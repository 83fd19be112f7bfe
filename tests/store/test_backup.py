"""A backup is one file with the store as it was at one moment."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.store.backup import backup, restore
from bot.store.urls import parse_url
from tests.support.disks import mount_small_disk
from tests.support.processes import read_line, run_script
from tests.support.stores import NINE, WRITER_SCRIPT, StoreFolder, is_sound
from tests.support.users import drop_root, open_folder


def test_a_backup_is_one_file_with_the_whole_store(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers", "lakes")
    backup(home.url, home.backup)
    assert is_sound(home.backup)
    away = tmp_path / "elsewhere"
    away.mkdir()
    shutil.copy(home.backup, away / "nutgraf.db")
    assert StoreFolder(away).list_words() == ["rivers", "lakes"]


def test_a_backup_leaves_nothing_else_and_does_not_change_the_store(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    before = home.file.read_bytes()
    backup(home.url, home.backup)
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}
    assert home.file.read_bytes() == before


def test_only_its_owner_can_read_a_backup(home: StoreFolder):
    home.add_digests("rivers")
    backup(home.url, home.backup)
    assert home.backup.stat().st_mode & 0o077 == 0


def test_backups_during_constant_writing_are_sound(home: StoreFolder, tmp_path: Path):
    with run_script(WRITER_SCRIPT, home.database_url) as bot:
        assert read_line(bot) == "1"
        for number in range(5):
            copy = tmp_path / f"copy{number}.db"
            written = int(read_line(bot))
            backup(home.url, copy)
            assert is_sound(copy)
            with closing(sqlite3.connect(copy)) as connection:
                (digests,) = connection.execute("SELECT count(*) FROM digests").fetchone()
                (runs,) = connection.execute("SELECT count(*) FROM runs").fetchone()
                (ended,) = connection.execute("SELECT count(*) FROM runs WHERE state = 'sent'").fetchone()
                (sent,) = connection.execute("SELECT count(*) FROM sent").fetchone()
            assert digests >= written
            assert sent == 2 * ended
            assert digests - 1 <= runs <= digests
            assert runs - 1 <= ended <= runs
        assert bot.poll() is None


def test_a_backup_does_not_overwrite_a_file(home: StoreFolder):
    home.add_digests("rivers")
    home.backup.write_text("dear to somebody")
    with pytest.raises(StoreError, match="already exists"):
        backup(home.url, home.backup)
    assert home.backup.read_text() == "dear to somebody"


def test_a_backup_of_a_missing_store_is_refused(home: StoreFolder):
    with pytest.raises(StoreError, match="no database at"):
        backup(home.url, home.backup)
    assert not home.file.exists()


def test_a_backup_of_a_damaged_store_is_refused_and_leaves_no_file(home: StoreFolder, tmp_path: Path):
    home.file.write_bytes(b"Dear diary, " * 4_096)
    with pytest.raises(StoreError, match=r"nutgraf\.db can't be used .*damaged"):
        backup(home.url, home.backup)
    assert [file.name for file in tmp_path.iterdir()] == ["nutgraf.db"]


def test_a_backup_to_a_missing_folder_is_refused(home: StoreFolder, tmp_path: Path):
    home.add_digests("rivers")
    target = tmp_path / "no" / "backup.db"
    with pytest.raises(StoreError, match=re.escape(str(target))):
        backup(home.url, target)


def test_a_backup_to_a_full_disk_is_refused_and_leaves_no_file(home: StoreFolder, tmp_path: Path):
    home.add_digests(*("x" * 1_000 for _ in range(200)))
    with mount_small_disk(tmp_path / "disk", 100) as disk:
        with pytest.raises(StoreError, match=r"disk/backup\.db can't be used .*free some space"):
            backup(home.url, disk / "backup.db")
        assert list(disk.iterdir()) == []


def test_a_backup_to_a_read_only_folder_is_refused():
    with open_folder() as place:
        home = StoreFolder(place)
        # As root, because nobody else may be able to enter the project's folder, where the migrations are.
        home.add_digests("rivers")
        home.file.chmod(0o666)
        closed = place / "closed"
        closed.mkdir()
        closed.chmod(0o555)
        with drop_root(), pytest.raises(StoreError, match=r"must be able to write to .*closed"):
            backup(home.url, closed / "backup.db")


def test_backup_and_restore_of_postgresql_refer_to_its_own_tools(tmp_path: Path):
    url = parse_url("postgresql://nutgraf:hush-hush-7@db/nutgraf")
    for work in (
        lambda: backup(url, tmp_path / "x"),
        lambda: restore(url, tmp_path / "x", now=NINE),
    ):
        with pytest.raises(StoreError, match="pg_dump and pg_restore") as refused:
            work()
        assert "hush" not in str(refused.value)
