"""The databases of the tests: each test has its own, and no server is left behind."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from tests.support import postgres_keeper
from tests.support.liveness import is_alive
from tests.support.patience import PATIENCE, wait_until
from tests.support.postgres import MIN_VERSION, Server, find_programs, run_server, skip_or_fail
from tests.support.processes import read_line, run_script
from tests.support.root import ROOT
from tests.support.users import open_folder

words = Table("words", MetaData(), Column("id", Integer, primary_key=True), Column("word", Text, nullable=False))


def engine_of(stack: ExitStack, url: str) -> Engine:
    engine = create_engine(url)
    stack.callback(engine.dispose)
    return engine


def test_a_table_is_made_written_and_read(database_url: str):
    with ExitStack() as stack:
        engine = engine_of(stack, database_url)
        words.create(engine)
        with engine.begin() as connection:
            connection.execute(insert(words), [{"word": "Zürich 🦊"}])
        with engine.connect() as connection:
            assert connection.scalars(select(words.c.word)).all() == ["Zürich 🦊"]


@pytest.mark.parametrize("_time", ["first", "second"])
def test_every_test_begins_with_an_empty_database(database_url: str, _time: str):
    with ExitStack() as stack:
        engine = engine_of(stack, database_url)
        assert inspect(engine).get_table_names() == []
        words.create(engine)


def test_two_databases_of_one_server_do_not_see_each_other(postgres: Server):
    with ExitStack() as stack:
        one, other = (engine_of(stack, stack.enter_context(postgres.database())) for _ in range(2))
        words.create(one)
        assert inspect(one).has_table("words")
        assert not inspect(other).has_table("words")


def test_a_database_is_emptied_after_its_block_even_if_somebody_is_connected(postgres: Server):
    with ExitStack() as stack:
        with postgres.database() as url:
            engine = create_engine(url)
            words.create(engine)
            name = make_url(url).database
            with engine.begin() as connection:
                connection.execute(text(f'ALTER ROLE CURRENT_USER IN DATABASE "{name}" SET work_mem = "1MB"'))
            connection = stack.enter_context(psycopg.connect(url.replace("+psycopg", "")))
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        engine.dispose()
        assert stack.enter_context(postgres.database()) == url
        engine = engine_of(stack, url)
        assert inspect(engine).get_table_names() == []
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW work_mem")) == "4MB"


def test_the_server_takes_no_connection_on_tcp_without_the_password(postgres: Server):
    for user in ("postgres", "nutgraf"):
        with pytest.raises(psycopg.OperationalError, match=r"no password supplied|password authentication failed"):
            psycopg.connect(host="127.0.0.1", port=postgres.port, user=user, dbname="postgres", passfile=os.devnull)


def test_the_role_of_the_url_has_no_special_rights(postgres: Server):
    with ExitStack() as stack:
        engine = engine_of(stack, stack.enter_context(postgres.database()))
        with engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("CREATE ROLE another"))


def test_the_server_is_new_enough_and_speaks_utf8(postgres: Server):
    with ExitStack() as stack:
        engine = engine_of(stack, stack.enter_context(postgres.database()))
        with engine.connect() as connection:
            assert int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000 >= MIN_VERSION
            assert connection.scalar(text("SHOW server_encoding")) == "UTF8"


def test_the_server_runs_as_another_user_where_we_are_root(postgres: Server):
    # A server refuses a folder that is not its own user's, so that the folder's owner is who runs it.
    owner = (postgres.folder / "data").stat().st_uid
    assert owner != 0
    if os.geteuid() != 0:
        assert owner == os.geteuid()
    if (process := Path(f"/proc/{postgres.pid}")).exists():
        assert process.stat().st_uid == owner


# How a server is found


def programs(folder: Path, version: str) -> Path:
    """A folder with programs that say this version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.mark.outside
def test_the_newest_server_of_a_distribution_is_taken(tmp_path: Path):
    for version in ("9.6.24", "13.4", "16.1"):
        programs(tmp_path / "usr/lib/postgresql" / version.partition(".")[0] / "bin", version)
    assert find_programs({"PATH": ""}, tmp_path) == tmp_path / "usr/lib/postgresql/16/bin"


@pytest.mark.outside
def test_a_server_on_the_path_is_taken(tmp_path: Path):
    folder = programs(tmp_path / "bin", "17beta1")
    assert find_programs({"PATH": str(folder)}, tmp_path) == folder


@pytest.mark.outside
def test_a_server_is_found_beside_what_a_link_on_the_path_points_to(tmp_path: Path):
    folder = programs(tmp_path / "Cellar/17.2/bin", "17.2")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/postgres").symlink_to(folder / "postgres")
    assert find_programs({"PATH": str(tmp_path / "bin")}, tmp_path) == folder


@pytest.mark.outside
def test_the_server_that_pg_config_names_comes_first(tmp_path: Path):
    programs(tmp_path / "usr/lib/postgresql/16/bin", "16.1")
    folder = programs(tmp_path / "own", "14.2")
    config = tmp_path / "bin/pg_config"
    config.parent.mkdir()
    config.write_text(f"#!/bin/sh\necho {folder}\n")
    config.chmod(0o755)
    assert find_programs({"PATH": str(config.parent)}, tmp_path) == folder


