"""A plugin of pytest: one PostgreSQL server for all workers of a test run.

The controller of pytest-xdist listens on a socket, and starts the server when the first worker asks for it. The server
belongs to the controller and ends with it, however that ends, so the death of a worker does not harm the others.
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

from tests.support.postgres import Server, close_connections, find_programs, run_server, skip_or_fail

_KEY = "postgres_socket"


@contextmanager
def listen() -> Generator[Path]:
    """Answer workers during the block. Provides the path of the socket."""
    # In a folder of its own, because the path of a socket has 103 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-ask-"))
    path = folder / "socket"
    with socket.socket(socket.AF_UNIX) as listener, ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        listener.bind(str(path))
        listener.listen()
        thread = Thread(target=_answer_requests, args=(listener, stack), daemon=True)
        thread.start()
        yield path
        # Ends the thread, which starts no server after that.
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer_requests(listener: socket.socket, stack: ExitStack) -> None:
    """Start the server at the first request, and answer each with where it is, or why it did not start."""
    answer = b""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            programs = lines.readline().strip()
            if not answer:
                try:
                    server = stack.enter_context(run_server(Path(programs)))
                    answer = json.dumps({**asdict(server), "folder": str(server.folder)}).encode()
                except (RuntimeError, OSError) as error:
                    answer = json.dumps({"error": str(error)}).encode()
            connection.sendall(answer)


def request_server(path: Path, programs: Path) -> Server:
    """Get the run's server from the controller. Raises RuntimeError if it does not start."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(f"{programs}\n".encode())
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("r", encoding="utf-8") as answer:
            facts = json.load(answer)
    if "error" in facts:
        raise RuntimeError(facts["error"])
    return Server(**{**facts, "folder": Path(facts["folder"])})


class Broker:
    """The controller's plugin: it listens while there are workers, and tells each of them where."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._path: Path | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        """Prepare a worker, before it starts."""
        if self._path is None:
            self._path = self._stack.enter_context(listen())
        node.workerinput[_KEY] = str(self._path)  # pyright: ignore[reportAttributeAccessIssue]

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End the server after the workers have ended."""
        self._stack.close()


def pytest_configure(config: pytest.Config) -> None:
    """Answer the workers of this run, if this is not a worker."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Broker())


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of a PostgreSQL server's programs; without them, the test is skipped, or fails in CI."""
    return find_programs(os.environ) or skip_or_fail(os.environ)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest, postgres_programs: Path) -> Iterator[Server]:
    """The PostgreSQL server of this run, started by the first test that uses it; all workers share it."""
    path: str | None = getattr(request.config, "workerinput", {}).get(_KEY)
    if path is not None:
        yield request_server(Path(path), postgres_programs)
        close_connections()
        return
    with run_server(postgres_programs) as server:
        yield server
