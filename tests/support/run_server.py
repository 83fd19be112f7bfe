"""A plugin of pytest: one PostgreSQL server for all workers of a test run.

pytest-xdist's controller listens on a socket; the first worker that asks there makes it start the server. The server
belongs to the controller and ends with it, however that ends, so the death of a worker is no other worker's trouble.
"""

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Thread

import pytest

from tests.support import postgres as postgresql
from tests.support.postgres import Server, serving

_KEY = "postgres_socket"


@contextmanager
def listening() -> Generator[Path]:
    """Answer workers for the time of the block; gives the socket to ask at."""
    # A path of its own, since that of a socket may have 103 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-ask-"))
    path = folder / "socket"
    with socket.socket(socket.AF_UNIX) as listener, ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        listener.bind(str(path))
        listener.listen()
        answering = Thread(target=_answer, args=(listener, stack), daemon=True)
        answering.start()
        yield path
        # Ends the thread, which starts no server after that.
        listener.shutdown(socket.SHUT_RDWR)
        answering.join()


def _answer(listener: socket.socket, stack: ExitStack) -> None:
    """Start the server for the first who asks, and tell everybody where it is, or why it did not start."""
    answer = b""
    while True:
        try:
            asking, _ = listener.accept()
        except OSError:
            return
        with asking, asking.makefile("r", encoding="utf-8") as lines:
            binaries = lines.readline().strip()
            if not answer:
                try:
                    server = stack.enter_context(serving(Path(binaries)))
                    answer = json.dumps({**asdict(server), "folder": str(server.folder)}).encode()
                except (RuntimeError, OSError) as error:
                    answer = json.dumps({"error": str(error)}).encode()
            asking.sendall(answer)


def ask(path: Path, binaries: Path) -> Server:
    """Get the run's server from the controller. Raises RuntimeError if it does not start."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(path))
        asking.sendall(f"{binaries}\n".encode())
        asking.shutdown(socket.SHUT_WR)
        with asking.makefile("r", encoding="utf-8") as answer:
            facts = json.load(answer)
    if "error" in facts:
        raise RuntimeError(facts["error"])
    return Server(**{**facts, "folder": Path(facts["folder"])})


def socket_of(config: pytest.Config) -> Path | None:
    """Where a worker of pytest-xdist asks for the server; None in a run without workers."""
    path: str | None = getattr(config, "workerinput", {}).get(_KEY)
    return None if path is None else Path(path)


class Broker:
    """The plugin of the controller: it listens while there are workers, and tells each of them where."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._path: Path | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        """Called by pytest-xdist before a worker starts."""
        if self._path is None:
            self._path = self._stack.enter_context(listening())
        node.workerinput[_KEY] = str(self._path)  # pyright: ignore[reportAttributeAccessIssue]

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """The workers are gone."""
        self._stack.close()


def pytest_configure(config: pytest.Config) -> None:
    """Serve the workers of this run, if it has some."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Broker())


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """The folder of a PostgreSQL server's programs; where there is none, skips, or fails in CI."""
    return postgresql.binaries(os.environ) or postgresql.absent(os.environ)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest, postgres_binaries: Path) -> Iterator[Server]:
    """The PostgreSQL server of this run, started by the first test that asks for it; all workers share it."""
    if (socket := socket_of(request.config)) is not None:
        yield ask(socket, postgres_binaries)
        return
    with serving(postgres_binaries) as server:
        yield server
