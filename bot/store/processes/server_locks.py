"""The advisory locks of one process in PostgreSQL. The server releases them when their connection ends.

The server ends a connection that is idle for longer than the lease, so a hanging process loses its locks just like a
dead one. Only the server's clock counts the lease.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock as Mutex
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.store.engine import connect, read_transaction, translate_database_errors
from bot.store.processes.notifications import notify
from bot.store.processes.process_locks import Claim, Held
from bot.store.versions import SCHEMA_KEY, is_usable

_log = logging.getLogger(__name__)

_DELIVERY_KEY = 0x6E757468
"""The key of the lock on delivering, which one process holds."""

_SHARD_SPACE, _COUNT_SPACE = 0x6E757469, 0x6E75746A
"""The first of two keys. In the first space, the second key is a shard, and its lock is held by the process that runs
it. In the other, it is the number of shards, and its lock is shared by all processes that have the same number; where
Discord decides the number, the key is 0, and the one process that runs all shards holds the lock."""

APPLICATION = "nutgraf: "
"""The beginning of our connections' names. The server shows these to its administrators and to `nutgraf doctor`."""

_MIN_IDLE_TIMEOUT = (14,)
"""The first version of PostgreSQL that can end an idle connection."""

_OUR_LOCKS = (
    "FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database WHERE locktype = 'advisory' "
    "AND granted AND datname = current_database() AND objsubid = 2 AND classid = CAST(:space AS oid)"
)
_OTHER_COUNTS = sa.text(f"SELECT count(*) {_OUR_LOCKS} AND objid <> CAST(:count AS oid)")
_LOCKED_KEYS = sa.text(f"SELECT DISTINCT CAST(objid AS bigint) {_OUR_LOCKS}")


