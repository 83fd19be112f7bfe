"""What is stored about follows besides their digests: `store_ports.FollowStore` on a database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.digests.alerts.timing import AlertHistory
from bot.digests.digest import Digest
from bot.digests.store_ports.follows import BegunAlert, FollowMove
from bot.store.engine import read_transaction, write_transaction
from bot.store.processes.notifications import notify
from bot.store.schema import digests, follows, runs, sent
from bot.store.tables.digests import ALL_DIGESTS, IS_ACTIVE, IS_MUTED, row_to_digest
from bot.store.tables.runs import insert_new_runs

_AT_ONCE = 10_000
"""How many ids one statement asks for. SQLite accepts 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class StoredFollows:
    """The follows in a database. `owner`: names this process in the rows of the runs that it has claimed."""

    engine: Engine
    owner: str

    def list_ready(self, now: datetime, batch: int) -> Sequence[Digest]:
        """List the follows to check.

        These are the follows whose alert can leave now, and those with nothing waiting that have not seen this batch.
        Muted follows are among them once their time is over.
        """
        is_due = (IS_ACTIVE | IS_MUTED) & (follows.c.due_at <= now)
        has_news = IS_ACTIVE & follows.c.due_at.is_(None) & (digests.c.cursor < batch)
        statement = ALL_DIGESTS.where(follows.c.digest.is_not(None), is_due | has_news).order_by(digests.c.id)
        with read_transaction(self.engine) as connection:
            return [row_to_digest(row) for row in connection.execute(statement).mappings()]

    def get_steps(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, int]]:
        """Return what follows have reported: for each, the step at which it told each article's story."""
        steps: defaultdict[int, dict[str, int]] = defaultdict(dict)
        remaining = iter(numbers)
        with read_transaction(self.engine) as connection:
            while chunk := list(islice(remaining, _AT_ONCE)):
                statement = sa.select(sent.c.digest, sent.c.article, sent.c.step).where(sent.c.digest.in_(chunk))
                for number, article, step in connection.execute(statement):
                    steps[number][article] = step
        return steps

    def get_histories(self, numbers: Collection[int], since: datetime) -> Mapping[int, AlertHistory]:
        """Return what became of the alerts of follows since a time. Follows without alerts are left out."""
        is_recent = (runs.c.state == "begun") | (runs.c.ended_at > since)
        outcomes: defaultdict[int, list[tuple[str, datetime | None]]] = defaultdict(list)
        remaining = iter(numbers)
        with read_transaction(self.engine) as connection:
            while chunk := list(islice(remaining, _AT_ONCE)):
                columns = (runs.c.digest, runs.c.state, runs.c.ended_at)
                for number, state, ended_at in connection.execute(
                    sa.select(*columns).where(runs.c.digest.in_(chunk), is_recent)
                ):
                    outcomes[number].append((state, ended_at))
        return {number: _build_history(alert_outcomes) for number, alert_outcomes in outcomes.items()}

    def begin(self, alerts: Sequence[BegunAlert]) -> Sequence[BegunAlert]:
        """Store the runs of alerts, with their editions, and when the follows are checked next, in one transaction.

        Returns those that were stored. The follows of the others were paused, or ended an alert, since they were read.
        """
        begun: list[BegunAlert] = []
        with write_transaction(self.engine) as connection:
            # Always in the same order: otherwise two transactions could wait for each other.
            for alert in sorted(alerts, key=lambda alert: alert.follow.id):
                run, follow = alert
                if _lock_unchanged(connection, follow) and insert_new_runs(connection, [run], self.owner):
                    statement = sa.update(follows).where(follows.c.digest == follow.id).values(due_at=follow.due_at)
                    connection.execute(statement)
                    begun.append(alert)
        return begun

    def move_on(self, moves: Sequence[FollowMove]) -> None:
        """Store when the alerts of follows can leave, and their new cursors.

        Follows that were paused, or that ended an alert, since they were read stay as they are.
        """
        # Always in the same order: otherwise two transactions could wait for each other.
        rows = [
            {
                "number": follow.id,
                "state_then": follow.state,
                "cursor_then": follow.cursor,
                "due": due_at,
                "upto": cursor,
            }
            for follow, due_at, cursor in sorted(moves, key=lambda move: move.follow.id)
        ]
        is_unchanged = (
            (digests.c.id == sa.bindparam("number"))
            & (digests.c.state == sa.bindparam("state_then"))
            & (digests.c.cursor == sa.bindparam("cursor_then"))
        )
        unchanged = sa.select(digests.c.id).where(is_unchanged).scalar_subquery()
        schedule = sa.update(follows).where(follows.c.digest == unchanged).values(due_at=sa.bindparam("due"))
        advance = sa.update(digests).where(is_unchanged).values(cursor=sa.bindparam("upto"))
        with write_transaction(self.engine) as connection:
            connection.execute(schedule, rows)
            connection.execute(advance, rows)

    def resume(self, number: int, cursor: int) -> bool:
        """Let a paused or muted follow go on after a batch. Return False if it is neither."""
        is_paused = (digests.c.id == number) & (digests.c.state == "paused")
        values: dict[str, Any] = {"state": "active", "why": "", "failures": 0}
        # A restore may have moved the cursor on meanwhile; never move it back.
        values["cursor"] = sa.case((digests.c.cursor > cursor, digests.c.cursor), else_=cursor)
        with write_transaction(self.engine) as connection:
            is_resumed = connection.execute(sa.update(digests).where(is_paused).values(values)).rowcount > 0
            if is_resumed:
                connection.execute(sa.update(follows).where(follows.c.digest == number).values(due_at=None))
            notify(connection)
        return is_resumed


def _build_history(outcomes: Sequence[tuple[str, datetime | None]]) -> AlertHistory:
    """Return what became of alerts from the states of their runs, and when these ended."""
    sent_at = sorted(at for state, at in outcomes if at is not None and state in ("sent", "unknown"))
    failed = [at for state, at in outcomes if at is not None and state in ("failed", "missed")]
    failed_at = max(failed, default=None)
    if failed_at is not None and sent_at and sent_at[-1] > failed_at:
        failed_at = None
    return AlertHistory(sent_at, failed_at, any(state == "begun" for state, _ in outcomes))


def _lock_unchanged(connection: Connection, follow: Digest) -> bool:
    """Lock a follow until the transaction ends. Return whether it is still active, and no alert ended meanwhile."""
    statement = sa.select(digests.c.state, digests.c.cursor).where(digests.c.id == follow.id).with_for_update()
    row = connection.execute(statement).one_or_none()
    return row is not None and (row.state, row.cursor) == (follow.state, follow.cursor)
