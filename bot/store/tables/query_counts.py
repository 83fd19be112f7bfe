"""Counts of what was asked: `bot.servers.query_counts.CountStore` on a database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.servers.query_counts import WeeklyCount
from bot.store.dialects import add_to_row
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import query_counts


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """The counts in a database."""

    engine: Engine

    def add(self, counts: Collection[WeeklyCount]) -> None:
        """Add to the counts, in one transaction."""
        with write_transaction(self.engine) as connection:
            # In order, so that two processes never wait for each other's rows.
            for count in sorted(counts):
                connection.execute(add_to_row(connection, query_counts, _to_row(count), "count"))

    def load(self) -> Sequence[WeeklyCount]:
        """Return all counts, the newest week first, and the largest counts first."""
        columns = query_counts.c
        statement = sa.select(query_counts).order_by(columns.week.desc(), columns.count.desc(), columns.words)
        with read_transaction(self.engine) as connection:
            rows = connection.execute(statement).all()
        return [WeeklyCount(date.fromisoformat(week), kind, words, number) for week, kind, words, number in rows]

    def delete_before(self, week: date) -> int:
        """Delete the counts of weeks that began before a day. Return how many."""
        expired = sa.delete(query_counts).where(query_counts.c.week < week.isoformat())
        with write_transaction(self.engine) as connection:
            return connection.execute(expired).rowcount


def _to_row(count: WeeklyCount) -> dict[str, Any]:
    return {"week": count.week.isoformat(), "kind": count.kind, "words": count.words, "count": count.number}
