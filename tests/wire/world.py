"""The little of Discord that exists here: a server with a channel, a member, the bot, and what they said."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.wire.components import published, texts

DISCORD_EPOCH = 1_420_070_400_000  # milliseconds; a snowflake counts from the first second of 2015
NONCE_WINDOW = timedelta(minutes=5)  # Discord says "the past few minutes"
EPHEMERAL, LOADING = 1 << 6, 1 << 7
ALL_PERMISSIONS = str((1 << 53) - 1)


class Snowflakes:
    """Ids that tell the time of their making, as Discord's do; no two are the same."""

    def __init__(self) -> None:
        self._serial = count()

    def __call__(self) -> str:
        return str(((int(time.time() * 1000) - DISCORD_EPOCH) << 22) | (next(self._serial) & 0x3FFFFF))


class Changes:
    """Lets a test wait until something is so."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def tell(self) -> None:
        """Something changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = 8.0) -> None:
        """Returns when `holds()`. Raises `AssertionError` naming `what` when it does not come to be so in time."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not seen within {seconds:g} s: {what}") from None


@dataclass(frozen=True)
class Person:
    """A user of Discord."""

    id: str
    username: str
    bot: bool = False

    def payload(self) -> dict[str, Any]:
        """The user object of the HTTP interface and the gateway."""
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


@dataclass(eq=False)
class Interaction:
    """One use of a command, button or menu, and everything that the bot answered to it.

    Discord takes the first response for three seconds, and further ones for fifteen minutes.
    """

    id: str
    token: str
    payload: Mapping[str, Any]
    changes: Changes
    deadline: float = 3.0
    born: float = field(default_factory=time.monotonic)
    callbacks: list[Mapping[str, Any]] = field(default_factory=list)
    answered: float | None = None
    message: dict[str, Any] | None = None
    followups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def expired(self) -> bool:
        """Whether it is too late for a first response."""
        return time.monotonic() - self.born > self.deadline

    async def reply(self, seconds: float = 8.0) -> dict[str, Any]:
        """The answer that the person sees, once there is one; a deferred one alone is none."""
        await self.changes.until(self._is_visible, f"a reply to {self.payload['data']}", seconds)
        assert self.message is not None
        return self.message

    def answer(self, body: Mapping[str, Any]) -> None:
        """The bot's first response has arrived."""
        self.callbacks.append(body)
        self.answered = time.monotonic()
        self.changes.tell()

    async def response(self, seconds: float = 8.0) -> Mapping[str, Any]:
        """The body of the bot's first response."""
        await self.changes.until(lambda: bool(self.callbacks), f"a response to {self.payload['data']}", seconds)
        return self.callbacks[0]

    def _is_visible(self) -> bool:
        return self.message is not None and not self.message["flags"] & LOADING


