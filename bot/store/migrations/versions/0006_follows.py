"""A digest may be a follow, which sends alerts when something arrives.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
works_with_previous = True
"""A process of the previous version lists follows among digests, and never starts one, because it sees no due time for
them. It can send an alert that has begun, because its edition is stored."""

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the table, and the column for what an alert told."""
    op.create_table(
        "follows",
        sa.Column("digest", _number, autoincrement=False, nullable=False),
        sa.Column("rule", sa.LargeBinary, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_follows_digest", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_follows"),
    )
    op.create_index("ix_follows_due_at", "follows", ["due_at"])
    op.add_column("sent", sa.Column("step", sa.Integer, nullable=False, server_default=sa.text("0")))
