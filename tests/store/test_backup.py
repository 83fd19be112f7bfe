"""A backup is the store of one moment, in one file."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.digests.ports import StoreError
from bot.store.backup import backup, restore
from bot.store.engine import parse_url
from tests.support.disks import small_disk
from tests.support.stores import NINE, WRITES, Home, is_sound, line, process
from tests.support.users import open_place, somebody_else


def test_a_backup_is_one_file_that_is_the_store(home: Home, tmp_path: Path):
    home.holding("rivers", "lakes")
    backup(home.url, home.copy)
    assert is_sound(home.copy)
    away = tmp_path / "elsewhere"
    away.mkdir()
    shutil.copy(home.copy, away / "nutgraf.db")
    assert Home(away).words() == ["rivers", "lakes"]


def test_a_backup_leaves_nothing_else_and_does_not_change_the_store(home: Home, tmp_path: Path):
    home.holding("rivers")
    before = home.file.read_bytes()
    backup(home.url, home.copy)
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}
    assert home.file.read_bytes() == before


def test_a_backup_is_for_its_owner_alone(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    assert home.copy.stat().st_mode & 0o077 == 0


def test_backups_of_a_store_that_is_written_all_the_time_are_whole(home: Home, tmp_path: Path):
    with process(WRITES, home.given) as bot:
        assert line(bot) == "1"
        for number in range(5):
            copy = tmp_path / f"copy{number}.db"
            written = int(line(bot))
            backup(home.url, copy)
            assert is_sound(copy)
            with closing(sqlite3.connect(copy)) as connection:
                (digests,) = connection.execute("SELECT count(*) FROM digests").fetchone()
                (runs,) = connection.execute("SELECT count(*) FROM runs").fetchone()
                (done,) = connection.execute("SELECT count(*) FROM runs WHERE state = 'sent'").fetchone()
                (sent,) = connection.execute("SELECT count(*) FROM sent").fetchone()
            assert digests >= written
            assert sent == 2 * done
            assert digests - 1 <= runs <= digests
            assert runs - 1 <= done <= runs
        assert bot.poll() is None


def test_a_backup_over_a_file_that_is_there_is_refused(home: Home):
    home.holding("rivers")
    home.copy.write_text("dear to somebody")
    with pytest.raises(StoreError, match="already exists"):
        backup(home.url, home.copy)
    assert home.copy.read_text() == "dear to somebody"


def test_a_backup_of_no_store_is_refused(home: Home):
    with pytest.raises(StoreError, match="no database at"):
        backup(home.url, home.copy)
    assert not home.file.exists()


def test_a_backup_of_a_damaged_store_is_refused_and_leaves_no_file(home: Home, tmp_path: Path):
    home.file.write_bytes(b"Dear diary, " * 4_096)
    with pytest.raises(StoreError, match=r"nutgraf\.db can't be used .*damaged"):
        backup(home.url, home.copy)
    assert [file.name for file in tmp_path.iterdir()] == ["nutgraf.db"]


def test_a_backup_to_a_folder_that_is_not_there_is_refused(home: Home, tmp_path: Path):
    home.holding("rivers")
    target = tmp_path / "no" / "backup.db"
    with pytest.raises(StoreError, match=re.escape(str(target))):
        backup(home.url, target)


def test_a_backup_to_a_full_disk_is_refused_and_leaves_no_file(home: Home, tmp_path: Path):
    home.holding(*("x" * 1_000 for _ in range(200)))
    with small_disk(tmp_path / "disk", 100) as disk:
        with pytest.raises(StoreError, match=r"disk/backup\.db can't be used .*free some space"):
            backup(home.url, disk / "backup.db")
        assert list(disk.iterdir()) == []


def test_a_backup_to_a_folder_that_may_not_be_written_is_refused():
    with open_place() as place:
        home = Home(place)
        # Created as root: whoever comes next may not be able to enter the project's folder, where the migrations are.
        home.holding("rivers")
        home.file.chmod(0o666)
        closed = place / "closed"
        closed.mkdir()
        closed.chmod(0o555)
        with somebody_else(), pytest.raises(StoreError, match=r"must be able to write to .*closed"):
            backup(home.url, closed / "backup.db")


def test_a_postgresql_store_is_for_its_own_tools(tmp_path: Path):
    url = parse_url("postgresql://nutgraf:hush-hush-7@db/nutgraf")
    for work in (
        lambda: backup(url, tmp_path / "x"),
        lambda: restore(url, tmp_path / "x", find_next_due=lambda _: None, now=NINE),
    ):
        with pytest.raises(StoreError, match="pg_dump and pg_restore") as refused:
            work()
        assert "hush" not in str(refused.value)
