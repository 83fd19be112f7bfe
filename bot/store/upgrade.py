"""The store's tables, made or brought up to this version by Alembic's steps. Imported only where that is needed."""

from pathlib import Path

import alembic.command
import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.digests.ports import StoreError
from bot.store.schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Take the steps that are missing, in the transaction of the connection.

    Raises `StoreError` where the tables are a newer version's, or not ours, and what SQLAlchemy and Alembic raise.
    """
    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    if not set(current) <= known:
        raise StoreError(
            f"the database was last used by a newer version of Nutgraf (its tables are at step {', '.join(current)}). "
            "Install that version again, or restore a backup from before the upgrade"
        )
    if not current and (there := set(sa.inspect(connection).get_table_names())):
        strange = there - {*metadata.tables, "alembic_version"}
        raise StoreError(
            f"DATABASE_URL names a database that is not Nutgraf's (it has the tables {', '.join(sorted(strange))})"
            if strange
            else "the database has Nutgraf's tables, but doesn't say which version created them; restore a backup"
        )
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")


def last_step() -> str | None:
    """The step that all of them lead to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    # What is set here is interpolated.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
