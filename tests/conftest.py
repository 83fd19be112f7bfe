"""Fixtures for every room. Shared data is outside the project; `NUTGRAF_SHARED` names its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.support import postgres as postgresql
from tests.support.openapi import Checker, document
from tests.support.root import ROOT

SHARED = Path(os.environ.get("NUTGRAF_SHARED", str(ROOT.parent / "shared")))

# Machines are shared, so no example is timed; and what is tried where a change is judged is the same each time.
settings.register_profile("here", deadline=None)
settings.register_profile("judged", deadline=None, derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five records that the bot starts with."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; skips where it is absent."""
    if not (SHARED / "corpora").is_dir():
        pytest.skip(f"needs the shared data folder, which NUTGRAF_SHARED names (looked in {SHARED})")
    return SHARED


@pytest.fixture(scope="session")
def openapi() -> Checker:
    """Discord's description of its HTTP interface, to check requests against; skips where it is absent."""
    path = document(os.environ)
    if not path.is_file():
        pytest.skip(f"needs Discord's OpenAPI document, which DISCORD_OPENAPI names (looked for {path})")
    return Checker.load(path)


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """The folder of a PostgreSQL server's programs; where there is none, skips, or fails in CI."""
    return postgresql.binaries(os.environ) or postgresql.absent(os.environ)


@pytest.fixture(scope="session")
def postgres(postgres_binaries: Path) -> Iterator[postgresql.Server]:
    """This session's own PostgreSQL server, started by the first test that asks for it."""
    with postgresql.serving(postgres_binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new, empty database, once for each kind of store; the database is gone after the test."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "nutgraf.db")).render_as_string()
        return
    server: postgresql.Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url
