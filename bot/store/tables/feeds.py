"""The state of feeds and the identities of their entries: `bot.feeds.store_port.FeedStore` on a database."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Row

from bot.digests.follow import FollowRule
from bot.feeds.files import compute_digest
from bot.feeds.store_port import FeedState, NewEntry, Offer, PendingDocument, Unseen
from bot.store.dialects import insert_new, upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import UtcMicroseconds, arrivals, batches, feed_entries, feeds, follows, sent
from bot.store.tables.arrivals import insert_batch

_AT_ONCE = 5_000
"""How many rows one statement inserts, and how many keys one asks for. SQLite accepts 32,766 values in a statement."""

_SEEN_EVERY = timedelta(days=1)
"""How precisely we know when an entry was last listed. More precision would cost a write for each entry of each
document."""


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

    def take(self, candidates: Sequence[NewEntry], now: datetime) -> Sequence[NewEntry]:
        """Record the candidates that are not known, and return them. Their documents are pending until `settle`."""
        keys = [key for candidate in candidates for key in candidate.keys]
        with read_transaction(self.engine) as connection:
            known = _find_known(connection, keys)
        if not _choose_new(candidates, known) and known.issuperset(keys):
            return []
        with write_transaction(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                # Processes take entries one at a time, because batches must become visible in order (see `arrivals`).
                connection.execute(sa.text("LOCK TABLE feed_entries, batches IN EXCLUSIVE MODE"))
            # Another process may have taken some of them meanwhile.
            known = _find_known(connection, keys)
            new = _choose_new(candidates, known)
            rows = list(_build_rows(candidates, known, new, now))
            for chunk in _split(rows):
                connection.execute(insert_new(connection, feed_entries), chunk)
            _record_baseline(connection, [entry.article for entry in new if entry.is_baseline], now)
        return new

    def list_pending(self) -> Sequence[PendingDocument]:
        """List the documents that may still be missing from their files, in the order they were taken."""
        statement = (
            sa.select(feed_entries.c.key, feed_entries.c.path, feed_entries.c.pending, feed_entries.c.digest)
            .where(feed_entries.c.pending.is_not(None))
            .order_by(feed_entries.c.at, feed_entries.c.position)
        )
        with read_transaction(self.engine) as connection:
            rows = connection.execute(statement).all()
        return [
            PendingDocument(row.key, row.path, row.pending, _find_replaced(row.pending, row.digest)) for row in rows
        ]

    def settle(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys are in their files."""
        self._update(keys, {"pending": None})

    def see(self, candidates: Sequence[NewEntry], now: datetime) -> Sequence[Offer]:
        """Record that feeds list these entries. Return the known ones whose text differs from what was written."""
        feed_of = {key: candidate.feed for candidate in candidates for key in candidate.keys}
        columns = [feed_entries.c[name] for name in ("key", "at", "path", "digest", "pending", "offered", "seen_at")]
        rows: dict[str, Row[Any]] = {}
        with read_transaction(self.engine) as connection:
            for chunk in _split(list(feed_of)):
                statement = sa.select(*columns).where(feed_entries.c.key.in_(chunk))
                rows.update((row.key, row) for row in connection.execute(statement))
        outdated: defaultdict[str, list[str]] = defaultdict(list)
        for key, row in rows.items():
            if row.seen_at is None or now - row.seen_at > _SEEN_EVERY:
                outdated[feed_of[key]].append(key)
        for feed, keys in outdated.items():
            self._update(keys, {"feed": feed, "seen_at": now})
        return list(_find_offers(candidates, rows))

    def find_withdrawn(self, reasons: Mapping[str, str]) -> Sequence[Offer]:
        """Find the documents of entries that their feeds withdrew. `reasons`: by a key of each entry."""
        listed, written = feed_entries.alias(), feed_entries.alias()
        # The keys of one entry were recorded together.
        is_same = (listed.c.at == written.c.at) & (listed.c.position == written.c.position)
        is_written = written.c.path.is_not(None) & written.c.digest.is_not(None) & written.c.pending.is_(None)
        columns = (listed.c.key, written.c.key, written.c.path, written.c.digest, written.c.offered)
        offers: list[Offer] = []
        with read_transaction(self.engine) as connection:
            for chunk in _split(list(reasons)):
                statement = sa.select(*columns).where(listed.c.key.in_(chunk), is_same, is_written)
                for name, key, path, digest, offered in connection.execute(statement):
                    if offered != name:
                        offers.append(Offer(key, path, digest, "", name, reasons[name]))
        return offers

    def answer_offers(self, accepted: Sequence[Offer], declined: Sequence[Offer]) -> None:
        """Make the texts of the accepted offers pending. `see` returns none of these offers again."""
        with write_transaction(self.engine) as connection:
            for offer in (*accepted, *declined):
                is_unchanged = (feed_entries.c.key == offer.key) & (feed_entries.c.digest == offer.written)
                values = {"offered": offer.digest, **({"pending": offer.text} if offer in accepted else {})}
                connection.execute(sa.update(feed_entries).where(is_unchanged).values(values))

    def settle_replacements(self, digests: Mapping[str, str]) -> None:
        """Record that pending documents were replaced. `digests`: of the texts that are in their files now, by key."""
        with write_transaction(self.engine) as connection:
            for key, digest in digests.items():
                statement = sa.update(feed_entries).where(feed_entries.c.key == key)
                connection.execute(statement.values(pending=None, digest=digest))

    def list_followed(self) -> Collection[str]:
        """List the ids of articles whose stories somebody follows: those of the follow, and those that it has sent."""
        followed: set[str] = set()
        with read_transaction(self.engine) as connection:
            for number, encoded in connection.execute(sa.select(follows.c.digest, follows.c.rule)):
                rule = msgspec.msgpack.decode(encoded, type=FollowRule)
                if rule.kind == "story":
                    followed.update(rule.articles)
                    statement = sa.select(sent.c.article).where(sent.c.digest == number)
                    followed.update(connection.execute(statement).scalars())
        return followed

    def list_unseen(self, before: datetime) -> Sequence[Unseen]:
        """List the entries without a document that no feed has listed since a time."""
        last = sa.func.coalesce(feed_entries.c.seen_at, feed_entries.c.at, type_=UtcMicroseconds)
        statement = sa.select(feed_entries.c.key, feed_entries.c.feed, last).where(
            feed_entries.c.path.is_(None), feed_entries.c.pending.is_(None), last < before
        )
        with read_transaction(self.engine) as connection:
            return [Unseen(key, feed or "", seen_at) for key, feed, seen_at in connection.execute(statement)]

    def forget(self, keys: Sequence[str]) -> None:
        """Forget entries. If a feed lists them again, they are new."""
        with write_transaction(self.engine) as connection:
            for chunk in _split(keys):
                connection.execute(sa.delete(feed_entries).where(feed_entries.c.key.in_(chunk)))

    def list_digests(self, path: str) -> Mapping[str, str]:
        """Return the keys of the documents that were written to a file, by the digest of their text."""
        statement = sa.select(feed_entries.c.digest, feed_entries.c.key).where(feed_entries.c.path == path)
        with read_transaction(self.engine) as connection:
            return {row.digest: row.key for row in connection.execute(statement)}

    def count_kept(self) -> int:
        """Return how many documents are in files, as far as the store knows."""
        statement = sa.select(sa.func.count()).select_from(feed_entries).where(feed_entries.c.path.is_not(None))
        with read_transaction(self.engine) as connection:
            return connection.execute(statement).scalar_one()

    def release(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys were removed from their files. Their entries stay known."""
        self._update(keys, {"path": None, "digest": None})

    def _update(self, keys: Sequence[str], values: Mapping[str, Any]) -> None:
        with write_transaction(self.engine) as connection:
            for chunk in _split(keys):
                connection.execute(sa.update(feed_entries).where(feed_entries.c.key.in_(chunk)).values(**values))


def _find_offers(candidates: Sequence[NewEntry], rows: Mapping[str, Row[Any]]) -> Iterator[Offer]:
    """Find the entries whose written text is another one. `rows`: by key.

    All keys of such an entry were recorded together. An entry that shares a URL with another but has an id of its own
    is a different entry, and so are several entries with one URL.
    """
    counts = Counter(key for candidate in candidates for key in candidate.keys)
    for candidate in candidates:
        known_rows = [row for key in candidate.keys if (row := rows.get(key)) is not None and counts[key] == 1]
        if len(known_rows) < len(candidate.keys) or len({row.at for row in known_rows}) > 1 or not candidate.text:
            continue
        for row in known_rows:
            is_written = row.path and row.digest and row.pending is None
            if is_written and candidate.digest not in (row.digest, row.offered):
                yield Offer(row.key, row.path, row.digest, candidate.text, candidate.digest)


def _find_replaced(text: str, digest: str | None) -> str:
    """Return the digest of the document that a pending one replaces; "" if it is new."""
    return digest if digest and digest != compute_digest(text) else ""


def _find_known(connection: Connection, keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for chunk in _split(keys):
        statement = sa.select(feed_entries.c.key).where(feed_entries.c.key.in_(chunk))
        known.update(connection.execute(statement).scalars())
    return known


def _choose_new(candidates: Sequence[NewEntry], known: set[str]) -> list[NewEntry]:
    """Return the candidates that have no known key; of several that share a key, the first."""
    seen_keys = set(known)
    new: list[NewEntry] = []
    for candidate in candidates:
        if seen_keys.isdisjoint(candidate.keys):
            new.append(candidate)
        seen_keys.update(candidate.keys)
    return new


def _build_rows(
    candidates: Sequence[NewEntry], known: set[str], new: Sequence[NewEntry], now: datetime
) -> Iterator[dict[str, Any]]:
    """Yield a row for each key that is not known. The first row of a new candidate has the document.

    A known entry has a new key if a site moves its article, or if its feed gives it another id.
    """
    document_keys = {candidate.keys[0] for candidate in new}
    seen_keys = set(known)
    for position, candidate in enumerate(candidates):
        for key in candidate.keys:
            if key in seen_keys:
                continue
            seen_keys.add(key)
            has_document = key == candidate.keys[0] and key in document_keys and bool(candidate.text)
            yield {
                "key": key,
                "at": now,
                "position": position,
                "path": candidate.path if has_document else None,
                "digest": candidate.digest if has_document else None,
                "pending": candidate.text if has_document else None,
                "feed": candidate.feed,
                "seen_at": now,
            }


def _record_baseline(connection: Connection, articles: Sequence[str], now: datetime) -> None:
    """Record articles that are not news, before the archive has them.

    If the archive was never recorded, all of it will be a baseline, including these.
    """
    if not articles or connection.execute(sa.select(sa.func.max(batches.c.number))).scalar_one() is None:
        return
    batch = insert_batch(connection, now, is_baseline=True)
    for chunk in _split([{"article": article, "batch": batch} for article in dict.fromkeys(articles)]):
        connection.execute(insert_new(connection, arrivals), chunk)


def _split(rows: Sequence[Any]) -> Iterator[Any]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
