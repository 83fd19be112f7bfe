"""Runs and what they sent, in the store: `ports.Runs`. What must happen together is one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from msgspec import structs
from sqlalchemy import Connection, Engine, RowMapping

from bot.digests.digest import Digest, Edition, Run
from bot.digests.editions.compose import SentBefore
from bot.digests.ports import RunStart
from bot.store.dialects import insert_new, upsert
from bot.store.digests import digest_to_row, row_to_digest
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import digests, runs, sent

KEPT = 200
"""Runs of one digest that are kept; older ones are deleted."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Edition).decode


@dataclass(frozen=True, slots=True)
class StoredRuns:
    """Runs in a database."""

    engine: Engine

    def get_next_due(self) -> datetime | None:
        """When the next digest is."""
        with read_transaction(self.engine) as connection:
            return connection.execute(sa.select(sa.func.min(digests.c.due_at))).scalar_one()

    def list_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """Active digests that are due, the longest first."""
        statement = (
            sa.select(digests).where(digests.c.due_at <= now).order_by(digests.c.due_at, digests.c.id).limit(limit)
        )
        with read_transaction(self.engine) as connection:
            return [row_to_digest(row) for row in connection.execute(statement).mappings()]

    def begin(self, starts: Sequence[RunStart], now: datetime) -> Sequence[Run]:
        """Keep runs and the digests' next times in one step; the runs that are new, in that order.

        A digest that was changed since it was read is left as it is, to be looked at again.
        """
        with write_transaction(self.engine) as connection:
            unchanged = _unchanged(connection, starts, now)
            if not unchanged:
                return []
            connection.execute(
                sa.update(digests)
                .where(digests.c.id == sa.bindparam("number"))
                .values(due_at=sa.bindparam("following")),
                [{"number": digest.id, "following": digest.due_at} for digest, _, _ in unchanged],
            )
            every = [one for _, run, missed in unchanged for one in (*missed, *((run,) if run else ()))]
            new = _new(connection, every)
        return [run for _, run, _ in unchanged if run and run.id in new]

    def begin_requested(self, run: Run) -> bool:
        """Keep a run that a person asked for; False where it is there already. Of a deleted digest nothing is kept."""
        there = sa.select(digests.c.id).where(digests.c.id == run.digest).with_for_update()
        with write_transaction(self.engine) as connection:
            return connection.execute(there).first() is None or bool(_new(connection, [run]))

    def get(self, number: str) -> Run | None:
        """One by its id."""
        with read_transaction(self.engine) as connection:
            row = connection.execute(sa.select(runs).where(runs.c.id == number)).mappings().one_or_none()
        return _run_of(row) if row else None

    def list_unfinished(self) -> Sequence[Run]:
        """Runs that were begun and have not ended, the longest due first."""
        statement = sa.select(runs).where(runs.c.state == "begun").order_by(runs.c.due_at, runs.c.id)
        with read_transaction(self.engine) as connection:
            return [_run_of(row) for row in connection.execute(statement).mappings()]

    def record_attempt(self, run: Run) -> None:
        """Keep when it was first tried, and with which edition, before it is."""
        row = _row_of(run)
        values = {name: row[name] for name in ("tried_at", "edition")}
        with write_transaction(self.engine) as connection:
            connection.execute(sa.update(runs).where(runs.c.id == run.id).values(values))

    def record_end(self, run: Run, digest: Digest) -> None:
        """Keep how a run ended, what it sent, and how that leaves its digest, in one step.

        Of the digest only what a run changes is kept: it may have been edited meanwhile.
        """
        ended = {**_row_of(run), "edition": None}
        with write_transaction(self.engine) as connection:
            # The digest first: it may have been deleted, with its runs, and whoever deletes it begins with it too.
            if not _leave(connection, digest, run):
                return
            # The edition is no longer needed: what it sent is kept by itself.
            connection.execute(upsert(connection, runs, ended))
            if run.state in ("sent", "unknown") and run.edition is not None:
                for row in _sent(digest, run.edition, run.ended_at or run.due_at):
                    connection.execute(upsert(connection, sent, row))
            _prune(connection, digest.id)

    def list_history(self, digest: int, limit: int) -> Sequence[Run]:
        """A digest's runs, newest first, without their editions."""
        columns = [column for column in runs.c if column is not runs.c.edition]
        statement = (
            sa.select(*columns)
            .where(runs.c.digest == digest)
            .order_by(runs.c.due_at.desc(), runs.c.id.desc())
            .limit(limit)
        )
        with read_transaction(self.engine) as connection:
            return [_run_of(row) for row in connection.execute(statement).mappings()]

    def get_sent_before(self, digest: Digest) -> SentBefore:
        """What the digest sent, and what its readers had by any."""
        mine = sa.select(sent).where(sent.c.digest == digest.id).order_by(sent.c.at, sent.c.article)
        theirs = sa.select(sent.c.article).where(sent.c.place == digest.audience)
        with read_transaction(self.engine) as connection:
            rows = connection.execute(mine).mappings().all()
            place = frozenset(connection.execute(theirs).scalars())
        return SentBefore(
            headlines={row["article"]: row["headline"] for row in rows},
            redated=frozenset(row["article"] for row in rows if row["redated"]),
            received=place,
        )


