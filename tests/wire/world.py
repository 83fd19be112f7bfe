"""The little of Discord that exists here: servers, their channels, people, the bot, and what they said.

There is one server with one channel and one member to begin with; more are made as a test wants them.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.wire.basics import Changes, Snowflakes
from tests.wire.components import published, texts
from tests.wire.interactions import LOADING, Interaction
from tests.wire.places import DIRECT, TEXT, Channel, Person, as_member, guild_payload

NONCE_WINDOW = 180.0  # seconds; Discord says "the past few minutes"
CROSSPOSTED, EPHEMERAL = 1 << 0, 1 << 6


@dataclass(eq=False)
class Guild:
    """A server that the bot is in, or was."""

    id: str
    name: str
    owner: Person
    joined: bool = True


@dataclass(frozen=True)
class Posted:
    """A message that was stored, deleted since or not, and when it came (seconds of the epoch)."""

    message: dict[str, Any]
    received: float = field(default_factory=time.time)


class World:
    """Who and what is there. Ids are strings, as on the wire."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.changes = Changes()
        self.snowflake = Snowflakes()
        self.bot = Person(self.snowflake(), "nutgraf", bot=True)
        self.people = {self.bot.id: self.bot}
        self.application_id = self.bot.id
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.closed: set[str] = set()  # the people who take no direct messages
        self.commands: list[dict[str, Any]] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.posted: list[Posted] = []
        self.interactions: dict[str, Interaction] = {}
        self.typing: list[str] = []
        self.nonce_window = NONCE_WINDOW
        self._direct: dict[str, Channel] = {}
        self._by_nonce: dict[str, Posted] = {}
        self.member, self.dm_id = self.newcomer()
        self.guild_id = self.found("The Newsroom").id
        self.channel_id = self.open(self.guild_id).id

    def newcomer(self) -> tuple[Person, str]:
        """From now on somebody else is the member: the person, and their direct conversation with the bot."""
        self.member = self.arrive(f"reader{len(self.people)}")
        self.dm_id = self.direct(self.member).id
        return self.member, self.dm_id

    def arrive(self, name: str) -> Person:
        """One person more."""
        person = Person(self.snowflake(), name)
        self.people[person.id] = person
        return person

    def found(self, name: str) -> Guild:
        """One server more, without a channel so far; the bot is in it."""
        guild = Guild(self.snowflake(), name, self.member)
        self.guilds[guild.id] = guild
        return guild

    def open(self, guild_id: str, kind: int = TEXT, name: str = "general", parent_id: str | None = None) -> Channel:
        """One channel more. Raises `KeyError` where its server, or a thread's parent, is unknown."""
        parent = self.channels[parent_id] if parent_id else None
        channel = Channel(self.snowflake(), kind, name, self.guilds[guild_id].id, parent)
        self.channels[channel.id] = channel
        return channel

    def direct(self, person: Person) -> Channel:
        """The one direct conversation of a person and the bot."""
        if person.id not in self._direct:
            channel = self._direct[person.id] = Channel(self.snowflake(), DIRECT, recipient=person)
            self.channels[channel.id] = channel
        return self._direct[person.id]

    def in_guild(self, channel_id: str) -> bool:
        """Whether the channel is a server's, and not a direct conversation."""
        return channel_id in self.channels and self.channels[channel_id].guild_id is not None

    def command(self, name: str) -> dict[str, Any]:
        """A command that the bot has synced. Raises `AssertionError` where it hasn't."""
        found = [each for each in self.commands if each["name"] == name]
        assert found, f"/{name} was not synced; there are {[each['name'] for each in self.commands]}"
        return found[0]

    def guild(self, guild_id: str) -> Mapping[str, Any]:
        """A server as GUILD_CREATE describes it."""
        guild = self.guilds[guild_id]
        channels = [each for each in self.channels.values() if each.guild_id == guild_id]
        return guild_payload(guild.id, guild.name, guild.owner, [self.bot], channels)

    def as_seen(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """A message as the bot sees it: without the privileged intent, messages of others in a server carry content
        only where they mention the bot."""
        mine = any(each["id"] == self.bot.id for each in (message["author"], *message["mentions"]))
        hidden = {"content": "", "embeds": [], "attachments": [], "components": []}
        return dict(message) | (hidden if self.in_guild(message["channel_id"]) and not mine else {})

    def as_event(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """MESSAGE_CREATE."""
        event, channel = self.as_seen(message), self.channels[message["channel_id"]]
        if channel.guild_id is None:
            return event
        author = as_member(self.people[message["author"]["id"]])
        return event | {
            "guild_id": channel.guild_id,
            "member": {key: value for key, value in author.items() if key != "user"},
        }

    def history(self, channel_id: str) -> list[dict[str, Any]]:
        """What stands in a channel, newest first. The nonce goes with a message's creation and is not stored."""
        there = [each for each in self.messages.values() if each["channel_id"] == channel_id]
        return [{key: value for key, value in self.as_seen(each).items() if key != "nonce"} for each in reversed(there)]

    def said_by_bot(self, channel_id: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages that still stand, oldest first."""
        return [
            each
            for each in self.messages.values()
            if each["author"]["id"] == self.bot.id and channel_id in (None, each["channel_id"])
        ]

    def repeated(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The message that this one would double: with `enforce_nonce`, the author's own of the past minutes, in
        whatever channel it is."""
        known = self._by_nonce.get(str(given.get("nonce"))) if given.get("enforce_nonce") else None
        if known is None or time.time() - known.received >= self.nonce_window:
            return None
        return self.messages.get(known.message["id"])

    def forget_nonces(self) -> None:
        """As if the messages so far had come more than a nonce's window ago."""
        self._by_nonce.clear()

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
            self.posted.append(posted := Posted(message))
            if author is self.bot and "nonce" in message:
                self._by_nonce[str(message["nonce"])] = posted
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
