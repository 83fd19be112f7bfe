"""Keeps one PostgreSQL server for as long as the process that started this one runs; nothing is left afterwards.

Run as a script with the folder of the server's programs. In a folder of its own, it creates a cluster; or it copies the
one that a second argument names, which nobody may have used. It starts the server, prints one line of JSON (`folder`,
`port`, `pid`), and waits until its standard input is closed, which happens however its parent ends. Then it ends the
server and deletes the folder. SIGUSR1 restarts the server. It needs the standard library alone.
"""

import ctypes
import json
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

# A server refuses to run as root; the first of these users that exists runs it then.
USERS = ("postgres", "_postgres", "nobody")
START_SECONDS = 60.0
STOP_SECONDS = 10.0
MAX_STARTS = 5
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
MIN_MEMORY = 2**30
"""Bytes that must be free in memory for a cluster to be there; it has 40 MB, its log 64 MB, and the tests some."""
_PR_SET_PDEATHSIG = 1


def choose_user() -> dict[str, Any]:
    """Return who runs the server's programs, as arguments of `subprocess.Popen`: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next((known[name] for name in USERS if name in known), None)
    if entry is None:
        sys.exit(f"PostgreSQL refuses to run as root, and none of these users exists: {', '.join(USERS)}")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def make_folder(owner: dict[str, Any]) -> Path:
    """Create a folder that only the server's user may enter, with a short path: that of a socket has 103 bytes.

    It is in memory if there is enough, because a cluster has some thousand small files.
    """
    parent = Path(tempfile.gettempdir()).resolve()
    if owner and not all(part.stat().st_mode & 0o001 for part in (parent, *parent.parents)):
        parent = Path("/tmp")  # noqa: S108 - root's own temporary folder may be closed to the server's user
    if os.access(MEMORY_FOLDER, os.W_OK) and shutil.disk_usage(MEMORY_FOLDER).free >= MIN_MEMORY:
        parent = MEMORY_FOLDER
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-pg-", dir=parent))
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    return folder


def find_free_port() -> int:
    """Return a port of the loopback address that nobody listens on. Another may take it before the server does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build_death_signal() -> Callable[[], None] | None:
    """Return what makes Linux end the server when this process is killed; other systems have no such thing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def create_cluster(programs: Path, folder: Path, common: dict[str, Any]) -> None:
    """Create the files of a cluster: no password on the socket in the private folder, passwords on TCP."""
    command = [programs / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--encoding", "UTF8"]
    command += ["--locale", "C", "--auth-local", "trust", "--auth-host", "scram-sha-256"]
    command += ["--no-sync", "--wal-segsize", "1"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, **common)
    if result.returncode:
        sys.exit(f"initdb ended with {result.returncode}:\n{result.stdout}{result.stderr}")


def copy_cluster(cluster: Path, folder: Path, common: dict[str, Any]) -> None:
    """Copy the files of a cluster, which takes a tenth of the time of creating them."""
    command = ["cp", "-Rp", cluster, folder / "data"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, **common)
    if result.returncode:
        sys.exit(f"cp ended with {result.returncode}:\n{result.stderr}")


@contextmanager
def open_place() -> Generator[tuple[Path, dict[str, Any]]]:
    """Make a folder for a cluster, and delete it after the block. The second value are arguments for its programs."""
    owner = choose_user()
    folder = make_folder(owner)
    # Messages are in English, and no settings of who runs the tests count (PGDATA, PGPORT, a time zone).
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    try:
        yield folder, {**owner, "cwd": folder, "env": environment}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(
    programs: Path, folder: Path, common: dict[str, Any], fixed_port: int | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server and wait until it accepts connections. Return it and its port."""
    log = folder / "log"
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "password_encryption": "scram-sha-256",
        # A crash of a process loses nothing. After one of the machine, the folder is of no use.
        "fsync": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "autovacuum": "off",
        "shared_buffers": "32MB",
    }
    for _ in range(MAX_STARTS):
        port = fixed_port or find_free_port()
        command = [programs / "postgres", "-D", folder / "data", "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("wb") as output:
            server = subprocess.Popen[bytes](
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=build_death_signal(),
                **common,
            )
        if _wait_until_ready(server, folder):
            return server, port
        stop(server)
        if "Address already in use" not in log.read_text("utf-8", "replace"):
            break
    sys.exit(f"postgres did not start:\n{log.read_text('utf-8', 'replace')}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> bool:
    """Wait until the eighth line of the server's lock file says that it accepts connections. Return whether it does."""
    lock = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        lines = lock.read_text("utf-8").splitlines() if lock.exists() else []
        if lines[7:8] and lines[7].strip() == "ready":
            return True
        time.sleep(0.02)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once, as `pg_ctl stop -m immediate` does."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def restart(programs: Path, folder: Path, common: dict[str, Any], port: int) -> subprocess.Popen[bytes]:
    """Restart the server as `pg_ctl restart` does: connections are ended, and refused until it is up again."""
    command = [programs / "pg_ctl", "stop", "--pgdata", folder / "data", "--mode", "fast", "--wait"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, **common)
    if result.returncode:
        sys.exit(f"pg_ctl ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return start(programs, folder, common, port)[0]


def wait(server: subprocess.Popen[bytes], parent: int, requests: list[int]) -> bool:
    """Wait for something to do. Returns whether the server is to restart; otherwise it is to end, or has ended.

    A child that the parent forked may hold our input open, so whether the parent runs is checked too. `requests`: a
    signal adds to it.
    """
    while not requests:
        if server.poll() is not None or os.getppid() != parent or select.select([sys.stdin], [], [], 0.5)[0]:
            return False
    requests.clear()
    return True


def main(programs: Path, cluster: Path | None = None) -> None:
    """Create or copy a cluster, start its server, keep it and delete it."""
    parent = os.getppid()

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    requests: list[int] = []
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGUSR1, lambda number, _: requests.append(number))
    with open_place() as (folder, common):
        server = None
        try:
            if cluster is None:
                create_cluster(programs, folder, common)
            else:
                copy_cluster(cluster, folder, common)
            server, port = start(programs, folder, common)
            print(json.dumps({"folder": str(folder), "port": port, "pid": server.pid}), flush=True)  # noqa: T201
            while wait(server, parent, requests):
                server = restart(programs, folder, common, port)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if server is not None:
                stop(server)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
