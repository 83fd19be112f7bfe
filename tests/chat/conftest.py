"""Runs the bot inside SimCord, with people to act as. Checks in every test of the Discord room what must always hold.

Every REST request of the bot must match Discord's OpenAPI document. The bot may not log a warning or an error, unless
the test is marked `troubled`.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partialmethod
from itertools import count
from pathlib import Path
from typing import TypeVar

import discord
import pytest
import simcord
from sqlalchemy import Engine

from bot.answers.desk.desk import Desk
from bot.catalogue import FOLDER, Catalogue
from bot.chat import client
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncMemory
from bot.chat.session.admission import Admission
from bot.chat.session.context import BotContext, JudgeAccess
from bot.chat.session.shards import Shards
from bot.digests.ports import run_in_thread
from bot.digests.service import DigestService
from bot.feeds.service import FeedService
from bot.servers.query_counts import QueryCounter
from bot.servers.settings import SettingsService
from bot.store.engine import open_engine
from bot.store.open_store import build_ledger
from bot.store.tables.query_counts import StoredCounts
from bot.store.tables.settings import StoredSettings
from bot.store.urls import parse_url
from tests.chat.posting import OLD
from tests.chat.shared_commands import SharedCommands
from tests.support import openapi, stores
from tests.support.desks import FILES, build_desk

T = TypeVar("T")

GERMAN_COMMANDS = """
command-ask = frage
    .description = Frag, was berichtet wurde
    .question = Deine Frage
option-question = frage
option-private = privat
menu-find-coverage = Berichte finden
choice-topic = { $name } · { $count } Artikel
"""
GERMAN_REPLIES = """
answer-found = Das wurde berichtet:
card-as-of = Stand { $day } · { $count } Artikel
too-fast = Nicht so schnell. Weiter in { $seconds } s.
greetings = servus, grüß gott
help-title = Willkommen
"""


@dataclass
class BotSetup:
    """The parts of the bot. A test can change the desk while the bot runs."""

    desk: Desk
    catalogue: Catalogue
    # With None, each bot registers its commands.
    shared: SharedCommands | None = None
    command_ids: Mapping[str, int] = field(default_factory=dict[str, int])
    # Simulated seconds that all work takes. SimCord's time stands still while a real thread works.
    delay: float = 0.0
    digest_service: DigestService | None = None
    judge: JudgeAccess | None = None
    feeds: Callable[[], FeedService] | None = None
    pages_url: str = ""
    settings: SettingsService | None = None
    counter: QueryCounter | None = None

    # Simulated seconds that new work would wait for its turn.
    wait: float = 0.0

    async def run(self, work: Callable[[], T], /) -> T:
        if self.delay:
            await asyncio.sleep(self.delay)
            return work()
        return await run_in_thread(work)

    def make_context(self) -> BotContext:
        numbers = count(1)
        return BotContext(
            desk=lambda: self.desk,
            clock=now,
            catalogue=self.catalogue,
            version="1.2.3",
            admission=_QueuedAdmission(self),
            digest_service=self.digest_service,
            judge=self.judge,
            feeds=self.feeds,
            pages_url=self.pages_url,
            settings=self.settings,
            counter=self.counter,
            new_reference=lambda: f"ref{next(numbers):05d}",
        )

    def make_client(self) -> NutgrafClient:
        context = self.make_context()
        if self.shared is None or not self.shared.fit(context):
            return build_client(context, sync_state=SyncMemory(), shards=Shards(1))
        made = build_client(context, sync_state=None, shards=Shards(1))
        made.command_ids = self.command_ids
        return made


class _QueuedAdmission(Admission):
    """An admission whose queue is as long as the setup says."""

    def __init__(self, setup: BotSetup) -> None:
        super().__init__(setup.run)
        self._setup = setup

    @property
    def expected_wait(self) -> float:
        return self._setup.wait or super().expected_wait


def now() -> datetime:
    """Return the simulated time: `discord.utils.utcnow` is the only clock that SimCord moves."""
    return discord.utils.utcnow()


@pytest.fixture(scope="session")
def small_desk() -> Desk:
    return build_desk(*FILES)


@pytest.fixture(scope="session")
def shared_commands(catalogue: Catalogue) -> Iterator[SharedCommands]:
    """Commands for every bot with the usual messages."""
    shared = SharedCommands(catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "build_commands", shared.build)
        yield shared


@pytest.fixture
def bot_setup(small_desk: Desk, catalogue: Catalogue, shared_commands: SharedCommands) -> BotSetup:
    return BotSetup(small_desk, catalogue, shared_commands)


@pytest.fixture
def simcord_bot(bot_setup: BotSetup) -> NutgrafClient:
    return bot_setup.make_client()


@pytest.fixture(scope="session")
def described() -> openapi.Checker | None:
    """The checker of requests; None if Discord's OpenAPI document is absent."""
    path = openapi.document_path(os.environ)
    return openapi.Checker.load(path) if path.is_file() else None


