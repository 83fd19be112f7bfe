"""A PostgreSQL server for tests: it is found on this machine, belongs to who starts it, and ends with them.

pytest-postgresql can't start a server as root, and leaves it running when it is killed.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from psycopg import sql

from tests.support import postgres_keeper, prepared_tables

MIN_VERSION = 13
ROLE = "nutgraf"
HOW = (
    f"needs the programs of a PostgreSQL server, {MIN_VERSION} or newer (the tests start their own; none has to run). "
    "Debian, Ubuntu: apt install postgresql. Fedora: dnf install postgresql-server. macOS: brew install postgresql"
)
# Where distributions put them, which is rarely on the PATH. Newer versions are tried first.
FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)

_empty_databases: defaultdict[Path, list[str]] = defaultdict(list)
"""Databases that this process has created and emptied, by the folder of their server."""
_connections: dict[str, psycopg.Connection] = {}
"""Connections of this process as the superuser, by database: the server takes 20 ms to open one and read its tables."""


@dataclass(frozen=True)
class Server:
    """A running server. `folder` holds its socket, files and log; `keeper` is the process that started it.

    `pid`: the server's first process, until it restarts.
    """

    folder: Path
    port: int
    pid: int
    keeper: int
    password: str

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the superuser. Each statement is a transaction, even where tests made a database read-only."""
        return psycopg.connect(
            host=str(self.folder),
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
            options="-c default_transaction_read_only=off",
        )

    def execute(self, *statements: sql.SQL | sql.Composed, database: str = "postgres") -> None:
        """Run statements as the superuser."""
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement)

    def restart(self, seconds: float) -> None:
        """Restart the server with `pg_ctl`, and wait for it."""
        before = self.read_start()
        os.kill(self.keeper, signal.SIGUSR1)
        self._wait(seconds, lambda: self.read_start() != before)

    def read_start(self) -> datetime:
        """Return when the server started. Raises `psycopg.OperationalError` if it isn't up."""
        with psycopg.connect(host=str(self.folder), port=self.port, user="postgres", dbname="postgres") as connection:
            row = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
        assert row is not None
        return row[0]

    def wait_until_up(self, seconds: float) -> None:
        """Wait until the server accepts connections, which it does not while it recovers."""
        self._wait(seconds, lambda: bool(self.read_start()))

    def _wait(self, seconds: float, is_done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                if is_done():
                    return
            time.sleep(0.1)
        raise TimeoutError("the server is not up")

    def url(self, database: str) -> str:
        """Return a database's URL as an operator would write it: TCP, a password, a role without special rights."""
        return f"postgresql+psycopg://{ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Provide the URL of an empty database, and empty it after the block. Creating it writes a thousand files."""
        empty = _empty_databases[self.folder]
        if not empty:
            name = f"nutgraf_{secrets.token_hex(6)}"
            self.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE)),
            )
            empty.append(name)
        name = empty.pop()
        # A database that a failed test leaves is not used again.
        yield self.url(name)
        self._empty(name)
        empty.append(name)

    def _empty(self, name: str) -> None:
        """Close all connections to a database, delete its settings, and delete its tables or set them aside."""
        database, role = sql.Identifier(name), sql.Identifier(ROLE)
        connection = find_connection(name)
        if connection is None:
            connection = _connections[name] = self.connect(name)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if not prepared_tables.set_aside(connection, role):
            connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS public AUTHORIZATION {}").format(role))
        connection.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(role, database))
        connection.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(database))


def find_connection(database: str) -> psycopg.Connection | None:
    """Return the superuser's connection of this process to a database; None if there is none that works."""
    connection = _connections.get(database)
    try:
        if connection is not None:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        del _connections[database]
        return None
    return connection


def close_connections() -> None:
    """Close the connections that this process keeps."""
    while _connections:
        _connections.popitem()[1].close()


def list_candidates(environ: Mapping[str, str], root: Path = Path("/")) -> Iterator[Path]:
    """Yield folders that may hold a server's programs, the likeliest first."""
    path = environ.get("PATH", os.defpath)
    if config := shutil.which("pg_config", path=path):
        result = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if folder := result.stdout.strip():
            yield Path(folder)
    for pattern in FOLDERS:
        yield from sorted(root.glob(pattern), key=_list_numbers, reverse=True)
    if program := shutil.which("postgres", path=path):
        # Homebrew and others put links on the PATH; the other programs are where the link leads.
        yield Path(program).parent
        yield Path(program).resolve().parent


def _list_numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def read_version(folder: Path) -> int:
    """Return the major version of the server whose programs are in a folder; 0 if there is none that runs."""
    if not all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
        return 0
    result = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", result.stdout)
    return int(found[1]) if found else 0


def find_programs(environ: Mapping[str, str], root: Path = Path("/")) -> Path | None:
    """Return the folder of `initdb` and `postgres`; None if this machine has no server that is new enough."""
    if os.name == "nt":
        return None
    return next((folder for folder in list_candidates(environ, root) if read_version(folder) >= MIN_VERSION), None)


def skip_or_fail(environ: Mapping[str, str]) -> NoReturn:
    """Skip the test and say how to get a server. Fail it if `CI` is set, where no test may be missing."""
    if environ.get("CI"):
        pytest.fail(HOW, pytrace=False)
    pytest.skip(HOW)


def _hash_password(password: str) -> str:
    """Return what the server stores of a password (RFC 5803), hashed once.

    The server would hash it 4,096 times, and so would the client whenever it connects, which takes 2 ms.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    parts = (b64encode(part).decode() for part in (salt, stored, hmac.digest(salted, b"Server Key", "sha256")))
    return "SCRAM-SHA-256$1:{}${}:{}".format(*parts)


@contextmanager
def run_server(programs: Path, cluster: Path | None = None) -> Iterator[Server]:
    """Run a new server, which ends with the block, and with this process however that ends.

    `cluster`: one to copy, which nobody has used. Raises RuntimeError, with the output of the programs, if the server
    does not start.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-I", "-S", postgres_keeper.__file__, programs, *([cluster] if cluster else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Ctrl-C is for us; the keeper ends after us.
        start_new_session=True,
    )
    try:
        assert keeper.stdout is not None
        line = keeper.stdout.readline()
        if not line:
            raise RuntimeError(keeper.communicate()[1])
        facts = json.loads(line)
        server = Server(Path(facts["folder"]), facts["port"], facts["pid"], keeper.pid, secrets.token_urlsafe(24))
        server.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(ROLE), sql.Literal(_hash_password(server.password))
            )
        )
        yield server
    finally:
        close_connections()
        try:
            # Closes the keeper's input.
            keeper.communicate(timeout=2 * postgres_keeper.STOP_SECONDS)
        except subprocess.TimeoutExpired:
            keeper.kill()
            keeper.communicate()


if __name__ == "__main__":
    if (found := find_programs(os.environ)) is None:
        sys.exit(HOW)
    print(found)  # noqa: T201
