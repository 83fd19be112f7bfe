"""Creates the tables, or upgrades them to this version, with Alembic. Imported only if that is needed."""

import logging
from collections.abc import Sequence
from pathlib import Path

import alembic.command
import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

from bot.digests.store_ports.errors import StoreError
from bot.store.dialects import upsert
from bot.store.schema import metadata, notes
from bot.store.versions import OLDEST, SCHEMA_KEY, is_usable

_log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
"""The folder that Alembic runs: its environment, and the migrations."""


def upgrade(connection: Connection) -> bool:
    """Run the missing migrations, in the transaction of the connection. Call it again later if it returns False.

    In that case it changed nothing, because a running process can't work with one of the migrations. Raises
    `StoreError` if the tables are those of a newer version or of another program, and what SQLAlchemy and Alembic
    raise.
    """
    config = _build_config()
    scripts = list_migrations()
    current = MigrationContext.configure(connection).get_current_heads()
    if not set(current) <= {script.revision for script in scripts}:
        if is_usable(connection):
            _log.info("a newer version of Nutgraf has upgraded the database; this one can use it, too")
            return True
        raise StoreError(
            f"a newer version of Nutgraf has upgraded the database (to revision {', '.join(current)}); install that "
            "version again, or restore a backup from before the upgrade"
        )
    if not current and (existing := set(sa.inspect(connection).get_table_names())):
        foreign = existing - {*metadata.tables, "alembic_version"}
        raise StoreError(
            f"DATABASE_URL names the database of another program (it has the tables {', '.join(sorted(foreign))}); "
            "use a new database"
            if foreign
            else "the database does not say which version of Nutgraf created its tables; restore a backup"
        )
    breaking = sorted(script.revision for script in scripts if not script.module.works_with_previous)
    if any(revision > max(current, default="") for revision in breaking) and not _take_alone(connection):
        return False
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")
    connection.execute(upsert(connection, notes, {"name": OLDEST, "value": breaking[-1]}))
    return True


def _take_alone(connection: Connection) -> bool:
    """Return whether no other process uses the database. If so, none can start using it before the transaction ends."""
    if connection.dialect.name != "postgresql":
        # Only one process can use a file.
        return True
    return connection.execute(sa.text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SCHEMA_KEY}).scalar_one()


def list_migrations() -> Sequence[Script]:
    """List the migrations, the last one first."""
    return [*ScriptDirectory.from_config(_build_config()).walk_revisions()]


def get_last_revision() -> str | None:
    """Return the last migration."""
    return ScriptDirectory.from_config(_build_config()).get_current_head()


def _build_config() -> Config:
    config = Config()
    # Alembic interpolates the values of options, so escape percent signs.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