@pytest.fixture(scope="session", autouse=True)
def prompt_settling() -> Iterator[None]:
    """Have SimCord look each hundredth of a second whether the bot has settled; no option says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simcord.Env, "_settle_internal", partialmethod(simcord.Env._settle_internal, idle=0.01))
        yield


@pytest.fixture
async def simcord_env(
    simcord_env: simcord.Env, simcord_bot: NutgrafClient, bot_setup: BotSetup, described: openapi.Checker | None
) -> AsyncIterator[simcord.Env]:
    """SimCord's own fixture. After the test, every request of the bot must be one that Discord documents."""
    if bot_setup.shared is not None and simcord_bot.sync_state is None:
        bot_setup.command_ids = simcord_bot.command_ids = bot_setup.shared.register(simcord_env, simcord_bot)
    yield simcord_env
    if described is not None:
        violations = [
            violation
            for request in simcord_env.http_requests
            for violation in described.violations(request.method, request.path, request.params, request.json)
        ]
        assert not violations, "\n".join(violations)


@pytest.fixture(autouse=True)
def nothing_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which the bot logs a warning or an error, unless it is marked `troubled`."""
    caplog.set_level(logging.DEBUG, "bot")
    yield
    if request.node.get_closest_marker("troubled") is None:
        records = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
        complaints = [record.getMessage() for record in records if record.name.startswith(("bot", "discord"))]
        assert not complaints


@dataclass
class Server:
    """A server with a channel, two members and a moderator."""

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


@pytest.fixture
def admin(server: Server) -> simcord.MemberActor:
    """A member who may manage the server, and so its digests."""
    role = server.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return server.guild.add_member(server.env.create_user("ada"), roles=[role])


@pytest.fixture
def own_engine(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite store that a test may damage."""
    url = parse_url(f"sqlite:///{tmp_path / 'nutgraf.db'}")
    stores.create_tables(url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def digest_service(bot_setup: BotSetup, request: pytest.FixtureRequest) -> DigestService:
    """Give the bot a store for digests, and an archive of three old articles. Name it before `server`."""
    bot_setup.desk = build_desk(*OLD)
    is_troubled = request.node.get_closest_marker("troubled") is not None
    engine: Engine = request.getfixturevalue("own_engine" if is_troubled else "sqlite_engine")
    stores.empty(engine)
    bot_setup.settings = SettingsService(StoredSettings(engine))
    bot_setup.counter = QueryCounter(StoredCounts(engine))
    bot_setup.digest_service = DigestService(build_ledger(engine), lambda: bot_setup.desk)
    return bot_setup.digest_service


@pytest.fixture(scope="session")
def german_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The English catalogue, and some messages in German."""
    folder = tmp_path_factory.mktemp("catalogue")
    shutil.copytree(FOLDER / "en-US", folder / "en-US")
    german = folder / "de"
    german.mkdir()
    (german / "commands.ftl").write_text(GERMAN_COMMANDS, "utf-8")
    (german / "chat.ftl").write_text(GERMAN_REPLIES, "utf-8")
    return Catalogue.load(folder)
