"""Tells all processes that share a PostgreSQL database what one of them changed, with LISTEN and NOTIFY.

A SQLite file has one process, which knows what it changes.
"""

from contextlib import suppress
from threading import Lock as Mutex
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.store.engine import connect, translate_database_errors

_CHANNEL = "nutgraf"


def notify(connection: Connection) -> None:
    """Tell the other processes, when the transaction is committed, that digests changed."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(_CHANNEL, "")))


class Notifications:
    """The notifications from other processes, on a connection of their own."""

    def __init__(self, url: URL) -> None:
        # A pool would keep the connection open after it broke.
        self._engine = connect(url, is_pooled=False)
        self._mutex = Mutex()
        self._connection: Connection | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for a notification. Return False if none comes in time.

        Also return True after the connection was opened, because notifications may have been missed before. Raises
        `StoreError` if the database can't be reached. Blocking.
        """
        with self._mutex, translate_database_errors(self._engine):
            is_new = self._connection is None
            try:
                driver = self._connect()
                if is_new:
                    return True
                notified = [*driver.notifies(timeout=seconds, stop_after=1)]
                if not notified:
                    # A broken connection says so only when it is used.
                    driver.execute("SELECT 1")
            except BaseException:
                self._drop()
                raise
            return bool(notified)

    def close(self) -> None:
        """Close the connection, after the current `wait`."""
        with self._mutex:
            self._drop()

    def _connect(self) -> Any:  # noqa: ANN401 - the driver is imported when it is needed
        """Return the driver's connection, which listens."""
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
        return self._connection.connection.driver_connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()
