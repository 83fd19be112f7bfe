"""Runs and what they sent: `store_ports.RunStore` on a database. Changes that belong together are one transaction."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from msgspec import structs
from sqlalchemy import Connection, Engine, RowMapping

from bot.coverage.article import Article
from bot.digests.digest import Digest, Edition, Run, SentArticle, Step
from bot.digests.editions.compose import SentBefore
from bot.digests.editions.steps import list_delivered
from bot.digests.store_ports.runs import RunStart
from bot.store.dialects import insert_new, upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.processes.notifications import notify
from bot.store.schema import digests, follows, runs, sent
from bot.store.tables.digests import ALL_DIGESTS, IS_ACTIVE, IS_MUTED, digest_to_row, row_to_digest

MAX_RUNS = 200
"""How many runs of one digest are kept. Older ones are deleted."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Edition).decode
_decode_steps = msgspec.msgpack.Decoder(tuple[Step, ...]).decode


@dataclass(frozen=True, slots=True)
class StoredRuns:
    """The runs in a database. `owner`: names this process in the rows of the runs that it has claimed."""

    engine: Engine
    owner: str

    def get_next_due(self) -> datetime | None:
        """Return the time at which the next digest is due, or the next message is to be published."""
        next_edition = sa.select(sa.func.min(digests.c.due_at))
        next_alert = sa.select(sa.func.min(follows.c.due_at)).join(digests).where(IS_ACTIVE | IS_MUTED)
        next_publication = sa.select(sa.func.min(runs.c.publish_at))
        statements = (next_edition, next_alert, next_publication)
        with read_transaction(self.engine) as connection:
            times = [connection.execute(statement).scalar_one() for statement in statements]
        return min((time for time in times if time is not None), default=None)

    def list_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """List active digests that are due, the most overdue first."""
        statement = ALL_DIGESTS.where(digests.c.due_at <= now).order_by(digests.c.due_at, digests.c.id).limit(limit)
        with read_transaction(self.engine) as connection:
            return [row_to_digest(row) for row in connection.execute(statement).mappings()]

    def begin(self, starts: Sequence[RunStart], now: datetime) -> Sequence[Run]:
        """Store the runs and the digests' next due times in one transaction.

        Returns the runs that were not stored before, missed ones too, in the same order. Skips a digest that was
        changed since it was read; the next round reads it again.
        """
        with write_transaction(self.engine) as connection:
            unchanged = _lock_unchanged_starts(connection, starts, now)
            if not unchanged:
                return []
            connection.execute(
                sa.update(digests)
                .where(digests.c.id == sa.bindparam("number"))
                .values(due_at=sa.bindparam("next_due")),
                [{"number": digest.id, "next_due": digest.due_at} for digest, _, _ in unchanged],
            )
            candidates = [run for start in unchanged for run in (*start.missed, start.run) if run is not None]
            new = insert_new_runs(connection, candidates, self.owner)
        return [run for run in candidates if run.id in new]

    def begin_requested(self, run: Run, *, is_claimed: bool = True) -> bool:
        """Store a run that a person asked for, unless its digest was deleted.

        `is_claimed`: this process delivers it; otherwise the process that delivers is notified. Returns False if a run
        of this id exists already.
        """
        with write_transaction(self.engine) as connection:
            if not is_claimed:
                notify(connection)
            return connection.execute(lock_digest(run.digest)).first() is None or bool(
                insert_new_runs(connection, [run], self.owner if is_claimed else "")
            )

    def get(self, number: str) -> Run | None:
        """Return a run by its id."""
        with read_transaction(self.engine) as connection:
            row = connection.execute(sa.select(runs).where(runs.c.id == number)).mappings().one_or_none()
        return _row_to_run(row) if row else None

    def list_unfinished(self) -> Sequence[Run]:
        """List runs that have begun and not ended, the most overdue first."""
        statement = sa.select(runs).where(runs.c.state == "begun").order_by(runs.c.due_at, runs.c.id)
        with read_transaction(self.engine) as connection:
            return [_row_to_run(row) for row in connection.execute(statement).mappings()]

    def claim_unfinished(self) -> Sequence[Run]:
        """Claim all runs that have begun and not ended, and list them, the most overdue first."""
        is_begun = runs.c.state == "begun"
        statement = sa.select(runs).where(is_begun, runs.c.owner == self.owner).order_by(runs.c.due_at, runs.c.id)
        with write_transaction(self.engine) as connection:
            connection.execute(sa.update(runs).where(is_begun, runs.c.owner != self.owner).values(owner=self.owner))
            return [_row_to_run(row) for row in connection.execute(statement).mappings()]

    def is_claimed(self, number: str) -> bool:
        """Return whether a run has not ended and our claim stands."""
        statement = sa.select(runs.c.id).where(runs.c.id == number, self._is_ours)
        with read_transaction(self.engine) as connection:
            return connection.execute(statement).first() is not None

    def record_attempt(self, run: Run) -> bool:
        """Store when the run's next message was first attempted, its edition, and its steps. Called before the attempt.

        Returns False, and changes nothing, if our claim doesn't stand.
        """
        row = _run_to_row(run)
        values = {name: row[name] for name in ("tried_at", "edition", "steps")}
        statement = sa.update(runs).where(runs.c.id == run.id, self._is_ours).values(values)
        with write_transaction(self.engine) as connection:
            return connection.execute(statement).rowcount > 0

    def record_end(self, run: Run, digest: Digest) -> bool:
        """Store how a run ended, what it sent, and the digest's new state, in one transaction.

        Only the columns of the digest that runs change are stored, because somebody may have edited the rest meanwhile.
        Returns False, and changes nothing, if our claim doesn't stand.
        """
        # The edition is no longer needed: what it sent is in a table of its own.
        row = {**_run_to_row(run), "edition": None, "owner": self.owner}
        with write_transaction(self.engine) as connection:
            # Lock the digest first, as a deletion does. If it was deleted, so were its runs.
            if connection.execute(lock_digest(digest.id)).first() is None:
                return False
            # A restore may have removed the run, or ended it as unknown; or we stored this, and the answer was lost.
            is_ours = (runs.c.owner == self.owner) & runs.c.state.in_(("begun", "unknown", run.state))
            statement = upsert(connection, runs, row, where=is_ours).returning(runs.c.id)
            if connection.execute(statement).first() is None:
                return False
            _update_digest(connection, digest, run)
            if digest.state == "paused":
                # Any process may be the next one that a person with closed direct messages uses, and it must tell them.
                notify(connection)
            for sent_row in _list_sent(digest, run):
                connection.execute(upsert(connection, sent, sent_row))
            for changed_row in _list_changed(digest, run):
                is_changed = (sent.c.digest == digest.id) & (sent.c.article == changed_row["article"])
                connection.execute(sa.update(sent).where(is_changed).values(changed_row))
            _prune(connection, digest.id)
        return True

    def claim_publications(self, now: datetime, until: datetime) -> Sequence[Run]:
        """List the ended runs whose message is to be published now, and keep others from doing so until a time."""
        is_due = runs.c.publish_at <= now
        with write_transaction(self.engine) as connection:
            statement = sa.select(runs).where(is_due).order_by(runs.c.publish_at, runs.c.id).with_for_update()
            due_runs = [_row_to_run(row) for row in connection.execute(statement).mappings()]
            if due_runs:
                connection.execute(sa.update(runs).where(is_due).values(publish_at=until))
        return due_runs

    def record_publication(self, run: Run) -> None:
        """Store the steps of a run that has ended, and when to try again to publish its message."""
        row = _run_to_row(run)
        values = {name: row[name] for name in ("steps", "publish_at")}
        with write_transaction(self.engine) as connection:
            connection.execute(sa.update(runs).where(runs.c.id == run.id, runs.c.state != "begun").values(values))

    @property
    def _is_ours(self) -> sa.ColumnElement[bool]:
        return (runs.c.state == "begun") & (runs.c.owner == self.owner)

    def list_history(self, digest: int, limit: int) -> Sequence[Run]:
        """List a digest's runs, newest first, without their editions."""
        columns = [column for column in runs.c if column is not runs.c.edition]
        statement = (
            sa.select(*columns)
            .where(runs.c.digest == digest)
            .order_by(runs.c.due_at.desc(), runs.c.id.desc())
            .limit(limit)
        )
        with read_transaction(self.engine) as connection:
            return [_row_to_run(row) for row in connection.execute(statement).mappings()]

    def list_sent(self, digest: int, limit: int) -> Sequence[SentArticle]:
        """List the last articles that a digest has sent, newest first."""
        columns = (sent.c.article, sent.c.at)
        newest = sa.select(*columns).where(sent.c.digest == digest).order_by(sent.c.at.desc(), sent.c.article)
        with read_transaction(self.engine) as connection:
            return [SentArticle(article, at) for article, at in connection.execute(newest.limit(limit))]

    def get_sent_before(self, digest: Digest, *, by_any: bool = False) -> SentBefore:
        """Return what the digest has sent, and what its readers received from any digest.

        `by_any`: what any digest has sent to the same readers counts as the digest's own.
        """
        is_read = sent.c.place == digest.audience
        statement = sa.select(sent).where(is_read if by_any else sent.c.digest == digest.id)
        with read_transaction(self.engine) as connection:
            rows = connection.execute(statement.order_by(sent.c.at, sent.c.article)).mappings().all()
            received = frozenset(connection.execute(sa.select(sent.c.article).where(is_read)).scalars())
        return SentBefore(
            headlines={row["article"]: row["headline"] for row in rows},
            redated=frozenset(row["article"] for row in rows if row["redated"]),
            posts={
                row["article"]: row["channel"] for row in rows if row["place"] == digest.audience and row["channel"]
            },
            shown=frozenset(row["article"] for row in rows if row["message"]),
            received=received,
        )