@pytest.mark.outside
def test_a_client_alone_or_a_server_too_old_is_none(tmp_path: Path):
    programs(tmp_path / "usr/lib/postgresql/12/bin", "12.19")
    (programs(tmp_path / "usr/lib/postgresql/17/bin", "17.0") / "postgres").unlink()
    assert find_programs({"PATH": str(tmp_path)}, tmp_path) is None


def test_without_a_server_a_test_skips_and_says_how_to_get_one():
    with pytest.raises(pytest.skip.Exception, match=r"apt install postgresql.*brew install postgresql"):
        skip_or_fail({})


def test_without_a_server_a_test_fails_in_ci():
    with pytest.raises(pytest.fail.Exception, match=r"apt install postgresql.*brew install postgresql"):
        skip_or_fail({"CI": "true"})


@pytest.mark.outside
@pytest.mark.parametrize("program", ["initdb", "postgres"])
def test_a_server_that_does_not_start_says_why(program: str):
    with open_folder() as place:
        folder = programs(place / "bin", "16.1")
        (folder / program).write_text("#!/bin/sh\necho 'the disk is full' >&2\nexit 1\n")
        with pytest.raises(RuntimeError, match=f"(?s){program}.*the disk is full"), run_server(folder):
            pass


# How a server ends


@pytest.fixture(scope="module")
def cluster(postgres_programs: Path) -> Iterator[Path]:
    """A cluster to copy: creating one takes most of a server's start."""
    with postgres_keeper.open_place() as (folder, common):
        postgres_keeper.create_cluster(postgres_programs, folder, common)
        yield folder / "data"


OWNER_SCRIPT = """
import os, sys
from pathlib import Path
from tests.support.postgres import run_server
with run_server(*map(Path, sys.argv[1:])) as server:
    print(server.keeper, server.pid, server.folder, flush=True)
    {then}
"""


@pytest.mark.parametrize(
    ("then", "number"),
    [
        pytest.param("pass", None, id="end"),
        pytest.param("sys.stdin.read()", signal.SIGINT, id="ctrl-c"),
        pytest.param("sys.stdin.read()", signal.SIGKILL, id="sigkill"),
        # Its child lives on and holds the other end of the keeper's input.
        pytest.param("os.fork(); sys.stdin.read(); os._exit(0)", signal.SIGKILL, id="forked"),
    ],
)
def test_the_server_ends_with_who_started_it(
    postgres_programs: Path, cluster: Path, then: str, number: signal.Signals | None
):
    with run_script(OWNER_SCRIPT.format(then=then), str(postgres_programs), str(cluster)) as process:
        keeper, pid, folder = read_line(process).split()
        if number is not None:
            assert is_alive(int(pid))
            process.send_signal(number)
        process.wait(PATIENCE)
        assert wait_until(lambda: not (is_alive(int(keeper)) or is_alive(int(pid)) or Path(folder).exists()))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_the_server_ends_with_its_keeper(postgres_programs: Path, cluster: Path):
    with run_server(postgres_programs, cluster) as server:
        os.kill(server.keeper, signal.SIGKILL)
        try:
            assert wait_until(lambda: not is_alive(server.pid))
        finally:
            subprocess.run(["rm", "-rf", server.folder], check=True)


WORKERS_TEST = """
    import os, signal
    from pathlib import Path
    import pytest
    from tests.support.liveness import is_alive
    from tests.support.patience import wait_until

    TOLD = Path(os.environ["TOLD"])

    @pytest.mark.parametrize("number", [1, 2])
    def test_server(postgres, number):
        # In one step, because the other worker reads it.
        written = TOLD / f"part{number}"
        written.write_text(f"{os.getpid()} {postgres.keeper} {postgres.pid} {postgres.folder}")
        written.rename(TOLD / str(number))
        other = TOLD / str(3 - number)
        assert wait_until(other.exists)
        with postgres.database():
            if number == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            killed = int(other.read_text().split()[0])
            assert wait_until(lambda: not is_alive(killed))
            with postgres.database():
                (TOLD / "outlived").touch()
                os.kill(os.getppid(), signal.SIGKILL)
"""


@pytest.mark.usefixtures("postgres_programs")
def test_the_workers_of_a_test_run_share_one_server_that_outlives_a_worker_and_ends_with_the_controller(tmp_path: Path):
    tmp_path.joinpath("test_server.py").write_text(textwrap.dedent(WORKERS_TEST))
    told = tmp_path / "told"
    told.mkdir()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--max-worker-restart", "0", "-c", os.devnull]
    command += [
        "-p",
        "xdist",
        "-p",
        "tests.support.shared_postgres",
        "-p",
        "no:cacheprovider",
        tmp_path / "test_server.py",
    ]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ |= {"TOLD": str(told), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (told / "outlived").exists(), ended.stdout + ended.stderr
    servers = {(told / number).read_text().split(maxsplit=1)[1] for number in "12"}
    assert len(servers) == 1
    keeper, pid, folder = servers.pop().split()
    assert wait_until(lambda: not (is_alive(int(keeper)) or is_alive(int(pid)) or Path(folder).exists()))
