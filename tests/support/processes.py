"""Processes that tests start: as a fork of one that has imported the bot, because most of a start is imports.

`start_python` imports everything anew instead; it is for tests of a start, and of what is imported when.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Protocol, Self

from bot.cli import main
from tests.support.root import ROOT

_context = multiprocessing.get_context("forkserver")
_PRELOAD = ["tests.support.preload"]
_context.set_forkserver_preload(_PRELOAD)
_servers_by_library: dict[str, forkserver.ForkServer] = {}
"""What is forked if a library must be loaded before all else."""


def end_fork_servers() -> None:
    """End the processes that are forked. Their children, and the CPU time of all, then count as ours."""
    for server in (forkserver._forkserver, *_servers_by_library.values()):  # pyright: ignore[reportAttributeAccessIssue]
        server._stop()  # pyright: ignore[reportAttributeAccessIssue]


@contextmanager
def _use_library(environment: Mapping[str, str]) -> Generator[None]:
    """Fork from a process that has the library of LD_PRELOAD, if the environment names one."""
    library = environment.get("LD_PRELOAD")
    if library is None:
        yield
        return
    if library not in _servers_by_library:
        _servers_by_library[library] = _start_server_with(environment)
    connect = forkserver.connect_to_new_process
    forkserver.connect_to_new_process = _servers_by_library[library].connect_to_new_process
    try:
        yield
    finally:
        forkserver.connect_to_new_process = connect


def _start_server_with(environment: Mapping[str, str]) -> forkserver.ForkServer:
    """Start a process to fork, with what this environment has for the library."""
    server = forkserver.ForkServer()
    server.set_forkserver_preload(_PRELOAD)
    names = [name for name in environment if name.startswith(("LD_", "FAKETIME_", "DONT_FAKE_"))]
    before = {name: os.environ.get(name) for name in names}
    os.environ.update((name, environment[name]) for name in names)
    try:
        server.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return server


class Running(Protocol):
    """A process with pipes, as `subprocess.Popen` and `ForkedProcess` are."""

    pid: int

    @property
    def stdin(self) -> IO[str] | None: ...
    @property
    def stdout(self) -> IO[str] | None: ...
    @property
    def stderr(self) -> IO[str] | None: ...

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...


class ForkedProcess:
    """A forked process with pipes, used like `subprocess.Popen`."""

    def __init__(
        self,
        main: Callable[..., object],
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        """Call `main` with these arguments in a new process, in this folder. `environment` is by default ours."""
        pipes = [_context.Pipe(duplex=False) for _ in range(3)]
        theirs = (pipes[0][0], pipes[1][1], pipes[2][1])
        ours = (pipes[0][1], pipes[1][0], pipes[2][0])
        settings = dict(os.environ if environment is None else environment)
        self._process = _context.Process(target=_run, args=(main, arguments, theirs, settings, folder))
        with _use_library(settings):
            self._process.start()
        for connection in theirs:
            connection.close()
        self.stdin, self.stdout, self.stderr = (
            os.fdopen(os.dup(connection.fileno()), mode, encoding="utf-8")
            for connection, mode in zip(ours, ("w", "r", "r"), strict=True)
        )
        for connection in ours:
            connection.close()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pipes and wait for the end."""
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.stdout.close()
        self.stderr.close()
        self.wait()

    def poll(self) -> int | None:
        """Return the exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return what `poll` does. Raises `TimeoutExpired`."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
        return code

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _run(
    main: Callable[..., object],
    arguments: tuple[object, ...],
    pipes: tuple[Connection, Connection, Connection],
    environment: Mapping[str, str],
    folder: Path,
) -> None:
    # What was imported before the fork is no garbage.
    gc.freeze()
    for number, connection in enumerate(pipes):
        os.dup2(connection.fileno(), number)
        connection.close()
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, buffering=1, encoding=encoding, errors="backslashreplace", closefd=False)
        for number, mode in enumerate("rww")
    )
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    main(*arguments)


def run_nutgraf(arguments: Sequence[str]) -> None:
    """Run the command line, in a process of its own."""
    sys.argv = ["nutgraf", *arguments]
    main()


@contextmanager
def run_script(code: str, *arguments: str) -> Generator[ForkedProcess]:
    """Run code in a forked process and kill it at the end of the block. `arguments` are its `sys.argv[1:]`."""
    with ForkedProcess(_execute, code, arguments) as running:
        try:
            yield running
        finally:
            running.kill()


def _execute(code: str, arguments: tuple[str, ...]) -> None:
    sys.argv = ["-c", *arguments]
    exec(compile(code, "<script>", "exec"), {"__name__": "__main__"})  # noqa: S102 - it is the test's own


def read_line(running: Running) -> str:
    """Return the next line that a process prints."""
    assert running.stdout is not None
    printed = running.stdout.readline()
    assert printed, running.stderr.read() if running.stderr else ""
    return printed.strip()


def start_python(
    *arguments: str, environment: Mapping[str, str] | None = None, folder: Path = ROOT
) -> subprocess.Popen[str]:
    """Run a new interpreter. `environment` is by default ours."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
