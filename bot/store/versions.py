"""Which versions of the bot can use a database. Several can for a while, when processes are replaced one by one."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.schema import REVISION, notes

SCHEMA_KEY = 0x6E75746B
"""The key of PostgreSQL's advisory lock on the tables: shared by all processes that use them, held exclusively by a
migration that the previous version can't work with."""

OLDEST = "oldest"
"""The note with the revision of the oldest version that can use the tables."""


def is_usable(connection: Connection) -> bool:
    """Return whether this version can use the tables. It can use those of a newer version that says so."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return True
    revisions = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
    if max(revisions, default="") <= REVISION:
        return True
    oldest = connection.execute(sa.select(notes.c.value).where(notes.c.name == OLDEST)).scalar_one_or_none()
    return oldest is not None and oldest <= REVISION
