"""People, servers and channels as Discord's objects, and what the bot may do in each channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

TEXT, DIRECT, ANNOUNCEMENT, THREAD, FORUM = 0, 1, 5, 11, 15
KINDS = {"text": TEXT, "announcement": ANNOUNCEMENT, "thread": THREAD, "forum": FORUM}
REQUIRE_TAG = 1 << 4  # a flag of a forum

VIEW, SEND, MANAGE_MESSAGES, HISTORY, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 13, 1 << 16, 1 << 38
MANAGE_THREADS = 1 << 34
PERMISSIONS = {
    "view_channel": VIEW,
    "send_messages": SEND,
    "manage_messages": MANAGE_MESSAGES,
    "embed_links": 1 << 14,
    "read_message_history": HISTORY,
    "mention_everyone": 1 << 17,
    "send_messages_in_threads": SEND_IN_THREADS,
    "manage_threads": MANAGE_THREADS,
}
ADMINISTRATOR = 1 << 3
# An administrator has every permission everywhere, so nobody is one here.
ALL_PERMISSIONS = ((1 << 53) - 1) & ~ADMINISTRATOR

JOINED_AT = "2020-01-01T00:00:00+00:00"
"""When members joined: long ago, so that the bot does not introduce itself to the server."""


@dataclass(frozen=True)
class Person:
    """A user of Discord."""

    id: str
    username: str
    bot: bool = False

    def payload(self) -> dict[str, Any]:
        """Return Discord's user object."""
        return {
            "id": self.id,
            "username": self.username,
            "global_name": None if self.bot else self.username.title(),
            "discriminator": "0001" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            **({"bot": True} if self.bot else {}),
        }


def member_payload(person: Person) -> dict[str, Any]:
    """Return Discord's member object of a person, the same on every server."""
    joined = {"joined_at": JOINED_AT, "premium_since": None, "nick": None, "avatar": None}
    return {"user": person.payload(), "roles": [], "deaf": False, "mute": False, "flags": 0} | joined


@dataclass(eq=False)
class Channel:
    """A channel. `denied`: the permission bits that everyone on its server lacks there, including the bot.

    `owner_id`, `archived`, `archived_at`, `locked`, `applied_tags`: of a thread. `tags`, `requires_tag`: of a forum.
    """

    id: str
    kind: int = TEXT
    name: str = "general"
    guild_id: str | None = None
    parent: "Channel | None" = None
    recipient: Person | None = None
    denied: int = 0
    created_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    owner_id: str | None = None
    archived: bool = False
    archived_at: str = ""
    locked: bool = False
    applied_tags: list[str] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    requires_tag: bool = False

    def set_archived(self, archived: bool) -> None:  # noqa: FBT001 - as in Discord's JSON
        """Archive a thread, or end that."""
        self.archived, self.archived_at = archived, datetime.now(UTC).isoformat()

    def lacks(self, permission: int) -> bool:
        """Return whether the bot lacks a permission. A thread has its parent's, and a separate one for writing."""
        if self.parent is not None:
            return self.parent.lacks(SEND_IN_THREADS if permission == SEND else permission)
        return bool(self.denied & permission)

    @property
    def permissions(self) -> str:
        """The bot's permissions, as in an interaction."""
        return str(ALL_PERMISSIONS & ~(self.parent or self).denied)

    def payload(self) -> dict[str, Any]:
        """Return Discord's channel object."""
        if self.recipient is not None:
            return {"id": self.id, "type": DIRECT, "flags": 0, "recipients": [self.recipient.payload()]}
        common = {"id": self.id, "type": self.kind, "name": self.name, "guild_id": self.guild_id, "flags": 0}
        common |= {"parent_id": self.parent.id if self.parent else None, "rate_limit_per_user": 0}
        if self.kind == THREAD:
            times = {
                "archive_timestamp": self.archived_at or self.created_at,
                "create_timestamp": self.created_at,
                "auto_archive_duration": 1440,
            }
            counts = dict.fromkeys(("message_count", "member_count", "total_message_sent"), 0)
            metadata = times | {"archived": self.archived, "locked": self.locked}
            tags = {"applied_tags": self.applied_tags}
            return common | counts | tags | {"owner_id": self.owner_id or self.guild_id, "thread_metadata": metadata}
        everyone = {"id": self.guild_id, "type": 0, "allow": "0", "deny": str(self.denied)}
        overwrites = [everyone] if self.denied else []
        if self.kind == FORUM:
            common |= {"available_tags": self.tags, "flags": REQUIRE_TAG if self.requires_tag else 0}
            common |= {"default_sort_order": None, "default_forum_layout": 0, "default_reaction_emoji": None}
        return common | {"topic": None, "position": 0, "permission_overwrites": overwrites, "nsfw": False}


def fetched_guild_payload(guild_id: str, name: str, owner: Person) -> Mapping[str, Any]:
    """Return a server as GET /guilds/{guild_id} does: without channels and members."""
    described = guild_payload(guild_id, name, owner, (), ())
    shared = ("id", "name", "owner_id", "features", "emojis", "stickers", "preferred_locale", "icon", "description")
    shared += ("banner", "splash", "afk_channel_id", "system_channel_id", "verification_level", "mfa_level")
    shared += ("default_message_notifications", "explicit_content_filter", "nsfw_level", "premium_tier")
    shared += ("system_channel_flags",)
    (role,) = described["roles"]
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    unset = ("home_header", "discovery_splash", "application_id", "widget_channel_id", "vanity_url_code")
    unset += ("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data")
    limits = ("max_members", "max_stage_video_channel_users", "max_video_channel_users")
    return {
        **{key: described[key] for key in shared},
        "roles": [role | {"icon": None, "unicode_emoji": None, "colors": colors}],
        "afk_timeout": 300,
        "region": "deprecated",
        "max_presences": None,
        "premium_subscription_count": 0,
        **dict.fromkeys(unset),
        **dict.fromkeys(limits, 50),
        **dict.fromkeys(("widget_enabled", "premium_progress_bar_enabled", "nsfw"), False),
    }


def guild_payload(
    guild_id: str, name: str, owner: Person, members: Iterable[Person], channels: Iterable[Channel]
) -> Mapping[str, Any]:
    """Return a server as in the event GUILD_CREATE."""
    everyone = {"id": guild_id, "name": "@everyone", "permissions": str(ALL_PERMISSIONS), "position": 0, "color": 0}
    role = everyone | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
    empty = ("emojis", "stickers", "features", "presences", "voice_states", "stage_instances")
    all_channels = list(channels)
    return {
        "id": guild_id,
        "name": name,
        "owner_id": owner.id,
        "roles": [role],
        "channels": [channel.payload() for channel in all_channels if channel.kind != THREAD],
        "threads": [channel.payload() for channel in all_channels if channel.kind == THREAD and not channel.archived],
        "members": [member_payload(member) for member in members],
        "member_count": 2,
        "large": False,
        "unavailable": False,
        "joined_at": JOINED_AT,
        "preferred_locale": "en-US",
        **{key: [] for key in (*empty, "guild_scheduled_events", "soundboard_sounds")},
        **dict.fromkeys(("icon", "description", "banner", "splash", "afk_channel_id", "system_channel_id")),
        **dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0),
        **dict.fromkeys(("mfa_level", "nsfw_level", "premium_tier", "system_channel_flags", "afk_timeout"), 0),
    }
