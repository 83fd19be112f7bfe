"""A run may send several messages, and each article that was sent is in one of them.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
works_with_previous = True
"""A process of the previous version sends runs of one message, for which it needs no steps."""

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("runs", sa.Column("steps", sa.LargeBinary))
    for name in ("channel", "message"):
        op.add_column("sent", sa.Column(name, _number, nullable=False, server_default=sa.text("0")))
