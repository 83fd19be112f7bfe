"""The tables of the database.

A change here needs a migration in `bot/store/migrations/versions`. A test compares the two.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
)

REVISION = "0009"
"""The last migration. It creates the tables as they are here."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")
"""64 bits, as Discord's ids have. In SQLite an INTEGER has 64 bits too, and is the only type that autoincrements."""


_EPOCH = datetime.fromtimestamp(0, UTC)


class UtcMicroseconds(TypeDecorator[datetime]):
    """An aware time, stored as whole microseconds since 1970.

    Both databases store it the same way, whatever time zone a server is in. Nothing is rounded, so that a moment just
    before a due time never counts as that time.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Convert a time for the database."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Convert a time from the database."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


digests = Table(
    "digests",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("server", Number, index=True),
    Column("channel", Number, nullable=False),
    Column("creator", Number, nullable=False, index=True),
    Column("schedule", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("wanted", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("editions", Integer, nullable=False),
    Column("cursor", Number, nullable=False),
    Column("since", UtcMicroseconds),
    Column("due_at", UtcMicroseconds, index=True),
    sqlite_autoincrement=True,
)
"""`wanted`: a `StoredContent` in MessagePack. No id is ever used twice, because runs and the buttons on old messages
contain it."""

follows = Table(
    "follows",
    metadata,
    Column("digest", Number, ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("rule", LargeBinary, nullable=False),
    Column("due_at", UtcMicroseconds, index=True),
)
"""What makes a digest a follow. `rule`: a `FollowRule` in MessagePack. `due_at`: when a follow is due, instead of the
digest's column, so that a version without follows never starts one."""

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("digest", Number, ForeignKey("digests.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", UtcMicroseconds, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tried_at", UtcMicroseconds),
    Column("ended_at", UtcMicroseconds),
    Column("edition", LargeBinary),
    Column("channel", Number, nullable=False),
    Column("message", Number, nullable=False),
    Column("reason", Text, nullable=False),
    Column("owner", String(32), nullable=False, server_default=text("''")),
    Column("steps", LargeBinary),
    Column("publish_at", UtcMicroseconds),
    Index("ix_runs_digest_due_at", "digest", "due_at"),
    Index("ix_runs_state", "state"),
    Index("ix_runs_publish_at", "publish_at"),
)
"""`tried_at`: Discord's time. `owner`: the process whose claim stands, by the name that it chose when it started.
`steps`: the run's messages in MessagePack. `publish_at`: when to publish the message of a run that has ended."""

sent = Table(
    "sent",
    metadata,
    Column("digest", Number, ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
    Column("article", String(16), primary_key=True),
    Column("place", String(32), nullable=False),
    Column("headline", Text, nullable=False),
    Column("redated", Boolean, nullable=False),
    Column("at", UtcMicroseconds, nullable=False),
    Column("step", Integer, nullable=False, server_default=text("0")),
    Column("channel", Number, nullable=False, server_default=text("0")),
    Column("message", Number, nullable=False, server_default=text("0")),
    Column("quote", Text, nullable=False, server_default=text("''")),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Index("ix_sent_place", "place"),
    Index("ix_sent_article", "article"),
)
"""`step`: for an alert, the step of growth at which it told the story; 0 for an edition. `channel`, `message`: where
the article is on Discord; for a post, its thread and the message in it. `message` is 0 if only another article of the
same story was shown, or if the message can't be edited; both are 0 if an earlier version sent the article. `headline`,
`quote`: as the message shows them now. `withdrawn`: the message says that the article was withdrawn."""

batches = Table(
    "batches",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("at", UtcMicroseconds, nullable=False),
    Column("is_baseline", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("article", String(16), primary_key=True),
    Column("batch", Number, ForeignKey("batches.number"), nullable=False),
    Index("ix_arrivals_batch", "batch"),
)

zones = Table(
    "zones",
    metadata,
    Column("whose", String(32), primary_key=True),
    Column("zone", String(64), nullable=False),
)
"""`whose`: "server 123" or "person 123"."""

departures = Table(
    "departures",
    metadata,
    Column("server", Number, primary_key=True, autoincrement=False),
    Column("at", UtcMicroseconds, nullable=False),
)
"""Servers that the bot left, and when. Their data is deleted later."""

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)
"""`state`: a `FeedState` in MessagePack."""

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("at", UtcMicroseconds, nullable=False),
    Column("position", Integer, nullable=False),
    Column("path", Text),
    Column("digest", String(32)),
    Column("pending", Text),
    Column("offered", String(32)),
    Column("seen_at", UtcMicroseconds),
    Column("feed", String(32)),
    Index("ix_feed_entries_path", "path"),
)
"""`pending`: the document, until it is known to be in its file; if `digest` is that of another document, it replaces
that one. `offered`: the digest of what the feed had last, if that was not written. `feed`, `seen_at`: which feed listed
the entry last, and when. One of the rows of an entry has its file."""

identifies = Table(
    "identifies",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcMicroseconds, nullable=False),
)
"""When a shard with this rate limit key last identified itself to Discord, by the database's clock."""

introductions = Table(
    "introductions",
    metadata,
    Column("server", Number, primary_key=True, autoincrement=False),
    Column("at", UtcMicroseconds, nullable=False),
)
"""Servers to which the bot has introduced itself, and when."""

server_settings = Table(
    "server_settings",
    metadata,
    Column("server", Number, primary_key=True, autoincrement=False),
    Column("settings", LargeBinary, nullable=False),
)
"""`settings`: a `ServerSettings` in MessagePack."""

query_counts = Table(
    "query_counts",
    metadata,
    Column("week", String(10), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("words", Text, primary_key=True),
    Column("count", Number, nullable=False),
)
"""`week`: its Monday, such as `2026-11-23`. See `bot.servers.query_counts`."""

notes = Table("notes", metadata, Column("name", String(32), primary_key=True), Column("value", Text, nullable=False))
"""Single values. `restored`: a restore sets it, and the bot removes it when it has handled the restore. `oldest`: the
revision of the oldest version that can use these tables."""
