"""Digests and time zones: `store_ports.DigestStore` on a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from msgspec import Struct, structs
from sqlalchemy import Connection, Engine, RowMapping

from bot.digests.digest import Digest, DigestState
from bot.digests.follow import FollowRule
from bot.digests.store_ports.digests import DraftOutcome
from bot.store.dialects import upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.processes.notifications import notify
from bot.store.schema import digests, follows, runs, zones


class StoredContent(Struct, frozen=True, omit_defaults=True):
    """What a digest sends, as it is stored in one column.

    Add a field only with a default, and never rename one, so that older rows stay readable.
    """

    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    words: str = ""
    count: int = 5
    order: str = "newest"
    empty: str = "skip"
    role: int | None = None
    locale: str = ""
    page_key: str = ""
    publish: bool = False


ALL_DIGESTS = sa.select(digests, follows.c.rule, follows.c.due_at.label("alert_at")).outerjoin(follows)
"""Selects digests with what makes some of them follows. `row_to_digest` reads its rows."""

IS_ACTIVE = digests.c.state == "active"
IS_MUTED = (digests.c.state == "paused") & (digests.c.why == "muted")

_CONTENT_FIELDS = frozenset(StoredContent.__struct_fields__)
_NEVER_UPDATED = frozenset({"id", "editions", "cursor", "since"})
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(StoredContent).decode
_decode_rule = msgspec.msgpack.Decoder(FollowRule).decode


@dataclass(frozen=True, slots=True)
class StoredDigests:
    """The digests in a database."""

    engine: Engine

    def add(self, digest: Digest) -> Digest:
        """Store a new digest and return it with its id."""
        row = {name: value for name, value in digest_to_row(digest).items() if name != "id"}
        with write_transaction(self.engine) as connection:
            number = connection.execute(sa.insert(digests).values(row).returning(digests.c.id)).scalar_one()
            if digest.follow is not None:
                follow = {"digest": number, "rule": _encode(digest.follow), "due_at": digest.due_at}
                connection.execute(sa.insert(follows).values(follow))
            notify(connection)
        return structs.replace(digest, id=number)

    def get(self, number: int) -> Digest | None:
        """Return a digest by its id."""
        matches = self._select(digests.c.id == number)
        return matches[0] if matches else None

    def list_all(self) -> Sequence[Digest]:
        """List every digest, oldest first."""
        return self._select(sa.true())

    def list_places(self) -> Sequence[tuple[int, int, int]]:
        """List the channels that active digests go to: server, channel, and how many digests."""
        statement = (
            sa.select(digests.c.server, digests.c.channel, sa.func.count())
            .where(digests.c.state == "active", digests.c.server.is_not(None))
            .group_by(digests.c.server, digests.c.channel)
            .order_by(digests.c.server, digests.c.channel)
        )
        with read_transaction(self.engine) as connection:
            return [(server, channel, count) for server, channel, count in connection.execute(statement)]

    def update(self, digest: Digest, *, was: DigestState | None = None) -> bool:
        """Store a changed digest. Return False if it was deleted, or if it is no longer in the state `was`.

        The columns that runs change stay as they are, because a run may have ended while somebody edited the digest.
        """
        with write_transaction(self.engine) as connection:
            return _update(connection, digest, was)

    def change(self, number: int, change: Callable[[Digest], Digest | None]) -> Digest | None:
        """Change a digest as it is now, in one transaction, and return it. `change` returns None to leave it.

        Returns None in that case, and if the digest was deleted. The columns that runs change stay as they are; see
        `update`.
        """
        statement = ALL_DIGESTS.where(digests.c.id == number).with_for_update(of=digests)
        with write_transaction(self.engine) as connection:
            row = connection.execute(statement).mappings().one_or_none()
            changed = change(row_to_digest(row)) if row else None
            if changed is not None:
                _update(connection, changed, None)
        return changed

    def confirm_draft(self, digest: Digest, limit: int) -> DraftOutcome:
        """Store a draft that was confirmed, unless its owner has `limit` digests that are not drafts.

        Digests and follows are counted separately.
        """
        is_owners = digests.c.server == digest.server
        if digest.server is None:
            is_owners = digests.c.server.is_(None) & (digests.c.creator == digest.creator)
        # The rows are locked (in SQLite, everything is), so two drafts that are saved together count each other.
        is_follow = digests.c.id.in_(sa.select(follows.c.digest)).label("is_follow")
        statement = sa.select(digests.c.state, is_follow).where(is_owners).order_by(digests.c.id).with_for_update()
        with write_transaction(self.engine) as connection:
            rows = connection.execute(statement).all()
            same_kind = [row for row in rows if row.is_follow == (digest.follow is not None)]
            if sum(row.state != "draft" for row in same_kind) >= limit:
                return "full"
            return "saved" if _update(connection, digest, "draft") else "changed"

    def list_for_server(self, server: int) -> Sequence[Digest]:
        """List a server's digests, oldest first."""
        return self._select(digests.c.server == server)

    def list_for_person(self, person: int) -> Sequence[Digest]:
        """List a person's own digests, oldest first."""
        return self._select(digests.c.server.is_(None) & (digests.c.creator == person))

    def finish_restore(self, now: datetime, find_next_due: Callable[[Digest], datetime | None]) -> None:
        """Give each active digest its next due time, and date the runs that the restore ended."""
        # A follow is due when something arrives.
        active = ALL_DIGESTS.where(IS_ACTIVE, follows.c.digest.is_(None)).order_by(digests.c.id)
        with write_transaction(self.engine) as connection:
            for row in connection.execute(active.with_for_update(of=digests)).mappings().all():
                due_at = find_next_due(row_to_digest(row))
                connection.execute(sa.update(digests).where(digests.c.id == row["id"]).values(due_at=due_at))
            undated = (runs.c.state == "unknown") & runs.c.ended_at.is_(None)
            connection.execute(sa.update(runs).where(undated).values(ended_at=now))

    def list_unreachable_people(self) -> Sequence[int]:
        """List the people whose own digests are paused because they do not accept direct messages."""
        statement = sa.select(digests.c.creator).where(digests.c.why == "closed", digests.c.server.is_(None)).distinct()
        with read_transaction(self.engine) as connection:
            return list(connection.execute(statement).scalars())

    def delete_drafts(self, before: datetime) -> int:
        """Delete drafts that were created before a given time and never confirmed. Returns how many."""
        expired = (digests.c.state == "draft") & (digests.c.since < before)
        with write_transaction(self.engine) as connection:
            return connection.execute(sa.delete(digests).where(expired)).rowcount

    def delete(self, number: int, *, was: DigestState | None = None) -> bool:
        """Delete a digest, its runs, and the record of what it sent.

        Returns False if it was already deleted, or if it is no longer in the state `was`.
        """
        with write_transaction(self.engine) as connection:
            is_deleted = connection.execute(sa.delete(digests).where(_is_digest(number, was))).rowcount > 0
            notify(connection)
            return is_deleted

    def get_zone(self, server: int | None, person: int) -> str:
        """Return the time zone of a server or, if `server` is None, of a person; empty if none is set."""
        statement = sa.select(zones.c.zone).where(zones.c.whose == format_owner(server, person))
        with read_transaction(self.engine) as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Store the time zone of a server or, if `server` is None, of a person."""
        with write_transaction(self.engine) as connection:
            connection.execute(upsert(connection, zones, {"whose": format_owner(server, person), "zone": zone}))

    def _select(self, condition: sa.ColumnElement[bool]) -> Sequence[Digest]:
        with read_transaction(self.engine) as connection:
            rows = connection.execute(ALL_DIGESTS.where(condition).order_by(digests.c.id)).mappings()
            return [row_to_digest(row) for row in rows]


def _update(connection: Connection, digest: Digest, was: DigestState | None) -> bool:
    row = {name: value for name, value in digest_to_row(digest).items() if name not in _NEVER_UPDATED}
    is_updated = connection.execute(sa.update(digests).where(_is_digest(digest.id, was)).values(row)).rowcount > 0
    if is_updated and digest.follow is not None:
        values = {"rule": _encode(digest.follow), "due_at": digest.due_at}
        connection.execute(sa.update(follows).where(follows.c.digest == digest.id).values(values))
    notify(connection)
    return is_updated


def _is_digest(number: int, was: DigestState | None) -> sa.ColumnElement[bool]:
    is_digest = digests.c.id == number
    return is_digest if was is None else is_digest & (digests.c.state == was)


def format_owner(server: int | None, person: int) -> str:
    """Return the key under which a setting of a server or, if `server` is None, of a person is stored."""
    return f"person {person}" if server is None else f"server {server}"


def digest_to_row(digest: Digest) -> dict[str, Any]:
    """Return a digest as a row, without what makes it a follow."""
    fields = structs.asdict(digest)
    content = StoredContent(**{name: fields.pop(name) for name in _CONTENT_FIELDS})
    if fields.pop("follow") is not None:
        fields["due_at"] = None
    return {**fields, "wanted": _encode(content)}


def row_to_digest(row: RowMapping) -> Digest:
    """Return a row of `ALL_DIGESTS` as a digest."""
    fields = cast("dict[str, Any]", dict(row))
    content = _decode(fields.pop("wanted"))
    rule, alert_at = fields.pop("rule"), fields.pop("alert_at")
    if rule is not None:
        fields |= {"follow": _decode_rule(rule), "due_at": alert_at}
    return Digest(**fields, **structs.asdict(content))
