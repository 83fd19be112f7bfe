"""A backup takes the store's place whole, under a bot that runs too, or not at all."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.digests.ports import StoreError
from bot.store.backup import backup
from bot.store.ledger import build_ledger, open_store
from tests.support.disks import small_disk
from tests.support.stores import NINE, WRITES, Home, engine_of, is_sound, line, process
from tests.support.users import open_place, somebody_else

WATCHES = """
import sys
from bot.store.ledger import open_store
with open_store(sys.argv[1]) as store:
    for _ in sys.stdin:
        print([digest.words for digest in store.ledger.digests.list_for_server(7)], store.may_deliver(), flush=True)
"""

RESTORES = """
import sys
from datetime import datetime
from pathlib import Path
from bot.store.backup import restore
from bot.store.engine import parse_url
print("restores", flush=True)
while True:
    now = datetime.fromisoformat(sys.argv[3])
    restore(parse_url(sys.argv[1]), Path(sys.argv[2]), following=lambda _: None, now=now)
"""


def test_a_restore_that_is_killed_leaves_the_one_store_or_the_other(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    for number in range(5):
        with engine_of(home.given) as engine:
            for digest in build_ledger(engine).digests.list_for_server(7):
                build_ledger(engine).digests.delete(digest.id)
        home.holding("seas")
        with process(RESTORES, home.given, str(home.copy), NINE.isoformat()) as running:
            assert line(running) == "restores"
            time.sleep(0.08 * number)
        assert is_sound(home.file)
        assert home.words() in (["rivers"], ["seas"])


def test_a_restored_store_has_what_the_backup_has(home: Home):
    home.holding("rivers", "lakes")
    backup(home.url, home.copy)
    home.holding("seas")
    assert home.put_back() == 2
    assert home.words() == ["rivers", "lakes"]
    assert is_sound(home.file)


def test_a_backup_can_be_restored_where_there_is_no_store(home: Home, tmp_path: Path):
    home.holding("rivers")
    backup(home.url, home.copy)
    other = Home(tmp_path / "new" / "data")
    assert other.put_back(home.copy) == 1
    assert other.words() == ["rivers"]


def test_a_restore_leaves_the_backup_as_it_is_and_nothing_beside(home: Home, tmp_path: Path):
    home.holding("rivers")
    backup(home.url, home.copy)
    before = home.copy.read_bytes()
    home.put_back()
    assert home.copy.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}


def test_a_bot_that_runs_goes_on_with_the_restored_store(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    home.holding("seas")
    with process(WATCHES, home.given) as bot:
        assert bot.stdin is not None
        for expected in ("['rivers', 'seas'] True", "['rivers'] True"):
            bot.stdin.write("\n")
            bot.stdin.flush()
            assert line(bot) == expected
            home.put_back()
        with pytest.raises(StoreError, match="another process already delivers"), open_store(home.given):
            pass


def test_a_store_that_is_written_all_the_time_can_be_restored(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    with process(WRITES, home.given) as bot:
        for _ in range(5):
            line(bot)
            home.put_back()
        assert bot.poll() is None
    assert is_sound(home.file)
    assert home.words()[0] == "rivers"


def test_a_store_that_another_holds_is_not_restored_and_not_waited_for_for_ever(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    home.holding("seas")
    with closing(sqlite3.connect(home.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"locked.*another process is using it"):
            home.put_back(wait=0.2)
    assert home.words() == ["rivers", "seas"]


@pytest.mark.parametrize(
    "content", [b"", b"Dear diary, " * 4_096, b"SQLite format 3\0" + b"\xa5" * 9_000], ids=["empty", "text", "broken"]
)
def test_what_is_no_backup_is_not_restored(home: Home, content: bytes, tmp_path: Path):
    home.holding("rivers")
    home.copy.write_bytes(content)
    with pytest.raises(StoreError, match=r"backup\.db (is not a readable backup|can't be restored)"):
        home.put_back()
    assert home.words() == ["rivers"]
    assert {file.name for file in tmp_path.iterdir()} == {"nutgraf.db", "backup.db"}


def test_a_backup_that_was_cut_off_is_not_restored(home: Home):
    home.holding(*("x" * 1_000 for _ in range(100)))
    backup(home.url, home.copy)
    content = home.copy.read_bytes()
    home.copy.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="is not a readable backup"):
        home.put_back()
    assert len(home.words()) == 100


def test_a_database_of_something_else_is_not_restored(home: Home):
    home.holding("rivers")
    with closing(sqlite3.connect(home.copy)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"backup\.db can't be restored: it is not a backup of Nutgraf's database"):
        home.put_back()
    assert home.words() == ["rivers"]


def test_a_backup_of_a_newer_version_is_not_restored(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    with closing(sqlite3.connect(home.copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"backup\.db can't be restored: .*newer version"):
        home.put_back()
    assert home.words() == ["rivers"]


def test_a_backup_that_is_not_there_is_said(home: Home):
    with pytest.raises(StoreError, match="no backup at"):
        home.put_back()


def test_a_full_disk_stops_a_restore_and_leaves_the_store(home: Home, tmp_path: Path):
    home.holding(*("x" * 1_000 for _ in range(200)))
    backup(home.url, home.copy)
    with small_disk(tmp_path / "disk", 500) as disk:
        there = Home(disk)
        there.holding("seas")
        with pytest.raises(StoreError):
            there.put_back(home.copy)
        assert there.words() == ["seas"]


def test_a_damaged_store_is_replaced_and_kept_beside(home: Home, tmp_path: Path):
    home.holding("rivers")
    backup(home.url, home.copy)
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.file.chmod(0o640)
    home.put_back()
    assert home.words() == ["rivers"]
    assert home.file.stat().st_mode & 0o777 == 0o640
    (damaged,) = tmp_path.glob("nutgraf.db.damaged-20240301T090000")
    assert damaged.read_bytes().startswith(b"Dear diary")


def test_a_damaged_store_is_not_replaced_under_a_bot_that_runs(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    with open_store(home.given):
        home.file.write_bytes(b"Dear diary, " * 4_096)
        with pytest.raises(StoreError, match="another process already delivers digests from this database"):
            home.put_back()
    assert home.file.read_bytes().startswith(b"Dear diary")


def test_what_a_killed_bot_left_beside_a_damaged_store_is_not_read_into_the_new_one(home: Home):
    home.holding("rivers")
    backup(home.url, home.copy)
    with process(WRITES, home.given) as bot:
        line(bot)
    assert home.file.with_name("nutgraf.db-wal").stat().st_size
    home.file.write_bytes(b"Dear diary, " * 4_096)
    home.put_back()
    assert home.words() == ["rivers"]
    assert is_sound(home.file)


@pytest.mark.skipif(os.name == "nt", reason="needs users")
def test_a_store_that_may_not_be_written_is_not_restored():
    with open_place() as place:
        home = Home(place)
        home.holding("rivers")
        backup(home.url, home.copy)
        home.copy.chmod(0o644)
        home.holding("seas")
        home.file.chmod(0o444)
        with somebody_else(), pytest.raises(StoreError, match="must be able to write"):
            home.put_back()
        assert home.words() == ["rivers", "seas"]