class ServerLocks:
    """A `process_locks.ProcessLocks` in PostgreSQL. Takes no lock before it is asked to."""

    def __init__(self, url: URL, claim: Claim) -> None:
        # A pool would keep a closed connection open, and the locks with it.
        self._engine = connect(url, is_pooled=False)
        self._claim = claim
        self._mutex = Mutex()
        self._connection: Connection | None = None
        self._held = Held(shards=False, delivers=False)
        self._may_deliver = False
        self._is_usable = True

    @property
    def delivers(self) -> bool:
        """Whether this process delivered when it was last asked to renew its locks."""
        return self._held.delivers

    def renew(self, *, may_deliver: bool) -> Held:
        """Renew the lease, and take what is free. Raises `StoreError` if the database can't be reached."""
        with self._mutex, translate_database_errors(self._engine):
            self._may_deliver = may_deliver
            return self._renew()

    def ensure_delivers(self) -> bool:
        """Return whether this process delivers, as the server says now. If no process does, this one starts to."""
        with self._mutex:
            self._may_deliver = True
            try:
                return self._renew().delivers
            except SQLAlchemyError:
                return False

    def release(self) -> None:
        """Release all locks, and notify the processes that wait for them."""
        with self._mutex:
            if self._connection is not None:
                with suppress(SQLAlchemyError):
                    self._connection.execute(sa.text("SELECT pg_advisory_unlock_all()"))
                    notify(self._connection)
            self._drop()

    def _renew(self) -> Held:
        try:
            connection = self._connect()
            if not self._is_usable:
                self._drop()
                return self._held
            held = Held(self._held.shards or self._take_shards(connection), self._choose_deliverer(connection))
            if held != self._held:
                self._held = held
                self._name_connection(connection)
        except BaseException:
            self._drop()
            raise
        return held

    def _connect(self) -> Connection:
        """Return the connection, after a query that renews the lease; a new one if it broke."""
        if self._connection is not None:
            try:
                self._connection.execute(sa.text("SELECT 1"))
            except SQLAlchemyError:
                self._drop()
            else:
                return self._connection
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        lease = max(1, round(self._claim.lease))
        # So that the server notices within the lease that our host has vanished.
        settings = {"tcp_keepalives_idle": max(1, lease // 3), "tcp_keepalives_interval": max(1, lease // 6)}
        settings |= {"tcp_keepalives_count": 3, "tcp_user_timeout": 1_000 * lease}
        if (self._connection.dialect.server_version_info or ()) >= _MIN_IDLE_TIMEOUT:
            settings["idle_session_timeout"] = round(1_000 * self._claim.lease)
        for setting, value in settings.items():
            self._connection.execute(sa.select(sa.func.set_config(setting, str(value), False)))  # noqa: FBT003
        self._name_connection(self._connection)
        # Waits while another process upgrades the tables.
        self._connection.execute(sa.text("SELECT pg_advisory_lock_shared(:key)"), {"key": SCHEMA_KEY})
        if self._is_usable and not is_usable(self._connection):
            _log.error("a newer version of Nutgraf has upgraded the database, and this one can't use it; install it")
            self._is_usable = False
        return self._connection

    def _choose_deliverer(self, connection: Connection) -> bool:
        """Take the lock if it is free, or leave it to another process. Return whether we deliver."""
        key = {"key": _DELIVERY_KEY}
        if self._held.delivers and not self._may_deliver:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), key)
            return False
        if self._held.delivers or not self._may_deliver:
            return self._held.delivers
        return connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), key).scalar_one()

    def _take_shards(self, connection: Connection) -> bool:
        """Take the locks of all our shards, or none. Return whether we have them."""
        count = self._claim.shard_count or 0
        ids = self._claim.shard_ids or range(count)
        unlock_statements: list[str] = []

        def take(space: int, key: int, sharing: str = "") -> bool:
            statement = sa.text(f"SELECT pg_try_advisory_lock{sharing}(:space, :key)")
            is_taken = connection.execute(statement, {"space": space, "key": key}).scalar_one()
            if is_taken:
                unlock_statements.append(f"SELECT pg_advisory_unlock{sharing}({space}, {key})")
            return is_taken

        is_free = take(_COUNT_SPACE, count, "_shared" if count else "")
        is_free = (
            is_free and not connection.execute(_OTHER_COUNTS, {"space": _COUNT_SPACE, "count": count}).scalar_one()
        )
        if is_free and all(take(_SHARD_SPACE, shard) for shard in ids):
            return True
        for statement in unlock_statements:
            connection.execute(sa.text(statement))
        return False

    def _name_connection(self, connection: Connection) -> None:
        """Tell the server's administrators what this process does."""
        waits, delivers = "" if self._held.shards else ", waiting", ", delivers" if self._held.delivers else ""
        name = f"{APPLICATION}{self._claim.name}{waits}{delivers}"
        connection.execute(sa.select(sa.func.set_config("application_name", name, False)))  # noqa: FBT003

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._held = Held(shards=False, delivers=False)
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()


def list_processes(url: URL) -> Sequence[str]:
    """List what each process that uses a database does, as the server knows it. Raises `StoreError`."""
    names = sa.text(
        "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name LIKE :ours ORDER BY 1"
    )
    engine = connect(url, is_pooled=False)
    with read_transaction(engine) as connection:
        process_names = connection.execute(names, {"ours": f"{APPLICATION}%"}).scalars().all()
    return [name.removeprefix(APPLICATION) for name in process_names]


class FreeShards(NamedTuple):
    """The shards that no process runs, though some process runs others. `total`: the number of all shards."""

    total: int
    ids: Sequence[int]


def find_free_shards(url: URL) -> FreeShards:
    """Find the shards whose servers nobody answers. Raises `StoreError`."""
    engine = connect(url, is_pooled=False)
    with read_transaction(engine) as connection:
        counts, shards = (
            connection.execute(_LOCKED_KEYS, {"space": space}).scalars().all() for space in (_COUNT_SPACE, _SHARD_SPACE)
        )
    # Where Discord decides the number, one process runs all of them. Where nobody runs, nobody is missing.
    count = max(counts, default=0)
    return FreeShards(count, [shard for shard in range(count) if shard not in shards])