class World:
    """Who and what is there. Ids are strings, as on the wire."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.changes = Changes()
        self.snowflake = Snowflakes()
        self.bot = Person(self.snowflake(), "nutgraf", bot=True)
        self.people = {self.bot.id: self.bot}
        self.application_id = self.bot.id
        self.guild_id = self.snowflake()
        self.channel_id = self.snowflake()
        self.member, self.dm_id = self.newcomer()
        self.commands: list[dict[str, Any]] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.typing: list[str] = []

    def newcomer(self) -> tuple[Person, str]:
        """From now on somebody else is the member: the person, and their direct conversation with the bot."""
        person = Person(self.snowflake(), f"reader{len(self.people)}")
        self.people[person.id] = person
        self.member, self.dm_id = person, self.snowflake()
        return self.member, self.dm_id

    def in_guild(self, channel_id: str) -> bool:
        """Whether the channel is the server's, and not the direct conversation."""
        return channel_id == self.channel_id

    def command(self, name: str) -> dict[str, Any]:
        """A command that the bot has synced. Raises `AssertionError` where it hasn't."""
        found = [each for each in self.commands if each["name"] == name]
        assert found, f"/{name} was not synced; there are {[each['name'] for each in self.commands]}"
        return found[0]

    def guild(self) -> dict[str, Any]:
        """The server as GUILD_CREATE describes it."""
        everyone = {"id": self.guild_id, "name": "@everyone", "permissions": ALL_PERMISSIONS, "position": 0, "color": 0}
        role = everyone | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        empty = ("emojis", "stickers", "features", "threads", "presences", "voice_states", "stage_instances")
        return {
            "id": self.guild_id,
            "name": "The Newsroom",
            "owner_id": self.member.id,
            "roles": [role],
            "channels": [self.channel(self.channel_id)],
            "members": [self.as_member(self.bot)],
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "joined_at": datetime.now(UTC).isoformat(),
            "preferred_locale": "en-US",
            **{key: [] for key in (*empty, "guild_scheduled_events", "soundboard_sounds")},
            **dict.fromkeys(("icon", "description", "banner", "splash", "afk_channel_id", "system_channel_id")),
            **dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0),
            **dict.fromkeys(("mfa_level", "nsfw_level", "premium_tier", "system_channel_flags", "afk_timeout"), 0),
        }

    def channel(self, channel_id: str) -> dict[str, Any]:
        """A channel as events describe it: the server's text channel, or the direct conversation."""
        if not self.in_guild(channel_id):
            return {"id": channel_id, "type": 1, "flags": 0, "recipients": [self.member.payload()]}
        plain = {"position": 0, "permission_overwrites": [], "nsfw": False, "rate_limit_per_user": 0, "flags": 0}
        return {"id": channel_id, "type": 0, "name": "general", "topic": None, "parent_id": None} | plain

    def as_member(self, person: Person) -> dict[str, Any]:
        """The member object of a person of this server."""
        joined = {"joined_at": datetime.now(UTC).isoformat(), "premium_since": None, "nick": None, "avatar": None}
        return {"user": person.payload(), "roles": [], "deaf": False, "mute": False, "flags": 0} | joined

    def as_event(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """MESSAGE_CREATE. Without the privileged intent, messages of others carry content only where they mention
        the bot or are sent to it directly."""
        if not self.in_guild(message["channel_id"]):
            return dict(message)
        author = self.people[message["author"]["id"]]
        member = {key: value for key, value in self.as_member(author).items() if key != "user"}
        event = dict(message) | {"guild_id": self.guild_id, "member": member}
        if author is not self.bot and not any(each["id"] == self.bot.id for each in message["mentions"]):
            event |= {"content": "", "embeds": [], "attachments": [], "components": []}
        return event

    def said_by_bot(self, channel_id: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages that still stand, oldest first."""
        return [
            each
            for each in self.messages.values()
            if each["author"]["id"] == self.bot.id and channel_id in (None, each["channel_id"])
        ]

    def repeated(self, channel_id: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The message that this one would double: with `enforce_nonce`, the author's own of the past minutes."""
        if not given.get("enforce_nonce"):
            return None
        since = datetime.now(UTC) - NONCE_WINDOW
        return next(
            (
                each
                for each in self.said_by_bot(channel_id)
                if each.get("nonce") == given["nonce"] and datetime.fromisoformat(each["timestamp"]) > since
            ),
            None,
        )

    def post(self, author: Person, channel_id: str, given: Mapping[str, Any], *, keep: bool = True) -> dict[str, Any]:
        """A message as Discord stores it, made from what a request (or a test) gave."""
        said = given.get("content") or ""
        mentioned = [person for person in self.people.values() if f"<@{person.id}>" in said]
        message = {
            "id": self.snowflake(),
            "channel_id": channel_id,
            "author": author.payload(),
            "type": 0,
            "content": "",
            "flags": 0,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "pinned": False,
            "mention_everyone": False,
            "mention_roles": [],
            "mentions": [each.payload() for each in mentioned],
            "attachments": [],
            "embeds": [],
            "components": [],
        }
        self._fill(message, given)
        if reference := given.get("message_reference"):
            message |= {"type": 19, "message_reference": _reference(reference, channel_id)}
        if keep:
            self.messages[message["id"]] = message
        self.changes.tell()
        return message

    def edit(self, message: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Changes a message in place; it is no longer "thinking"."""
        message["flags"] &= ~LOADING
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        self._fill(message, {**given, "flags": message["flags"] | (given.get("flags") or 0)})
        self.changes.tell()
        return message

    def _fill(self, message: dict[str, Any], given: Mapping[str, Any]) -> None:
        for key in ("content", "flags", "tts", "nonce"):
            if given.get(key) is not None:
                message[key] = given[key]
        if given.get("components") is not None:
            message["components"] = published(given["components"])
        for key in ("embeds", "attachments", "poll", "sticker_ids"):
            if given.get(key):
                raise NotImplementedError(f"a message with {key}")


def text(message: Mapping[str, Any]) -> str:
    """Everything that a reader reads in a message."""
    parts: Iterable[str] = (message["content"], *texts(message["components"]))
    return "\n".join(part for part in parts if part)


def _reference(given: Mapping[str, Any], channel_id: str) -> dict[str, Any]:
    ids = {key: str(given[key]) for key in ("message_id", "guild_id") if given.get(key) is not None}
    return {"type": given.get("type", 0), "channel_id": str(given.get("channel_id") or channel_id), **ids}
