"""A real PostgreSQL server for tests: found on this machine, private to the one who starts it, gone with them.

pytest-postgresql was looked at: it cannot start a server where we are root, and leaves it running when we are killed.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, NoReturn

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from tests.support import postgres_keeper

OLDEST = 13
ROLE = "nutgraf"
HOW = (
    f"needs the programs of a PostgreSQL server, {OLDEST} or newer (the tests start their own; none has to run). "
    "Debian, Ubuntu: apt install postgresql. Fedora: dnf install postgresql-server. macOS: brew install postgresql"
)
# Where distributions put them, which is rarely on the PATH. Newer versions are tried first.
PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Server:
    """A running server. `folder` holds its socket, files and log; `pid` is its first process, a child of `keeper`."""

    folder: Path
    port: int
    pid: int
    keeper: int
    password: str

    def execute(self, *statements: sql.SQL | sql.Composed) -> None:
        """Runs statements as the superuser, each on its own."""
        with psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)

    def url(self, database: str) -> str:
        """The address of a database, as an operator would write it: TCP, password, a role without special rights."""
        return URL.create(
            "postgresql+psycopg", ROLE, self.password, host="127.0.0.1", port=self.port, database=database
        ).render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, dropped afterwards: a copy of `template`, to which nobody may be connected."""
        name = f"nutgraf_{secrets.token_hex(6)}"
        self.execute(_statement("CREATE DATABASE {} OWNER {} TEMPLATE {}", name, ROLE, template))
        try:
            yield self.url(name)
        finally:
            self.execute(_statement("DROP DATABASE {} WITH (FORCE)", name))


def _statement(text: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def candidates(environ: Mapping[str, str], root: Path = Path("/")) -> Iterator[Path]:
    """Folders which may hold a server's programs, the likeliest first."""
    path = environ.get("PATH", os.defpath)
    if config := shutil.which("pg_config", path=path):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if folder := asked.stdout.strip():
            yield Path(folder)
    for place in PLACES:
        yield from sorted(root.glob(place), key=_numbers, reverse=True)
    if program := shutil.which("postgres", path=path):
        # Homebrew and others put links on the PATH, and the rest of the server stands beside what they point to.
        yield Path(program).parent
        yield Path(program).resolve().parent


def _numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def version(folder: Path) -> int:
    """The major version of the server whose programs are in this folder; 0 where there is none that runs."""
    if not all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
        return 0
    asked = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(found[1]) if found else 0


def binaries(environ: Mapping[str, str], root: Path = Path("/")) -> Path | None:
    """The folder of `initdb` and `postgres`, new enough; none where this machine has no such server."""
    if os.name == "nt":
        return None
    return next((folder for folder in candidates(environ, root) if version(folder) >= OLDEST), None)


def absent(environ: Mapping[str, str]) -> NoReturn:
    """Skips the test, saying how to get the server; fails it where `CI` is set, for there a skipped test is none."""
    if environ.get("CI"):
        pytest.fail(HOW, pytrace=False)
    pytest.skip(HOW)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A new server from the programs in this folder. RuntimeError, with what they wrote, where it does not start.

    It ends with this block, and with this process, however that ends.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-I", "-S", postgres_keeper.__file__, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Ctrl-C is for us; the keeper goes when we have gone.
        start_new_session=True,
    )
    try:
        assert keeper.stdout is not None
        told = keeper.stdout.readline()
        if not told:
            raise RuntimeError(keeper.communicate()[1])
        facts = json.loads(told)
        server = Server(Path(facts["folder"]), facts["port"], facts["pid"], keeper.pid, secrets.token_urlsafe(24))
        server.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(server.password))
        )
        yield server
    finally:
        try:
            # Closes the keeper's input.
            keeper.communicate(timeout=2 * postgres_keeper.SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            keeper.kill()
            keeper.communicate()


if __name__ == "__main__":
    if (present := binaries(os.environ)) is None:
        sys.exit(HOW)
    print(present)  # noqa: T201
