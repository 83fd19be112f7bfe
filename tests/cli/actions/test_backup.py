"""`nutgraf backup` and `restore`, as the operator runs them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.digests.digest import Digest
from bot.store.engine import open_engine, parse_url
from bot.store.ledger import build_ledger

pytestmark = pytest.mark.outside

DIGEST = Digest(id=0, server=7, channel=70, creator=1, schedule="daily 09:00", zone="UTC", state="active")


def store_in(folder: Path) -> str:
    url = f"sqlite:///{folder / 'nutgraf.db'}"
    engine = open_engine(parse_url(url))
    books = build_ledger(engine)
    books.digests.add(DIGEST)
    books.arrivals.record(["a" * 16], datetime(2024, 1, 1, tzinfo=UTC))
    engine.dispose()
    return url


def test_a_backup_is_one_file_and_comes_back(nutgraf, tmp_path):
    url = store_in(tmp_path)
    made = nutgraf("backup", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert made.code == 0
    assert "kept.db" in made.out
    (tmp_path / "nutgraf.db").unlink()
    back = nutgraf("restore", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert back.code == 0
    assert "Restored: 1 digest." in back.out
    engine = open_engine(parse_url(url))
    (digest,) = build_ledger(engine).digests.list_for_server(7)
    engine.dispose()
    assert digest.due_at is not None
    assert digest.due_at > datetime.now(UTC)


def test_what_cannot_be_done_is_one_sentence(nutgraf, tmp_path):
    url = f"sqlite:///{tmp_path / 'none.db'}"
    nothing = nutgraf("backup", str(tmp_path / "kept.db"), DATABASE_URL=url)
    assert (nothing.code, nothing.err.count("\n")) == (78, 1)
    assert "There is no store" in nothing.err
    (tmp_path / "junk").write_text("junk")
    junk = nutgraf("restore", str(tmp_path / "junk"), DATABASE_URL=url)
    assert junk.code == 78
    assert "Traceback" not in junk.err


def test_a_file_has_to_be_named_where_the_store_is_one(nutgraf, tmp_path):
    told = nutgraf("restore", DATABASE_URL=f"sqlite:///{tmp_path / 'nutgraf.db'}")
    assert told.code == 2
    assert "Name the file" in told.err
