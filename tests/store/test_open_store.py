"""Opening a store also takes its lock, and closing it releases both."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.digests.store_ports.errors import StoreError
from bot.store.open_store import open_store
from bot.store.processes.file_lock import lock_file
from bot.store.urls import parse_url
from tests.support.digesting import daily


def test_a_second_process_changes_no_tables(tmp_path: Path):
    file = tmp_path / "nutgraf.db"
    url = f"sqlite:///{file}"
    lock = lock_file(parse_url(url), file)
    try:
        with pytest.raises(StoreError, match="another process already delivers"), open_store(url):
            pass
        engine = sa.create_engine(parse_url(url))
        assert sa.inspect(engine).get_table_names() == []
        engine.dispose()
    finally:
        lock.release()


def test_the_lock_is_free_after_the_block(database_url: str):
    for _ in range(2):
        with open_store(database_url) as store:
            assert store.may_deliver()


def test_the_lock_is_free_if_the_store_could_not_be_opened(tmp_path: Path):
    file = tmp_path / "nutgraf.db"
    file.write_text("not a database, and too long for an empty one " * 100)
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"), open_store(f"sqlite:///{file}"):
            pass


def test_a_digest_outlives_the_process(database_url: str):
    with open_store(database_url) as store:
        digest = store.ledger.digests.add(daily())
    with open_store(database_url) as store:
        assert store.ledger.digests.get(digest.id) == digest
