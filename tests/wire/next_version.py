"""Starts the bot as a next version would be: with one more migration, and a column that only it writes.

`NEXT_WORKS_WITH_PREVIOUS` ("True" or "False") is what the migration says of itself. See `tests.wire.launch`.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from bot.store import engine, schema, upgrade, versions
from tests.wire import launch

PREVIOUS = schema.REVISION
REVISION = f"{int(PREVIOUS) + 1:04}"

_MIGRATION = '''"""Rows say which version wrote them."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{previous}"
works_with_previous = {works_with_previous}


def upgrade() -> None:
    op.add_column("sent", sa.Column("version", sa.String(16), nullable=False, server_default=sa.text("'previous'")))
    op.create_index("ix_runs_owner", "runs", ["owner"])
'''


def change_version(folder: Path, *, works_with_previous: bool) -> None:
    """Turn this process into one of the next version. `folder`: for a copy of the migrations."""
    schema.REVISION = REVISION  # pyright: ignore[reportConstantRedefinition]
    engine.REVISION = versions.REVISION = REVISION  # pyright: ignore[reportConstantRedefinition]
    # As a Python default, the column is in each row that this version inserts.
    column = sa.Column("version", sa.String(16), nullable=False, default="next", server_default=sa.text("'previous'"))
    schema.sent.append_column(column)
    migrations = folder / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, migrations, dirs_exist_ok=True)
    text = _MIGRATION.format(revision=REVISION, previous=PREVIOUS, works_with_previous=works_with_previous)
    (migrations / "versions" / f"{REVISION}_next.py").write_text(text)
    upgrade.MIGRATIONS = migrations  # pyright: ignore[reportConstantRedefinition]


def withdraw_version(store: sa.Engine) -> dict[str, int]:
    """Undo the migration. No process may be running. Returns how many rows each version wrote since it ran."""
    with store.begin() as connection:
        if "version" not in {column["name"] for column in sa.inspect(connection).get_columns("sent")}:
            return {}
        written = connection.execute(sa.text("SELECT version, count(*) AS rows FROM sent GROUP BY version"))
        counts = {row.version: row.rows for row in written}
        connection.execute(sa.text("ALTER TABLE sent DROP COLUMN version"))
        connection.execute(sa.text("DROP INDEX ix_runs_owner"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :previous"), {"previous": PREVIOUS})
    return counts


def main(arguments: Sequence[str]) -> None:
    """Run the command line."""
    change_version(Path.cwd(), works_with_previous=os.environ["NEXT_WORKS_WITH_PREVIOUS"] == "True")
    launch.main(arguments)
