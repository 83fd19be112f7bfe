"""Digests and settings in the store: `ports.Digests`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from msgspec import Struct, structs
from sqlalchemy import Engine, RowMapping

from bot.digests.digest import Digest
from bot.store.dialects import upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import digests, zones


class StoredContent(Struct, frozen=True, omit_defaults=True):
    """What a digest sends and how. A field may be added with a default, never renamed: older rows stay readable."""

    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    words: str = ""
    count: int = 5
    order: str = "newest"
    empty: str = "skip"
    role: int | None = None
    locale: str = ""


_WANTED = frozenset(StoredContent.__struct_fields__)
_OF_RUNS = frozenset({"id", "editions", "cursor", "since"})
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(StoredContent).decode


@dataclass(frozen=True, slots=True)
class StoredDigests:
    """Digests in a database."""

    engine: Engine

    def add(self, digest: Digest) -> Digest:
        """Keep a new one; its id is given here."""
        values = {name: value for name, value in digest_to_row(digest).items() if name != "id"}
        with write_transaction(self.engine) as connection:
            added = connection.execute(sa.insert(digests).values(values).returning(digests.c.id)).scalar_one()
        return structs.replace(digest, id=added)

    def get(self, number: int) -> Digest | None:
        """One by its id."""
        found = self._of(digests.c.id == number)
        return found[0] if found else None

    def update(self, digest: Digest) -> bool:
        """Keep a changed one; False where it has been deleted.

        What its runs have come to stays as it is, since one may have ended while somebody thought about the change.
        """
        values = {name: value for name, value in digest_to_row(digest).items() if name not in _OF_RUNS}
        with write_transaction(self.engine) as connection:
            statement = sa.update(digests).where(digests.c.id == digest.id).values(values)
            return connection.execute(statement).rowcount > 0

    def list_for_server(self, server: int) -> Sequence[Digest]:
        """Those of a server, in the order they were made."""
        return self._of(digests.c.server == server)

    def list_for_person(self, person: int) -> Sequence[Digest]:
        """A person's own."""
        return self._of(digests.c.server.is_(None) & (digests.c.creator == person))

    def list_unreachable_people(self) -> Sequence[int]:
        """The people whose own digests are paused because their direct messages are closed."""
        statement = sa.select(digests.c.creator).where(digests.c.why == "closed", digests.c.server.is_(None)).distinct()
        with read_transaction(self.engine) as connection:
            return list(connection.execute(statement).scalars())

    def delete_drafts(self, before: datetime) -> int:
        """Delete what was drafted before then and never saved; how many that were."""
        old = (digests.c.state == "draft") & (digests.c.since < before)
        with write_transaction(self.engine) as connection:
            return connection.execute(sa.delete(digests).where(old)).rowcount

    def delete(self, number: int) -> None:
        """Forget one, with its runs and what it sent."""
        with write_transaction(self.engine) as connection:
            connection.execute(sa.delete(digests).where(digests.c.id == number))

    def get_zone(self, server: int | None, person: int) -> str:
        """The time zone of a server, or of a person; empty where none was named."""
        statement = sa.select(zones.c.zone).where(zones.c.whose == setting_owner(server, person))
        with read_transaction(self.engine) as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Keep it."""
        with write_transaction(self.engine) as connection:
            connection.execute(upsert(connection, zones, {"whose": setting_owner(server, person), "zone": zone}))

    def _of(self, condition: sa.ColumnElement[bool]) -> Sequence[Digest]:
        with read_transaction(self.engine) as connection:
            rows = connection.execute(sa.select(digests).where(condition).order_by(digests.c.id)).mappings()
            return [row_to_digest(row) for row in rows]


def setting_owner(server: int | None, person: int) -> str:
    """The name under which a setting of a server, or of a person, is kept."""
    return f"person {person}" if server is None else f"server {server}"


def digest_to_row(digest: Digest) -> dict[str, Any]:
    """A digest as a row."""
    fields = structs.asdict(digest)
    wanted = StoredContent(**{name: fields.pop(name) for name in _WANTED})
    return {**fields, "wanted": _encode(wanted)}


def row_to_digest(row: RowMapping) -> Digest:
    """A row as a digest."""
    fields = cast("dict[str, Any]", dict(row))
    wanted = _decode(fields.pop("wanted"))
    return Digest(**fields, **structs.asdict(wanted))
