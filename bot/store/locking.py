"""The one process that delivers from a store: it holds a lock for as long as it lives, however it ends."""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.digests.ports import StoreError
from bot.store.opening import connect, file_of, said

_DELIVERING = 0x6E757468
_TAKEN = "another process delivers from this store already; two would send everything twice. Stop the other one"


class Lock(Protocol):
    """A lock on a store."""

    def holds(self) -> bool:
        """Whether it is ours now; where a server lost it, it is taken again if nobody else has it. Blocking."""
        ...

    def release(self) -> None:
        """Let go of it."""
        ...


def lock(url: URL) -> Lock:
    """Take the lock. Raises `StoreError` where another process has it."""
    file = file_of(url)
    return _FileLock(file.with_name(f"{file.name}.lock")) if file is not None else _ServerLock(url)


class _FileLock:
    """The system lets go of it when the process ends, killed or not."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout:
            raise StoreError(_TAKEN) from None
        except OSError as error:
            raise StoreError(f"the lock file {path} can't be made ({error.strerror})") from None

    def holds(self) -> bool:
        return self._lock.is_locked

    def release(self) -> None:
        self._lock.release()


class _ServerLock:
    """The server lets go of it when the connection ends, so a server that restarts forgets it."""

    def __init__(self, url: URL) -> None:
        self._engine = connect(url)
        self._connection: Connection | None = None
        try:
            taken = self._take()
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise StoreError(said(url, error)) from None
        if not taken:
            self._engine.dispose()
            raise StoreError(_TAKEN)

    def holds(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(sa.text("SELECT 1"))
                return True
        except SQLAlchemyError:
            self._drop()
        try:
            return self._take()
        except SQLAlchemyError:
            self._drop()
            return False

    def release(self) -> None:
        self._drop()
        self._engine.dispose()

    def _take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": _DELIVERING}).scalar_one():
            self._connection = connection
            return True
        connection.close()
        return False

    def _drop(self) -> None:
        with suppress(SQLAlchemyError):
            if self._connection is not None:
                self._connection.close()
        self._connection = None