def _unchanged(connection: Connection, beginnings: Sequence[RunStart], now: datetime) -> Sequence[RunStart]:
    """Those whose digests are as they were when they were read, held as they are until the transaction ends."""
    ids = [beginning.digest.id for beginning in beginnings]
    columns = (digests.c.id, digests.c.due_at, digests.c.schedule, digests.c.zone)
    # In one order, whoever asks: two that wait for each other would wait for ever.
    held = sa.select(*columns).where(digests.c.id.in_(ids)).order_by(digests.c.id).with_for_update()
    there = {row.id: row for row in connection.execute(held)}

    def is_unchanged(beginning: RunStart) -> bool:
        digest, run, missed = beginning
        due = run.due_at if run else missed[-1].due_at if missed else now
        row = there.get(digest.id)
        if row is None or row.due_at is None or row.due_at > due:
            return False
        return (row.schedule, row.zone) == (digest.schedule, digest.zone)

    return [beginning for beginning in beginnings if is_unchanged(beginning)]


def _new(connection: Connection, some: Sequence[Run]) -> Collection[str]:
    """Keep runs; the ids of those that were not there yet. (The count of rows means nothing in PostgreSQL's driver
    here.)"""
    statement = insert_new(connection, runs).returning(runs.c.id)
    return frozenset(connection.execute(statement, [_row_of(run) for run in some]).scalars()) if some else ()


def _sent(digest: Digest, edition: Edition, at: datetime) -> list[dict[str, Any]]:
    """What an edition told, and what it corrected, with the headline that its readers know now."""
    articles = [*(entry.article for entry in edition.entries), *(change.article for change in edition.changes)]
    return [
        {
            "digest": digest.id,
            "article": article.id,
            "place": digest.audience,
            "headline": article.title,
            "redated": article.redated is not None,
            "at": at,
        }
        for article in articles
    ]


def _leave(connection: Connection, digest: Digest, run: Run) -> bool:
    """Keep what a run changes of its digest; False where that is gone."""
    row = digest_to_row(digest)
    values = {name: row[name] for name in ("failures", "editions", "since")}
    # A restore meanwhile has moved it on.
    values["cursor"] = sa.case((digests.c.cursor > digest.cursor, digests.c.cursor), else_=digest.cursor)
    if run.state == "failed" and digest.state == "paused":
        values |= {"state": digest.state, "why": digest.why, "due_at": None}
    return connection.execute(sa.update(digests).where(digests.c.id == digest.id).values(values)).rowcount > 0


def _prune(connection: Connection, digest: int) -> None:
    oldest = (
        sa.select(runs.c.due_at).where(runs.c.digest == digest).order_by(runs.c.due_at.desc()).offset(KEPT).limit(1)
    )
    edge = connection.execute(oldest).scalar_one_or_none()
    if edge is not None:
        old = (runs.c.digest == digest) & (runs.c.due_at <= edge) & (runs.c.state != "begun")
        connection.execute(sa.delete(runs).where(old))


def _row_of(run: Run) -> dict[str, Any]:
    row = structs.asdict(run)
    return {**row, "edition": _encode(run.edition) if run.edition is not None else None}


def _run_of(row: RowMapping) -> Run:
    fields = cast("dict[str, Any]", dict(row))
    encoded = fields.pop("edition", None)
    return Run(**fields, edition=_decode(encoded) if encoded is not None else None)
