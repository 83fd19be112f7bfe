"""The state of feeds and the identities of their entries: `bot.feeds.store_port.FeedStore` on a database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.feeds.store_port import Candidate, FeedState, Pending
from bot.store.dialects import insert_new, upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import arrivals, batches, feed_entries, feeds
from bot.store.tables.arrivals import insert_batch

_AT_ONCE = 5_000
"""Rows that one statement inserts, and keys that one asks for. SQLite accepts 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class StoredFeeds:
    """The feeds in a database."""

    engine: Engine

    def load(self) -> Mapping[str, FeedState]:
        """Return the state of every feed by its `url`."""
        with read_transaction(self.engine) as connection:
            rows = connection.execute(sa.select(feeds.c.url, feeds.c.state)).all()
        return {row.url: msgspec.msgpack.decode(row.state, type=FeedState) for row in rows}

    def save(self, states: Sequence[FeedState]) -> None:
        """Store the states of feeds."""
        if not states:
            return
        with write_transaction(self.engine) as connection:
            for state in states:
                row = {"url": state.url, "state": msgspec.msgpack.encode(state)}
                connection.execute(upsert(connection, feeds, row))

    def remove(self, url: str) -> None:
        """Forget a feed, but not what was taken from it."""
        with write_transaction(self.engine) as connection:
            connection.execute(sa.delete(feeds).where(feeds.c.url == url))

    def take(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Candidate]:
        """Record the candidates that are not known, and return them. Their documents are pending until `settle`."""
        keys = [key for candidate in candidates for key in candidate.keys]
        with read_transaction(self.engine) as connection:
            known = _find_known(connection, keys)
        if not _choose_new(candidates, known) and known.issuperset(keys):
            return []
        with write_transaction(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                # One process after the other takes entries; batches must become visible in order (see `arrivals`).
                connection.execute(sa.text("LOCK TABLE feed_entries, batches IN EXCLUSIVE MODE"))
            # Another process may have taken some of them meanwhile.
            known = _find_known(connection, keys)
            new = _choose_new(candidates, known)
            rows = list(_build_rows(candidates, known, new, now))
            for some in _split(rows):
                connection.execute(insert_new(connection, feed_entries), some)
            _record_baseline(connection, [entry.article for entry in new if entry.is_baseline], now)
        return new

    def list_pending(self) -> Sequence[Pending]:
        """List the documents that may not have reached their files, in the order in which they were taken."""
        statement = (
            sa.select(feed_entries.c.key, feed_entries.c.path, feed_entries.c.pending)
            .where(feed_entries.c.pending.is_not(None))
            .order_by(feed_entries.c.at, feed_entries.c.position)
        )
        with read_transaction(self.engine) as connection:
            return [Pending(row.key, row.path, row.pending) for row in connection.execute(statement)]

    def settle(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys are in their files."""
        self._update(keys, {"pending": None})

    def list_digests(self, path: str) -> Mapping[str, str]:
        """Return the keys of the documents that were written to a file, by the digest of their text."""
        statement = sa.select(feed_entries.c.digest, feed_entries.c.key).where(feed_entries.c.path == path)
        with read_transaction(self.engine) as connection:
            return {row.digest: row.key for row in connection.execute(statement)}

    def count_kept(self) -> int:
        """Return how many documents stand in files as far as the store knows."""
        statement = sa.select(sa.func.count()).select_from(feed_entries).where(feed_entries.c.path.is_not(None))
        with read_transaction(self.engine) as connection:
            return connection.execute(statement).scalar_one()

    def release(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys were removed from their files. Their entries stay known."""
        self._update(keys, {"path": None, "digest": None})

    def _update(self, keys: Sequence[str], values: Mapping[str, Any]) -> None:
        with write_transaction(self.engine) as connection:
            for some in _split(keys):
                connection.execute(sa.update(feed_entries).where(feed_entries.c.key.in_(some)).values(**values))


def _find_known(connection: Connection, keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for some in _split(keys):
        statement = sa.select(feed_entries.c.key).where(feed_entries.c.key.in_(some))
        known.update(connection.execute(statement).scalars())
    return known


def _choose_new(candidates: Sequence[Candidate], known: set[str]) -> list[Candidate]:
    """Return the candidates of which no key is known; of several with one key, the first."""
    seen = set(known)
    new: list[Candidate] = []
    for candidate in candidates:
        if seen.isdisjoint(candidate.keys):
            new.append(candidate)
        seen.update(candidate.keys)
    return new


def _build_rows(
    candidates: Sequence[Candidate], known: set[str], new: Sequence[Candidate], now: datetime
) -> Iterator[dict[str, Any]]:
    """Yield a row for each key that is not known: of new candidates, the first has the document.

    Known ones have new keys if a site moves an article, or its feed gives it another id.
    """
    taken = {candidate.keys[0] for candidate in new}
    seen = set(known)
    for position, candidate in enumerate(candidates):
        for key in candidate.keys:
            if key in seen:
                continue
            seen.add(key)
            has_document = key == candidate.keys[0] and key in taken and bool(candidate.text)
            yield {
                "key": key,
                "at": now,
                "position": position,
                "path": candidate.path if has_document else None,
                "digest": candidate.digest if has_document else None,
                "pending": candidate.text if has_document else None,
            }


def _record_baseline(connection: Connection, articles: Sequence[str], now: datetime) -> None:
    """Record articles that are no news, before the archive has them.

    If the archive was never recorded, all of it will be a baseline, and these with it.
    """
    if not articles or connection.execute(sa.select(sa.func.max(batches.c.number))).scalar_one() is None:
        return
    batch = insert_batch(connection, now, is_baseline=True)
    for some in _split([{"article": article, "batch": batch} for article in dict.fromkeys(articles)]):
        connection.execute(insert_new(connection, arrivals), some)


def _split(rows: Sequence[Any]) -> Iterator[Any]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
