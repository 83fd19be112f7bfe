"""Processes pace their connections to Discord's gateway together.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
works_with_previous = True
"""A process of the previous version never looks at the new table."""


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "identifies",
        sa.Column("key", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identifies")),
    )
