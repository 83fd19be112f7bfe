"""What is stored of whom, and its deletion: `ports.Privacy`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.digests.ports import StoredData
from bot.store.dialects import insert_new
from bot.store.digests import setting_owner
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import departures, digests, runs, sent, zones

NOBODY = 0
"""Who made a digest, once they had that forgotten."""


@dataclass(frozen=True, slots=True)
class StoredPrivacy:
    """Whose what is, in a database."""

    engine: Engine

    def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """Of a server, or, where that is None, of a person."""
        mine = sa.select(digests.c.id).where(_theirs(server, person))
        made = digests.c.server.is_not(None) & (digests.c.creator == person)
        with read_transaction(self.engine) as connection:

            def count(table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
                return connection.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one()

            zone = sa.select(zones.c.zone).where(zones.c.whose == setting_owner(server, person))
            return StoredData(
                digests=count(digests, _theirs(server, person)),
                runs=count(runs, runs.c.digest.in_(mine)),
                sent=count(sent, sent.c.digest.in_(mine)),
                zone=connection.execute(zone).scalar_one_or_none() or "",
                created=count(digests, made) if server is None else 0,
            )

    def forget(self, server: int | None, person: int) -> None:
        """Delete it. A server's digests stay, but no longer say who made them."""
        with write_transaction(self.engine) as connection:
            _forget(connection, server, person)

    def list_servers(self) -> Sequence[int]:
        """The servers of which anything is stored."""
        named = sa.select(zones.c.whose).where(zones.c.whose.startswith("server "))
        with read_transaction(self.engine) as connection:
            every = set(connection.execute(sa.select(digests.c.server).distinct()).scalars()) - {None}
            every.update(int(one.removeprefix("server ")) for one in connection.execute(named).scalars())
        return sorted(every)

    def list_departed(self) -> Sequence[int]:
        """Those of them that the bot is no longer in, as far as was noted."""
        with read_transaction(self.engine) as connection:
            return sorted(connection.execute(sa.select(departures.c.server)).scalars())

    def record_departure(self, server: int, now: datetime) -> None:
        """The bot is no longer in a server: its digests are paused."""
        active = (digests.c.server == server) & (digests.c.state == "active")
        with write_transaction(self.engine) as connection:
            connection.execute(insert_new(connection, departures), {"server": server, "at": now})
            connection.execute(sa.update(digests).where(active).values(state="paused", why="gone", due_at=None))

    def clear_departure(self, server: int) -> None:
        """The bot is in a server, again perhaps: what it set stays, and its digests can be resumed."""
        with write_transaction(self.engine) as connection:
            connection.execute(sa.delete(departures).where(departures.c.server == server))

    def forget_departed(self, before: datetime) -> Sequence[int]:
        """Delete what servers set that the bot left before then; which."""
        left = sa.delete(departures).where(departures.c.at < before).returning(departures.c.server)
        with write_transaction(self.engine) as connection:
            gone = sorted(connection.execute(left).scalars())
            for server in gone:
                _forget(connection, server, NOBODY)
        return gone


def _forget(connection: Connection, server: int | None, person: int) -> None:
    connection.execute(sa.delete(digests).where(_theirs(server, person)))
    connection.execute(sa.delete(zones).where(zones.c.whose == setting_owner(server, person)))
    if server is None:
        connection.execute(sa.update(digests).where(digests.c.creator == person).values(creator=NOBODY))
    else:
        connection.execute(sa.delete(departures).where(departures.c.server == server))


def _theirs(server: int | None, person: int) -> sa.ColumnElement[bool]:
    if server is None:
        return digests.c.server.is_(None) & (digests.c.creator == person)
    return digests.c.server == server
