"""A stand-in for Discord, and the bot connected to it."""

import os
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import URL

from tests.support.openapi import Checker, document_path
from tests.wire.peer import Peer
from tests.wire.process import TOKEN, Process, run_bot
from tests.wire.standin import StandIn


@cache
def checker() -> Checker | None:
    """Return the checker of requests; None if Discord's OpenAPI document is absent."""
    path = document_path(os.environ)
    return Checker.load(path) if path.is_file() else None


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """A new stand-in for one test. Its complaints fail the test."""
    async with StandIn.start(TOKEN, checker()) as standin:
        yield standin
    assert standin.complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connected(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Process]:
    """A connected bot that the tests of a module share."""
    folder: Path = tmp_path_factory.mktemp("home")
    async with StandIn.start(TOKEN, checker()) as standin, run_bot(standin, folder, "run") as process:
        await process.until_ready()
        yield process


@pytest_asyncio.fixture(loop_scope="module")
async def bot(connected: Process) -> AsyncIterator[Process]:
    """The module's bot, with a new member to use it. Complaints of the stand-in fail the test."""
    standin = connected.discord
    standin.world.replace_member()
    standin.complaints.clear()
    since = len(connected.stderr)
    yield connected
    print("\n".join(connected.stderr[since:]))  # noqa: T201 - pytest shows it if the test fails
    assert standin.complaints == []
    assert standin.troubles.left == 0, "a trouble that was ordered did not happen"
    assert TOKEN not in connected.log


@pytest.fixture(scope="session")
def described() -> Checker | None:
    """The checker of requests, or None."""
    return checker()


@pytest.fixture
async def strict_peer(described: Checker | None) -> AsyncIterator[Peer]:
    """A plain client of a stand-in that checks requests and answers. Complaints of the stand-in fail the test."""
    async with StandIn.start(TOKEN, described) as standin, aiohttp.ClientSession() as session:
        yield Peer(standin, session)
        assert standin.complaints == []


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a SQLite database that the bot creates."""
    return URL.create("sqlite", database=str(tmp_path / "nutgraf.db")).render_as_string()