def _lock_unchanged_starts(connection: Connection, starts: Sequence[RunStart], now: datetime) -> Sequence[RunStart]:
    """Select the starts whose digests are unchanged since they were read, and lock these until the transaction ends."""
    ids = [start.digest.id for start in starts]
    columns = (digests.c.id, digests.c.due_at, digests.c.schedule, digests.c.zone)
    # Always lock in the same order: otherwise two transactions could wait for each other.
    statement = sa.select(*columns).where(digests.c.id.in_(ids)).order_by(digests.c.id).with_for_update()
    rows = {row.id: row for row in connection.execute(statement)}

    def is_unchanged(start: RunStart) -> bool:
        digest, run, missed = start
        due_at = run.due_at if run else missed[-1].due_at if missed else now
        row = rows.get(digest.id)
        if row is None or row.due_at is None or row.due_at > due_at:
            return False
        return (row.schedule, row.zone) == (digest.schedule, digest.zone)

    return [start for start in starts if is_unchanged(start)]


def lock_digest(number: int) -> sa.Select[tuple[int]]:
    """Build a statement that locks a digest until the transaction ends."""
    return sa.select(digests.c.id).where(digests.c.id == number).with_for_update()


def insert_new_runs(connection: Connection, new: Sequence[Run], owner: str) -> Collection[str]:
    """Insert runs, except for those that exist. Return the ids of the inserted ones.

    (PostgreSQL's driver gives no usable row count here.)
    """
    if not new:
        return ()
    statement = insert_new(connection, runs).returning(runs.c.id)
    rows = [{**_run_to_row(run), "owner": owner} for run in new]
    return frozenset(connection.execute(statement, rows).scalars())


