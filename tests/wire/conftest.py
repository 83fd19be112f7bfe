"""A stand-in for Discord, and the bot connected to it."""

import os
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.support.openapi import Checker, document_path
from tests.wire.peer import Peer
from tests.wire.process import TOKEN, Process, running
from tests.wire.standin import StandIn


@cache
def checker() -> Checker | None:
    """Where Discord's document is absent, the tests run without the check of requests."""
    path = document_path(os.environ)
    return Checker.load(path) if path.is_file() else None


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """A stand-in of the test's own. Whatever it has to complain of fails the test."""
    async with StandIn.running(TOKEN, checker()) as standin:
        yield standin
    assert standin.complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connected(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Process]:
    """A bot that has come online, for the tests of one module: each finds what the ones before left of it."""
    folder: Path = tmp_path_factory.mktemp("home")
    async with StandIn.running(TOKEN, checker()) as standin, running(standin, folder, "run") as process:
        await process.until_ready()
        yield process


@pytest_asyncio.fixture(loop_scope="module")
async def bot(connected: Process) -> AsyncIterator[Process]:
    """The module's bot, met by somebody new; whatever the stand-in had to complain of fails the test."""
    standin = connected.discord
    standin.world.newcomer()
    standin.complaints.clear()
    since = len(connected.stderr)
    yield connected
    print("\n".join(connected.stderr[since:]))  # noqa: T201 - pytest shows it where the test fails
    assert standin.complaints == []
    assert standin.troubles.left == 0, "an ordered trouble did not strike"
    assert TOKEN not in connected.log


@pytest.fixture(scope="session")
def described() -> Checker | None:
    """Discord's document for the tests that run without it, too."""
    return checker()


@pytest.fixture
async def strict_peer(described: Checker | None) -> AsyncIterator[Peer]:
    """A plain client of a stand-in that keeps to Discord's document, and that had nothing to complain of at the end."""
    async with StandIn.running(TOKEN, described) as standin, aiohttp.ClientSession() as session:
        yield Peer(standin, session)
        assert standin.complaints == []
