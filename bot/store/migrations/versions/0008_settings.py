"""Servers have settings, and what is asked is counted by week.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
works_with_previous = True
"""A process of the previous version never looks at the new tables."""

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "server_settings",
        sa.Column("server", _number, autoincrement=False, nullable=False),
        sa.Column("settings", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("server", name="pk_server_settings"),
    )
    op.create_table(
        "query_counts",
        sa.Column("week", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("count", _number, nullable=False),
        sa.PrimaryKeyConstraint("week", "kind", "words", name="pk_query_counts"),
    )
