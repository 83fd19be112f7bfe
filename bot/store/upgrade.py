"""Creates the tables, or upgrades them to this version, with Alembic. Imported only if that is needed."""

from pathlib import Path

import alembic.command
import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.digests.store_ports import StoreError
from bot.store.schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the missing migrations, in the transaction of the connection.

    Raises `StoreError` if the tables are those of a newer version or of another program, and what SQLAlchemy and
    Alembic raise.
    """
    config = _build_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    if not set(current) <= known:
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
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")


def get_last_revision() -> str | None:
    """Return the last migration."""
    return ScriptDirectory.from_config(_build_config()).get_current_head()


def _build_config() -> Config:
    config = Config()
    # Alembic interpolates the values of options, so escape percent signs.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
