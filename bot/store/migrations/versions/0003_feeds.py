"""Feeds and their entries.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
works_with_previous = True
"""A process of the previous version never looks at the new tables."""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "feeds", sa.Column("url", sa.Text, primary_key=True), sa.Column("state", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "feed_entries",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("path", sa.Text),
        sa.Column("digest", sa.String(32)),
        sa.Column("pending", sa.Text),
    )
    op.create_index("ix_feed_entries_path", "feed_entries", ["path"])
