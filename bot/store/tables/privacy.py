"""What is stored about whom, and its deletion: `store_ports.PrivacyStore` on a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.digests.store_ports.privacy import StoredData
from bot.store.dialects import insert_new
from bot.store.engine import read_transaction, write_transaction
from bot.store.processes.notifications import notify
from bot.store.schema import (
    departures,
    digests,
    follows,
    introductions,
    runs,
    sent,
    server_settings,
    zones,
)
from bot.store.tables.digests import ALL_DIGESTS, format_owner, row_to_digest

NOBODY = 0
"""The creator of a digest whose creator had their data deleted."""


@dataclass(frozen=True, slots=True)
class StoredPrivacy:
    """Whose data a database holds."""

    engine: Engine

    def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """Summarize what is stored about a server or, if `server` is None, about a person."""
        settings = ALL_DIGESTS.where(_is_owned_by(server, person))
        owned = sa.select(digests.c.id).where(_is_owned_by(server, person))
        created = digests.c.server.is_not(None) & (digests.c.creator == person)
        with read_transaction(self.engine) as connection:

            def count(table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
                return connection.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one()

            zone = sa.select(zones.c.zone).where(zones.c.whose == format_owner(server, person))
            return StoredData(
                digests=count(digests, _is_owned_by(server, person) & digests.c.id.not_in(sa.select(follows.c.digest))),
                runs=count(runs, runs.c.digest.in_(owned)),
                sent=count(sent, sent.c.digest.in_(owned)),
                zone=connection.execute(zone).scalar_one_or_none() or "",
                created=count(digests, created) if server is None else 0,
                follows=count(follows, follows.c.digest.in_(owned)),
                pages=sum(bool(row_to_digest(row).page_key) for row in connection.execute(settings).mappings()),
                introduced=server is not None and count(introductions, introductions.c.server == server) > 0,
                settings=server is not None and count(server_settings, server_settings.c.server == server) > 0,
            )

    def forget(self, server: int | None, person: int) -> None:
        """Delete what is stored about a server or, if `server` is None, about a person.

        The digests that a person created for servers stay, but no longer name their creator.
        """
        with write_transaction(self.engine) as connection:
            _forget(connection, server, person)

    def list_servers(self) -> Sequence[int]:
        """List the servers about which anything is stored."""
        with_zone = sa.select(zones.c.whose).where(zones.c.whose.startswith("server "))
        with read_transaction(self.engine) as connection:
            servers = set(connection.execute(sa.select(digests.c.server).distinct()).scalars()) - {None}
            for table in (introductions, server_settings):
                servers.update(connection.execute(sa.select(table.c.server)).scalars())
            servers.update(int(owner.removeprefix("server ")) for owner in connection.execute(with_zone).scalars())
        return sorted(servers)

    def list_departed(self) -> Sequence[int]:
        """List the servers that the bot has left, as far as that was recorded."""
        with read_transaction(self.engine) as connection:
            return sorted(connection.execute(sa.select(departures.c.server)).scalars())

    def record_departure(self, server: int, now: datetime) -> None:
        """Record that the bot left a server, and pause the server's digests."""
        active = (digests.c.server == server) & (digests.c.state == "active")
        with write_transaction(self.engine) as connection:
            connection.execute(insert_new(connection, departures), {"server": server, "at": now})
            connection.execute(sa.update(digests).where(active).values(state="paused", why="gone", due_at=None))

    def clear_departure(self, server: int) -> None:
        """Record that the bot is in a server (again). Its digests stay paused until somebody resumes them."""
        with write_transaction(self.engine) as connection:
            connection.execute(sa.delete(departures).where(departures.c.server == server))

    def forget_departed(self, before: datetime) -> Sequence[int]:
        """Delete the data of servers that the bot left before a given time. Return their ids."""
        expired = sa.delete(departures).where(departures.c.at < before).returning(departures.c.server)
        with write_transaction(self.engine) as connection:
            servers = sorted(connection.execute(expired).scalars())
            for server in servers:
                _forget(connection, server, NOBODY)
        return servers


def _forget(connection: Connection, server: int | None, person: int) -> None:
    connection.execute(sa.delete(digests).where(_is_owned_by(server, person)))
    connection.execute(sa.delete(zones).where(zones.c.whose == format_owner(server, person)))
    if server is None:
        connection.execute(sa.update(digests).where(digests.c.creator == person).values(creator=NOBODY))
    else:
        for table in (departures, introductions, server_settings):
            connection.execute(sa.delete(table).where(table.c.server == server))
        notify(connection)


def _is_owned_by(server: int | None, person: int) -> sa.ColumnElement[bool]:
    """Return the condition that a digest belongs to a server or, if `server` is None, to a person."""
    if server is None:
        return digests.c.server.is_(None) & (digests.c.creator == person)
    return digests.c.server == server
