"""When each article was first seen: `store_ports.ArrivalStore` on a database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.digests.alerts.news import ArrivedBatch
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import arrivals, batches, digests, notes

RESTORED = "restored"
"""The note that a restore leaves. The next `record` removes it, and takes what it finds as a baseline, not as news."""

_ROWS_AT_ONCE = 10_000
_IDS_AT_ONCE = 10_000
"""How many rows one statement inserts, and how many ids one asks for. SQLite accepts 32,766 values in a statement."""

LAST_BATCH = sa.select(sa.func.max(batches.c.number))
"""Selects the number of the latest batch; NULL if there is no batch."""


@dataclass(frozen=True, slots=True)
class StoredArrivals:
    """The arrivals in a database."""

    engine: Engine

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        """Record the articles of the archive. Return the ids that were new to the store, in the order given.

        The first batch is the baseline, even if it is empty. So is the first one after a restore: anything that arrived
        since the backup may have been sent, so every digest starts from there.
        """
        with write_transaction(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                # Batches must become visible in order: a reader would miss one that appears after a later one.
                connection.execute(sa.text("LOCK TABLE batches IN EXCLUSIVE MODE"))
            is_restored = connection.execute(sa.delete(notes).where(notes.c.name == RESTORED)).rowcount > 0
            is_first = connection.execute(LAST_BATCH).scalar_one() is None
            known_ids = frozenset(connection.execute(sa.select(arrivals.c.article)).scalars())
            new = [article_id for article_id in dict.fromkeys(ids) if article_id not in known_ids]
            if new or is_first or is_restored:
                batch = insert_batch(connection, now, is_baseline=is_first or is_restored)
                remaining = iter({"article": article_id, "batch": batch} for article_id in new)
                while rows := list(islice(remaining, _ROWS_AT_ONCE)):
                    connection.execute(sa.insert(arrivals), rows)
                if is_restored:
                    connection.execute(sa.update(digests).values(cursor=batch, since=now))
            return new

    def is_restored(self) -> bool:
        """Return whether the store was restored from a backup and nothing has been recorded since."""
        with read_transaction(self.engine) as connection:
            return connection.execute(sa.select(notes.c.name).where(notes.c.name == RESTORED)).first() is not None

    def get_last_batch(self) -> int:
        """Return the number of the latest batch; 0 if there is none."""
        with read_transaction(self.engine) as connection:
            return connection.execute(LAST_BATCH).scalar_one() or 0

    def list_after(self, batch: int) -> Sequence[str]:
        """List the ids of articles that arrived after a batch, except for baselines, latest first."""
        statement = (
            sa.select(arrivals.c.article)
            .join(batches, batches.c.number == arrivals.c.batch)
            .where(batches.c.number > batch, batches.c.is_baseline.is_(False))
            .order_by(arrivals.c.batch.desc(), arrivals.c.article)
        )
        with read_transaction(self.engine) as connection:
            return list(connection.execute(statement).scalars())

    def list_batches_after(self, batch: int) -> Sequence[ArrivedBatch]:
        """List the batches after a batch with their articles, except for baselines, oldest first."""
        statement = (
            sa.select(batches.c.number, batches.c.at, arrivals.c.article)
            .join(arrivals, arrivals.c.batch == batches.c.number)
            .where(batches.c.number > batch, batches.c.is_baseline.is_(False))
            .order_by(batches.c.number, arrivals.c.article)
        )
        with read_transaction(self.engine) as connection:
            rows = connection.execute(statement).all()
        return [
            ArrivedBatch(number, at, tuple(row.article for row in group))
            for (number, at), group in groupby(rows, lambda row: (row.number, row.at))
        ]

    def find_first_batch(self, ids: Collection[str], since: datetime) -> int | None:
        """Return the first batch that came at a time or later and has one of these articles; None if there is none."""
        first_batches: list[int] = []
        remaining = iter(ids)
        with read_transaction(self.engine) as connection:
            while chunk := list(islice(remaining, _IDS_AT_ONCE)):
                statement = (
                    sa.select(sa.func.min(arrivals.c.batch))
                    .join(batches, batches.c.number == arrivals.c.batch)
                    .where(arrivals.c.article.in_(chunk), batches.c.at >= since)
                )
                if (batch := connection.execute(statement).scalar_one()) is not None:
                    first_batches.append(batch)
        return min(first_batches, default=None)

    def apply_aliases(self, aliases: Mapping[str, Collection[str]]) -> None:
        """Let recorded articles keep the arrival that was recorded under an earlier id.

        `aliases`: for each article, the other ids it may have had.
        """
        pairs = iter([(alias, article) for article, others in aliases.items() for alias in others])
        with write_transaction(self.engine) as connection:
            while articles := dict(islice(pairs, _IDS_AT_ONCE)):
                statement = sa.select(arrivals).where(arrivals.c.article.in_(list(articles)))
                for row in connection.execute(statement).all():
                    later = (arrivals.c.article == articles[row.article]) & (arrivals.c.batch > row.batch)
                    connection.execute(sa.update(arrivals).where(later).values(batch=row.batch))


def insert_batch(connection: Connection, now: datetime, *, is_baseline: bool) -> int:
    """Insert a batch and return its number."""
    statement = sa.insert(batches).values(at=now, is_baseline=is_baseline).returning(batches.c.number)
    return connection.execute(statement).scalar_one()
