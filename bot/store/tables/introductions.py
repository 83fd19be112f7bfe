"""The introductions to servers in a database: `store_ports.IntroductionStore`."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.store.dialects import insert_new
from bot.store.engine import write_transaction
from bot.store.schema import introductions


@dataclass(frozen=True, slots=True)
class StoredIntroductions:
    """Which servers the bot has introduced itself to, in a database."""

    engine: Engine

    def begin_introduction(self, server: int, now: datetime) -> bool:
        """Record that the bot introduces itself to a server. Return False if it already did."""
        with write_transaction(self.engine) as connection:
            insert = insert_new(connection, introductions).values(server=server, at=now)
            inserted = connection.execute(insert.returning(introductions.c.server))
            return inserted.scalar_one_or_none() is not None

    def cancel_introduction(self, server: int) -> None:
        """Record that the bot has not introduced itself to a server after all."""
        with write_transaction(self.engine) as connection:
            connection.execute(sa.delete(introductions).where(introductions.c.server == server))