def _list_sent(digest: Digest, run: Run) -> Iterator[dict[str, Any]]:
    """List the articles that a run sent, as rows, with the headline that its readers know now."""
    for article, step, channel, message, quote in list_delivered(run):
        row = {**_build_sent_row(digest, run, article), "digest": digest.id, "withdrawn": False}
        yield {**row, "step": step, "channel": channel, "message": message, "quote": quote}


def _list_changed(digest: Digest, run: Run) -> Iterator[dict[str, Any]]:
    """List the articles that a run corrected, as rows. They stay in the messages in which they were sent."""
    if run.edition is not None and run.state in ("sent", "unknown"):
        for change in run.edition.changes:
            yield _build_sent_row(digest, run, change.article)


def _build_sent_row(digest: Digest, run: Run, article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "place": digest.audience,
        "headline": article.title,
        "redated": article.redated is not None,
        "at": run.ended_at or run.due_at,
    }


def _update_digest(connection: Connection, digest: Digest, run: Run) -> None:
    """Store what a run changes in its digest."""
    row = digest_to_row(digest)
    values = {name: row[name] for name in ("failures", "editions", "since")}
    # A restore may have moved the cursor on meanwhile; never move it back.
    values["cursor"] = sa.case((digests.c.cursor > digest.cursor, digests.c.cursor), else_=digest.cursor)
    if run.state == "failed" and digest.state == "paused":
        values |= {"state": digest.state, "why": digest.why, "due_at": None}
    connection.execute(sa.update(digests).where(digests.c.id == digest.id).values(values))


def _prune(connection: Connection, digest: int) -> None:
    """Delete a digest's runs beyond `MAX_RUNS`, except for unfinished ones."""
    newest_deleted = (
        sa.select(runs.c.due_at).where(runs.c.digest == digest).order_by(runs.c.due_at.desc()).offset(MAX_RUNS).limit(1)
    )
    due_at = connection.execute(newest_deleted).scalar_one_or_none()
    if due_at is not None:
        old = (runs.c.digest == digest) & (runs.c.due_at <= due_at) & (runs.c.state != "begun")
        connection.execute(sa.delete(runs).where(old))


def _run_to_row(run: Run) -> dict[str, Any]:
    row = structs.asdict(run)
    edition = _encode(run.edition) if run.edition is not None else None
    return {**row, "edition": edition, "steps": _encode(run.steps) if run.steps else None}


def _row_to_run(row: RowMapping) -> Run:
    fields = cast("dict[str, Any]", dict(row))
    del fields["owner"]
    edition, steps = fields.pop("edition", None), fields.pop("steps")
    return Run(
        **fields,
        edition=_decode(edition) if edition is not None else None,
        steps=_decode_steps(steps) if steps is not None else (),
    )
