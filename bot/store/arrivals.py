"""When each article was first seen, in the store: `ports.Arrivals`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import arrivals, batches, digests, notes

RESTORED = "restored"
"""The note that a restore leaves; until it is seen to, what the store does not know is no news."""

_AT_ONCE = 10_000
_ASKED_FOR = 10_000
"""Rows of a statement, and ids that one asks for: SQLite takes 32,766 values in one."""

_LAST = sa.select(sa.func.max(batches.c.number))


@dataclass(frozen=True, slots=True)
class StoredArrivals:
    """Arrivals in a database."""

    engine: Engine

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        """Note articles that are in the archive; those that were not known, in the order given.

        The first ever, or that there were none, are the baseline. So are those that a restored store finds: whatever
        arrived between its backup and now may have been sent, so every digest begins from here.
        """
        with write_transaction(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                # One after the other: a batch that is seen after a later one would be missed.
                connection.execute(sa.text("LOCK TABLE batches IN EXCLUSIVE MODE"))
            restored = connection.execute(sa.delete(notes).where(notes.c.name == RESTORED)).rowcount > 0
            is_first = connection.execute(_LAST).scalar_one() is None
            known = frozenset(connection.execute(sa.select(arrivals.c.article)).scalars())
            new = [one for one in dict.fromkeys(ids) if one not in known]
            if new or is_first or restored:
                batch = insert_batch(connection, now, is_baseline=is_first or restored)
                remaining = iter(new)
                while some := [{"article": one, "batch": batch} for one in islice(remaining, _AT_ONCE)]:
                    connection.execute(sa.insert(arrivals), some)
                if restored:
                    connection.execute(sa.update(digests).values(cursor=batch, since=now))
            return new

    def is_restored(self) -> bool:
        """Whether the store was restored, and nothing was taken in since."""
        with read_transaction(self.engine) as connection:
            return connection.execute(sa.select(notes.c.name).where(notes.c.name == RESTORED)).first() is not None

    def get_last_batch(self) -> int:
        """The latest batch; 0 before there is any."""
        with read_transaction(self.engine) as connection:
            return connection.execute(_LAST).scalar_one() or 0

    def list_after(self, batch: int) -> Sequence[str]:
        """The ids of articles that arrived after a batch, the baseline apart, latest first."""
        statement = (
            sa.select(arrivals.c.article)
            .join(batches, batches.c.number == arrivals.c.batch)
            .where(batches.c.number > batch, batches.c.is_baseline.is_(False))
            .order_by(arrivals.c.batch.desc(), arrivals.c.article)
        )
        with read_transaction(self.engine) as connection:
            return list(connection.execute(statement).scalars())

    def apply_aliases(self, aliases: Mapping[str, Collection[str]]) -> None:
        """Articles that were noted, each with the other ids that it may have arrived under before: it arrived then."""
        pairs = iter([(other, article) for article, some in aliases.items() for other in some])
        with write_transaction(self.engine) as connection:
            while some := dict(islice(pairs, _ASKED_FOR)):
                statement = sa.select(arrivals).where(arrivals.c.article.in_(list(some)))
                for row in connection.execute(statement).all():
                    mine = (arrivals.c.article == some[row.article]) & (arrivals.c.batch > row.batch)
                    connection.execute(sa.update(arrivals).where(mine).values(batch=row.batch))


def insert_batch(connection: Connection, now: datetime, *, is_baseline: bool) -> int:
    """Begin a batch; its number."""
    statement = sa.insert(batches).values(at=now, is_baseline=is_baseline).returning(batches.c.number)
    return connection.execute(statement).scalar_one()
