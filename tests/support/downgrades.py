"""Takes a database back to an earlier version's tables."""

from collections.abc import Sequence

_UNDO: Sequence[tuple[str, Sequence[str]]] = (
    ("0002", ("ALTER TABLE runs DROP COLUMN owner",)),
    ("0003", ("DROP TABLE feeds", "DROP TABLE feed_entries")),
    ("0004", ("DROP TABLE identifies",)),
    ("0005", ("DROP TABLE introductions",)),
    ("0006", ("ALTER TABLE sent DROP COLUMN step", "DROP TABLE follows")),
    (
        "0007",
        (
            "ALTER TABLE runs DROP COLUMN steps",
            "ALTER TABLE sent DROP COLUMN channel",
            "ALTER TABLE sent DROP COLUMN message",
        ),
    ),
    ("0008", ("DROP TABLE server_settings", "DROP TABLE query_counts")),
    (
        "0009",
        (
            "DROP INDEX ix_sent_article",
            "DROP INDEX ix_runs_publish_at",
            "ALTER TABLE sent DROP COLUMN quote",
            "ALTER TABLE sent DROP COLUMN withdrawn",
            "ALTER TABLE runs DROP COLUMN publish_at",
            "ALTER TABLE feed_entries DROP COLUMN offered",
            "ALTER TABLE feed_entries DROP COLUMN seen_at",
            "ALTER TABLE feed_entries DROP COLUMN feed",
        ),
    ),
)
"""By migration, oldest first, the statements that undo it."""


def list_downgrades(revision: str) -> list[str]:
    """List the statements that give a database of this version the tables of an earlier revision."""
    undone = [statement for number, statements in reversed(_UNDO) if number > revision for statement in statements]
    return [*undone, f"UPDATE alembic_version SET version_num = '{revision}'"]  # noqa: S608 - tests name it
