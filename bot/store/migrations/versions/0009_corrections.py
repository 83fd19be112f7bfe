"""Messages can be corrected and published later, and the identities of feed entries can be forgotten.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
works_with_previous = True
"""A process of the previous version never looks at the new columns, so it corrects and publishes nothing later."""


def upgrade() -> None:
    """Add the columns."""
    op.add_column("sent", sa.Column("quote", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("sent", sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_sent_article", "sent", ["article"])
    op.add_column("runs", sa.Column("publish_at", sa.BigInteger))
    op.create_index("ix_runs_publish_at", "runs", ["publish_at"])
    op.add_column("feed_entries", sa.Column("offered", sa.String(32)))
    op.add_column("feed_entries", sa.Column("seen_at", sa.BigInteger))
    op.add_column("feed_entries", sa.Column("feed", sa.String(32)))
