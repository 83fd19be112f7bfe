"""The bot inside SimCord, with people to act as; and what must hold in every test of the Discord surface.

Every REST request that the bot made is checked against Discord's own description of its interface, and nothing may
have been logged as a warning or worse by the bot, unless the test is marked `troubled`.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TypeVar

import discord
import pytest
import simcord

from bot.answers.desk.desk import Desk
from bot.catalogue import Catalogue
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncMemory
from bot.chat.session.context import BotContext
from bot.digests.ports import run_in_thread
from bot.digests.service import DigestService
from tests.support import openapi
from tests.support.desks import FILES, desk_of

T = TypeVar("T")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "troubled: the bot is made to fail, so it may log warnings and errors")


@dataclass
class Newsroom:
    """What the bot is built on; a test may put another desk here while it runs."""

    desk: Desk
    catalogue: Catalogue
    # Simulated seconds that all work takes. SimCord's time stands still while a real thread works.
    slowness: float = 0.0
    office: DigestService | None = None

    async def run(self, work: Callable[[], T], /) -> T:
        if self.slowness:
            await asyncio.sleep(self.slowness)
            return work()
        return await run_in_thread(work)

    def chat(self) -> BotContext:
        numbers = count(1)
        return BotContext(
            desk=lambda: self.desk,
            clock=now,
            catalogue=self.catalogue,
            version="1.2.3",
            run=self.run,
            digest_service=self.office,
            new_reference=lambda: f"ref{next(numbers):05d}",
        )

    def client(self) -> NutgrafClient:
        return build_client(self.chat(), sync_state=SyncMemory(), shard_count=1)


def now() -> datetime:
    """The simulated time: `discord.utils.utcnow` is the one clock that SimCord moves."""
    return discord.utils.utcnow()


@pytest.fixture(scope="session")
def small_desk() -> Desk:
    return desk_of(*FILES)


@pytest.fixture
def newsroom(small_desk: Desk, catalogue: Catalogue) -> Newsroom:
    return Newsroom(small_desk, catalogue)


@pytest.fixture
def simcord_bot(newsroom: Newsroom) -> NutgrafClient:
    return newsroom.client()


@pytest.fixture(scope="session")
def described() -> openapi.Checker | None:
    """Discord's description of its interface; None where its file is absent."""
    path = openapi.document(os.environ)
    return openapi.Checker.load(path) if path.is_file() else None


@pytest.fixture
async def simcord_env(simcord_env: simcord.Env, described: openapi.Checker | None) -> AsyncIterator[simcord.Env]:
    """The stock environment; afterwards, every request that was made must be one that Discord describes."""
    yield simcord_env
    if described is not None:
        wrong = [
            violation
            for request in simcord_env.http_requests
            for violation in described.violations(request.method, request.path, request.params, request.json)
        ]
        assert not wrong, "\n".join(wrong)


@pytest.fixture(autouse=True)
def nothing_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The bot had nothing to complain of."""
    caplog.set_level(logging.DEBUG, "bot")
    yield
    if request.node.get_closest_marker("troubled") is None:
        said = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
        complaints = [record.getMessage() for record in said if record.name.startswith(("bot", "discord"))]
        assert not complaints


@dataclass
class Server:
    """A server with a channel, a member and a moderator, and a second member."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor
    ben: simcord.MemberActor
    mod: simcord.MemberActor


@pytest.fixture
def server(simcord_env: simcord.Env) -> Server:
    guild = simcord_env.create_guild("Town")
    channel = guild.create_text_channel("general")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_messages=True))
    people = {name: guild.add_member(simcord_env.create_user(name)) for name in ("ann", "ben")}
    mod = guild.add_member(simcord_env.create_user("mod"), roles=[moderators])
    return Server(simcord_env, guild, channel, people["ann"], people["ben"], mod)
