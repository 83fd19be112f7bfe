"""Digests, their runs and what they sent; arrivals; time zones; servers that the bot left."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
works_with_previous = False
"""There is no previous version."""

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_instant = sa.BigInteger()


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "digests",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("server", _number),
        sa.Column("channel", _number, nullable=False),
        sa.Column("creator", _number, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("wanted", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("editions", sa.Integer, nullable=False),
        sa.Column("cursor", _number, nullable=False),
        sa.Column("since", _instant),
        sa.Column("due_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_server", "digests", ["server"])
    op.create_index("ix_digests_creator", "digests", ["creator"])
    op.create_index("ix_digests_due_at", "digests", ["due_at"])
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", _number, nullable=False),
        sa.Column("due_at", _instant, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tried_at", _instant),
        sa.Column("ended_at", _instant),
        sa.Column("edition", sa.LargeBinary),
        sa.Column("channel", _number, nullable=False),
        sa.Column("message", _number, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_runs_digest", ondelete="CASCADE"),
    )
    op.create_index("ix_runs_digest_due_at", "runs", ["digest", "due_at"])
    op.create_index("ix_runs_state", "runs", ["state"])
    op.create_table(
        "sent",
        sa.Column("digest", _number, nullable=False),
        sa.Column("article", sa.String(16), nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("redated", sa.Boolean, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.PrimaryKeyConstraint("digest", "article", name="pk_sent"),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_sent_digest", ondelete="CASCADE"),
    )
    op.create_index("ix_sent_place", "sent", ["place"])
    op.create_table(
        "batches",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("is_baseline", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_batches"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "arrivals",
        sa.Column("article", sa.String(16), nullable=False),
        sa.Column("batch", _number, nullable=False),
        sa.PrimaryKeyConstraint("article", name="pk_arrivals"),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name="fk_arrivals_batch"),
    )
    op.create_index("ix_arrivals_batch", "arrivals", ["batch"])
    op.create_table(
        "zones",
        sa.Column("whose", sa.String(32), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("whose", name="pk_zones"),
    )
    op.create_table(
        "departures",
        sa.Column("server", _number, autoincrement=False, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.PrimaryKeyConstraint("server", name="pk_departures"),
    )
    op.create_table(
        "notes",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_notes"),
    )
