"""The one process that delivers from a store: it holds a lock for as long as it lives, however it ends."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock as Mutex
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.digests.ports import StoreError
from bot.store.engine import connect, make_folder, sqlite_file, translate_errors

_DELIVERING = 0x6E757468
_TAKEN = "another process already delivers from this database, and two would send everything twice; stop the other one"


class DeliveryLock(Protocol):
    """A lock on a store."""

    def ensure_held(self) -> bool:
        """Whether it is ours now; where it was lost, it is taken again if nobody else has it. Blocking."""
        ...

    def release(self) -> None:
        """Let go of it."""
        ...


def acquire_lock(url: URL) -> DeliveryLock:
    """Take the lock. Raises `StoreError` where another process has it, or where it can't be had."""
    file = sqlite_file(url)
    if file is None:
        return _ServerLock(url)
    make_folder(url)
    # However the file is called: two names of one store have one lock.
    return _FileLock(file.resolve())


class _FileLock:
    """The system lets go of it when the process ends, killed or not."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.lock")
        self._mutex = Mutex()
        self._file: tuple[int, int] | None = None
        self._lock = FileLock(self._path, timeout=0, thread_local=False)
        try:
            self._take()
        except Timeout:
            raise StoreError(_TAKEN) from None
        except OSError as error:
            raise StoreError(f"the lock file {self._path} can't be made ({error.strerror})") from None

    def ensure_held(self) -> bool:
        with self._mutex:
            if self._file is not None and self._file == self._there():
                return True
            # Somebody removed the file, or put another there, which another process may have locked.
            self._drop()
            with suppress(Timeout, OSError):
                self._take()
            return self._file is not None

    def release(self) -> None:
        with self._mutex:
            self._drop()

    def _take(self) -> None:
        self._lock.acquire()
        self._file = self._there()

    def _drop(self) -> None:
        self._file = None
        with suppress(OSError):
            self._lock.release(force=True)

    def _there(self) -> tuple[int, int] | None:
        try:
            facts = os.stat(self._path)  # noqa: PTH116 - as bare as it is
        except OSError:
            return None
        return facts.st_dev, facts.st_ino


class _ServerLock:
    """The server lets go of it when the connection ends, so a server that restarts forgets it."""

    def __init__(self, url: URL) -> None:
        # A pool would keep a connection open, and with it the lock, that was closed here.
        self._engine = connect(url, is_pooled=False)
        self._mutex = Mutex()
        self._connection: Connection | None = None
        with translate_errors(self._engine):
            taken = self._take()
        if not taken:
            raise StoreError(_TAKEN)

    def ensure_held(self) -> bool:
        with self._mutex:
            try:
                if self._connection is not None:
                    self._connection.execute(sa.text("SELECT 1"))
                    return True
            except SQLAlchemyError:
                self._drop()
            try:
                return self._take()
            except SQLAlchemyError:
                return False

    def release(self) -> None:
        with self._mutex:
            self._drop()

    def _take(self) -> bool:
        connection = self._engine.connect()
        try:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            key = {"key": _DELIVERING}
            if connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), key).scalar_one():
                self._connection = connection
                return True
            return False
        finally:
            if self._connection is not connection:
                connection.close()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()
