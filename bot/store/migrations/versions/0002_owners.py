"""Runs say which process they belong to.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
works_with_previous = False
"""A process of the previous version would not see which process a run belongs to."""


def upgrade() -> None:
    """Add the column. Until now, attempts were dated by the host's clock, so search from a day before."""
    op.add_column("runs", sa.Column("owner", sa.String(32), nullable=False, server_default=sa.text("''")))
    day = 86_400_000_000  # microseconds
    op.execute(sa.text("UPDATE runs SET tried_at = tried_at - :day WHERE state = 'begun'").bindparams(day=day))
