"""The URL of a database is read as its operator means it, and never shown with a secret."""

import re
from pathlib import Path

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.store.urls import get_sqlite_file, parse_url, render_url


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://a@b/c", "postgresql+psycopg"),
        ("postgresql://a@b/c", "postgresql+psycopg"),
        ("postgresql+asyncpg://a@b/c", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite"),
    ],
)
def test_the_driver_is_ours_whatever_the_url_says(given: str, driver: str):
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "not a valid URL"),
        ("data/nutgraf.db", "not a valid URL"),
        ("postgresql://a:b@c:port/d", "not a valid URL"),
        ("mysql://a:secret@b/c", "names mysql"),
        ("sqlite://", "does not name a file"),
        ("sqlite:///:memory:", "does not name a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "does not name a file"),
        ("sqlite://me:secret@host/x.db", "no host, user or password"),
        ("sqlite:///x.db?password=secret", "no host, user or password"),
        ("sqlite:///~nobody-of-this-name/x.db", "no home folder"),
    ],
)
def test_an_invalid_url_is_refused(given: str, says: str):
    with pytest.raises(StoreError, match=re.escape(says)) as refused:
        parse_url(given)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://nut:Hush@secret7@localhost:1/x",
        "postgresql://nut:Hush@sec/ret7@localhost/x",
        "postgresql://nut:Hush/@secret7@localhost/x",
        "postgresql://nut:Hu?sh@secret7@localhost/x",
        "postgresql://nut:Hush@secret7:9@localhost:1/x",
        "postgresql://nut:Hush@secret7@localhost:1/x?sslmode=require",
        "postgresql://nut:@secret7@localhost",
    ],
)
def test_a_password_with_an_at_sign_is_refused_and_not_shown(given: str):
    with pytest.raises(StoreError, match="write @ as %40") as refused:
        parse_url(given)
    assert "secret7" not in str(refused.value)
    assert "Hush" not in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://nut:Hush%40secret7@localhost:1/x",
        "postgresql://nut@corp:secret7@localhost/x",
        "postgresql://nut:sec/ret7?@localhost/x",
        "postgresql://nut:secret7@localhost/x?application_name=a@b",
        "postgresql://nut@localhost/x?password=secret7@",
    ],
)
def test_a_password_or_name_that_can_be_told_apart_is_accepted(given: str):
    url = parse_url(given)
    assert (url.host, url.database) == ("localhost", "x")
    assert "ret7" not in render_url(url)


def test_a_tilde_means_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert get_sqlite_file(parse_url("sqlite:///~/nut.db")) == tmp_path / "nut.db"
    assert get_sqlite_file(parse_url("sqlite:////srv/~/nut.db")) == Path("/srv/~/nut.db")
