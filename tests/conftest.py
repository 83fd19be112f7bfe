"""Fixtures for every room. Shared data is outside the project; `NUTGRAF_SHARED` names its folder.

Each fixture imports what it needs of the bot: the controller of a run with workers runs no fixtures, and the imports
take it almost a second.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.memory import set_allocator_option
from tests.support import import_order, memory_folder, processes, properties, quick, shared_postgres
from tests.support.root import ROOT

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.catalogue import Catalogue
    from bot.coverage.corpus.corpus import Corpus
    from bot.digests.store_ports.ledger import Ledger
    from tests.support.openapi import Checker
    from tests.support.postgres import Server

# Of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8

STORES = ("sqlite", "postgresql")

SHARED = Path(os.environ.get("NUTGRAF_SHARED", str(ROOT.parent / "shared")))

properties.load_profile()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--quick` and `--part`."""
    parser.addoption("--quick", action="store_true", help="only tests that need no process, socket, database or time")
    parser.addoption("--part", default="1/1", metavar="N/PARTS", help="with --quick: only this part of the modules")


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures of PostgreSQL, unless `-p` has, and what `--quick` means."""
    config.addinivalue_line("markers", "stores(kind, …): which kinds of store the test runs on; by default each")
    config.addinivalue_line("markers", "outside: the test needs a process, a socket or a database")
    config.addinivalue_line("markers", "slow: the test takes much longer than others of its kind")
    config.addinivalue_line("markers", "troubled: the bot is made to fail, so it may log warnings and errors")
    config.pluginmanager.register(memory_folder)
    config.pluginmanager.register(import_order)
    if not config.pluginmanager.is_registered(shared_postgres):
        config.pluginmanager.register(shared_postgres)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # In the background of a script Ctrl-C is ignored, and the processes that tests start would inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("quick"):
        config.pluginmanager.register(quick)
    # All threads share two arenas of the allocator. With its default of 16, a process held 30% more memory.
    set_allocator_option(_M_ARENA_MAX, 2)
    # Memory that one test frees is there for the next one. To get it from the system again costs more than to use it.
    set_allocator_option(_M_TRIM_THRESHOLD, 64 << 20)
    set_allocator_option(_M_MMAP_THRESHOLD, 32 << 20)
    # What is imported and collected stays, so looking for garbage among it takes time and finds none.
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage again, but not among what was imported, which is most of what there is."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """Leave no process behind."""
    processes.end_fork_servers()


@pytest.fixture(scope="session", autouse=True)
def forked_workers() -> Iterator[None]:
    """Fork the processes of pools, as others are. Scripts that tests run start them as the bot does."""
    from bot.coverage import workers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "START_METHOD", "forkserver")
        yield


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
def shared_corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The shared corpora. One worker reads the files, and the others use a cache of this run."""
    from bot.coverage.corpus.loading import load_corpus

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return load_corpus([shared / "corpora"], now=datetime(2026, 1, 1, tzinfo=UTC), cache=folder / "shared-corpora")


@pytest.fixture(scope="session")
def openapi() -> Checker:
    """Discord's description of its HTTP interface, to check requests against; skips where it is absent."""
    from tests.support.openapi import Checker, document_path

    path = document_path(os.environ)
    if not path.is_file():
        pytest.skip(f"needs Discord's OpenAPI document, which DISCORD_OPENAPI names (looked for {path})")
    return Checker.load(path)


@pytest.fixture(params=STORES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new, empty database, once for each kind of store; the database is gone after the test."""
    from sqlalchemy import URL

    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "nutgraf.db")).render_as_string()
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite store that one test after another empties and uses: migrating and compiling statements take long."""
    from bot.store.engine import open_engine
    from bot.store.urls import parse_url

    engine = open_engine(parse_url(f"sqlite:///{tmp_path_factory.mktemp('store') / 'nutgraf.db'}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_engine(postgres: Server) -> Iterator[Engine]:
    """A PostgreSQL store, likewise."""
    from bot.store.engine import open_engine
    from bot.store.urls import parse_url

    with postgres.database() as url:
        engine = open_engine(parse_url(url))
        yield engine
        engine.dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each kind of store, or on those that its mark names.

    A test of what the store does not decide needs one kind, if tests on each kind execute all its statements.
    """
    definition = metafunc.definition
    if "store_engine" not in metafunc.fixturenames:
        return
    if not any("store_engine" in mark.args[0] for mark in definition.iter_markers("parametrize")):
        mark = definition.get_closest_marker("stores")
        metafunc.parametrize("store_engine", mark.args if mark else STORES, indirect=True)


@pytest.fixture
def store_engine(request: pytest.FixtureRequest) -> Engine:
    """A store of a kind, with its tables and nothing in them.

    A test that does more than write rows to it (drops tables, ends the server's connections) takes `database_url`.
    """
    from tests.support import stores

    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    stores.empty(engine)
    return engine


@pytest.fixture
def ledger(store_engine: Engine) -> Ledger:
    """The ledger of an empty store."""
    from bot.store.open_store import build_ledger

    return build_ledger(store_engine)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The messages in every language. Parsing the files takes as long as a start of the bot."""
    from bot.catalogue import Catalogue

    return Catalogue.load()
