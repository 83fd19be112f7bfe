"""Keeps one PostgreSQL server for as long as the process that started this one lives; nothing is left after it.

Run as a script, with the folder of the server's binaries. It makes a cluster in a folder of its own, starts the server,
prints one line of JSON (`folder`, `port`, `pid`), and waits for its standard input to close, which the end of its
parent does too, however that came. Then it ends the server and removes the folder. Needs the standard library alone.
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
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

# The first of them that exists runs the server where we are root, whom it refuses.
USERS = ("postgres", "_postgres", "nobody")
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 10.0
TRIES = 5
_PR_SET_PDEATHSIG = 1


def identity() -> dict[str, Any]:
    """Whom the server's programs run as, in the words of `subprocess.Popen`: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next((known[name] for name in USERS if name in known), None)
    if entry is None:
        sys.exit(f"PostgreSQL refuses to run as root, and none of these users exists: {', '.join(USERS)}")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def private_folder(owner: dict[str, Any]) -> Path:
    """A folder that only the server's user may enter. Its path is short, since that of a socket may have 103 bytes."""
    place = Path(tempfile.gettempdir()).resolve()
    if owner and not all(part.stat().st_mode & 0o001 for part in (place, *place.parents)):
        place = Path("/tmp")  # noqa: S108 - root's own temporary folder may be closed to the server's user
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-pg-", dir=place))
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    return folder


def free_port() -> int:
    """A port of the loopback address that nobody listens on. Another may take it before the server does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dies_with_its_parent() -> Callable[[], None] | None:
    """What makes Linux end the server when this process is killed; elsewhere there is no such thing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def make_cluster(binaries: Path, folder: Path, common: dict[str, Any]) -> None:
    """The files of a new cluster: trust on the socket in the private folder, passwords on TCP."""
    command = [binaries / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--encoding", "UTF8"]
    command += ["--locale", "C", "--auth-local", "trust", "--auth-host", "scram-sha-256"]
    command += ["--no-sync", "--wal-segsize", "1"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, **common)
    if made.returncode:
        sys.exit(f"initdb ended with {made.returncode}:\n{made.stdout}{made.stderr}")


def start(binaries: Path, folder: Path, common: dict[str, Any]) -> tuple[subprocess.Popen[bytes], int]:
    """The server, accepting connections, and its port."""
    log = folder / "log"
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "password_encryption": "scram-sha-256",
        # Safe against our own crashes, as ever; not against the machine's, after which the folder is of no use.
        "fsync": "off",
        "full_page_writes": "off",
        "shared_buffers": "32MB",
    }
    for _ in range(TRIES):
        port = free_port()
        command = [binaries / "postgres", "-D", folder / "data", "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("wb") as output:
            server = subprocess.Popen[bytes](
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=dies_with_its_parent(),
                **common,
            )
        if _ready(server, folder):
            return server, port
        stop(server)
        if "Address already in use" not in log.read_text("utf-8", "replace"):
            break
    sys.exit(f"postgres did not start:\n{log.read_text('utf-8', 'replace')}")


def _ready(server: subprocess.Popen[bytes], folder: Path) -> bool:
    """Waits until the server says, on the eighth line of its lock file, that it takes connections."""
    lock = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        lines = lock.read_text("utf-8").splitlines() if lock.exists() else []
        if lines[7:8] and lines[7].strip() == "ready":
            return True
        time.sleep(0.02)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the server at once, as `pg_ctl stop -m immediate` does."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def keep(server: subprocess.Popen[bytes], parent: int) -> None:
    """Returns when the parent closes our input or ends, or the server has ended.

    The parent is asked about too, since a child that it forked may hold the other end of our input open.
    """
    while server.poll() is None and os.getppid() == parent:
        if select.select([sys.stdin], [], [], 0.5)[0]:
            return


def main(binaries: Path) -> None:
    """Makes, starts, keeps and removes the cluster."""
    parent = os.getppid()

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    owner = identity()
    folder = private_folder(owner)
    server = None
    try:
        # Messages in English, and no setting of whoever runs the tests (PGDATA, PGPORT, a zone of their own).
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        common = {**owner, "cwd": folder, "env": environment}
        make_cluster(binaries, folder, common)
        server, port = start(binaries, folder, common)
        print(json.dumps({"folder": str(folder), "port": port, "pid": server.pid}), flush=True)  # noqa: T201
        keep(server, parent)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
