"""The lock that lets only one process deliver from a store. It is released when the process ends, however it ends."""

from contextlib import suppress
from pathlib import Path
from threading import Lock as Mutex
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.digests.store_ports import StoreError
from bot.store.engine import connect, translate_errors
from bot.store.files import PRIVATE, WRITABLE, make_folder
from bot.store.urls import get_sqlite_file

_LOCK_KEY = 0x6E757468
_TAKEN = "another process already delivers digests from this database; stop it, or both would send every digest"


class DeliveryLock(Protocol):
    """A lock on a store."""

    def ensure_held(self) -> bool:
        """Return whether we hold the lock. If it was lost, take it again unless another process has it. Blocking."""
        ...

    def release(self) -> None:
        """Release the lock."""
        ...


def acquire_lock(url: URL) -> DeliveryLock:
    """Acquire the lock. Raises `StoreError` if another process holds it, or if it can't be acquired."""
    file = get_sqlite_file(url)
    if file is None:
        return _ServerLock(url)
    make_folder(url)
    # Two names of the same file must have the same lock.
    return _FileLock(file.resolve())


class _FileLock:
    """A lock file next to the database file. The system releases it when the process ends, even if it is killed."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.lock")
        self._mutex = Mutex()
        self._identity: tuple[int, int] | None = None
        self._lock = FileLock(self._path, timeout=0, mode=PRIVATE, thread_local=False)
        try:
            self._take()
        except Timeout:
            raise StoreError(_TAKEN) from None
        except OSError as error:
            sentence = f"the lock file {self._path} can't be created ({error.strerror}): {WRITABLE}"
            raise StoreError(sentence) from None

    def ensure_held(self) -> bool:
        with self._mutex:
            if self._identity is not None and self._identity == self._read_identity():
                return True
            # Somebody removed or replaced the file, and another process may have locked the new one.
            self._drop()
            with suppress(Timeout, OSError):
                self._take()
            return self._identity is not None

    def release(self) -> None:
        with self._mutex:
            self._drop()

    def _take(self) -> None:
        self._lock.acquire()
        with suppress(OSError):
            # A lock file that an earlier version left.
            self._path.chmod(PRIVATE)
        self._identity = self._read_identity()

    def _drop(self) -> None:
        self._identity = None
        with suppress(OSError):
            self._lock.release(force=True)

    def _read_identity(self) -> tuple[int, int] | None:
        """Return the device and inode of the lock file; None if there is none."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


class _ServerLock:
    """An advisory lock in PostgreSQL. The server releases it when the connection ends or the server restarts."""

    def __init__(self, url: URL) -> None:
        # A pool would keep a closed connection open, and the lock with it.
        self._engine = connect(url, is_pooled=False)
        self._mutex = Mutex()
        self._connection: Connection | None = None
        with translate_errors(self._engine):
            is_taken = self._take()
        if not is_taken:
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
            key = {"key": _LOCK_KEY}
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
