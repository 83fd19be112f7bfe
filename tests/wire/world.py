"""The state of the stand-in: servers, their channels, people, the bot, and their messages.

At first there is one server with one channel and one member; a test can add more.
"""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.wire.basics import Changes, Snowflakes
from tests.wire.components import store_components, walk_texts
from tests.wire.discord_objects import DIRECT, TEXT, THREAD, Channel, Person, guild_payload, member_payload
from tests.wire.interactions import LOADING, Interaction

NONCE_WINDOW = 180.0  # seconds; Discord documents "the past few minutes"
CROSSPOSTED, EPHEMERAL = 1 << 0, 1 << 6
_MENTION = re.compile(r"<@(\d+)>")


@dataclass(eq=False)
class Guild:
    """A server that the bot is in, or was."""

    id: str
    name: str
    owner: Person
    joined: bool = True


@dataclass(frozen=True)
class StoredMessage:
    """A message that was stored, possibly deleted since, and when it came (seconds since the epoch)."""

    message: dict[str, Any]
    received: float = field(default_factory=time.time)


class World:
    """Everything that exists. Ids are strings, as in Discord's JSON."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.changes = Changes()
        self.snowflake = Snowflakes()
        self.bot = Person(self.snowflake(), "nutgraf", bot=True)
        self.people = {self.bot.id: self.bot}
        self.application_id = self.bot.id
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.closed_dms: set[str] = set()  # the people who accept no direct messages
        self.commands: list[dict[str, Any]] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.stored: list[StoredMessage] = []
        self.new_threads: list[Channel] = []  # those that the bot has not been told of
        self.private: dict[str, dict[str, Any]] = {}  # replies that one person sees
        self.interactions: dict[str, Interaction] = {}
        self.typing: list[str] = []
        self.nonce_window = NONCE_WINDOW
        self._direct: dict[str, Channel] = {}
        self._by_nonce: dict[str, StoredMessage] = {}
        self.member, self.dm_id = self.replace_member()
        self.guild_id = self.add_guild("The Newsroom").id
        self.channel_id = self.add_channel(self.guild_id).id

    def replace_member(self) -> tuple[Person, str]:
        """Make a new person the member from now on. Return them and the id of their conversation with the bot."""
        self.member = self.add_person(f"reader{len(self.people)}")
        self.dm_id = self.open_dm(self.member).id
        return self.member, self.dm_id

    def add_person(self, name: str) -> Person:
        """Add a person."""
        person = Person(self.snowflake(), name)
        self.people[person.id] = person
        return person

    def add_guild(self, name: str) -> Guild:
        """Add a server without a channel; the bot is a member."""
        guild = Guild(self.snowflake(), name, self.member)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(
        self, guild_id: str, kind: int = TEXT, name: str = "general", parent_id: str | None = None
    ) -> Channel:
        """Add a channel. Raises `KeyError` if its server, or a thread's parent, is unknown."""
        parent = self.channels[parent_id] if parent_id else None
        channel = Channel(self.snowflake(), kind, name, self.guilds[guild_id].id, parent)
        self.channels[channel.id] = channel
        return channel

    def make_tag(self, name: str, *, moderated: bool = False) -> dict[str, Any]:
        """Return a tag for a forum."""
        emoji = dict.fromkeys(("emoji_id", "emoji_name"))
        return {"id": self.snowflake(), "name": name, "moderated": moderated, **emoji}

    def open_dm(self, person: Person) -> Channel:
        """Return the direct conversation of a person and the bot."""
        if person.id not in self._direct:
            channel = self._direct[person.id] = Channel(self.snowflake(), DIRECT, recipient=person)
            self.channels[channel.id] = channel
        return self._direct[person.id]

    def is_in_guild(self, channel_id: str) -> bool:
        """Return whether a channel is on a server, not a direct conversation."""
        return channel_id in self.channels and self.channels[channel_id].guild_id is not None

    def find_command(self, name: str) -> dict[str, Any]:
        """Return a command that the bot has registered. Raises `AssertionError` if it hasn't."""
        names = [command["name"] for command in self.commands]
        assert name in names, f"/{name} was not registered; there are {names}"
        return self.commands[names.index(name)]

    def describe_guild(self, guild_id: str) -> Mapping[str, Any]:
        """Return a server as in the event GUILD_CREATE."""
        guild = self.guilds[guild_id]
        channels = [channel for channel in self.channels.values() if channel.guild_id == guild_id]
        return guild_payload(guild.id, guild.name, guild.owner, [self.bot], channels)

    def view_as_bot(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return a message as the bot sees it.

        Without the privileged intent, the bot sees the content of other people's messages on a server only if they
        mention it.
        """
        is_visible = any(user["id"] == self.bot.id for user in (message["author"], *message["mentions"]))
        empty = {"content": "", "embeds": [], "attachments": [], "components": []}
        return dict(message) | (empty if self.is_in_guild(message["channel_id"]) and not is_visible else {})

    def make_event(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return the event MESSAGE_CREATE."""
        event, channel = self.view_as_bot(message), self.channels[message["channel_id"]]
        if channel.guild_id is None:
            return event
        author = member_payload(self.people[message["author"]["id"]])
        return event | {
            "guild_id": channel.guild_id,
            "member": {key: value for key, value in author.items() if key != "user"},
        }

    def list_history(self, channel_id: str) -> list[dict[str, Any]]:
        """Return the messages of a channel, newest first, without nonces, which are not stored."""
        messages = [message for message in self.messages.values() if message["channel_id"] == channel_id]
        return [
            {key: value for key, value in self.view_as_bot(message).items() if key != "nonce"}
            for message in reversed(messages)
        ]

    def list_bot_messages(self, channel_id: str | None = None) -> list[dict[str, Any]]:
        """Return the bot's messages that were not deleted, oldest first."""
        return [
            message
            for message in self.messages.values()
            if message["author"]["id"] == self.bot.id and channel_id in (None, message["channel_id"])
        ]

    def find_duplicate(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the message that this one would duplicate: with `enforce_nonce`, a recent one with the same nonce.

        It may be in any channel.
        """
        known = self._by_nonce.get(str(given.get("nonce"))) if given.get("enforce_nonce") else None
        if known is None or time.time() - known.received >= self.nonce_window:
            return None
        return self.messages.get(known.message["id"])

    def forget_nonces(self) -> None:
        """Forget all nonces, as if their messages were older than the nonce window."""
        self._by_nonce.clear()

    def forget(self) -> None:
        """Forget interactions, messages, and all people but the bot; there is a new member."""
        for memory in (self.interactions, self.messages, self.stored, self.private, self.typing, self._by_nonce):
            memory.clear()
        self.people = {self.bot.id: self.bot}
        self.channels = {number: channel for number, channel in self.channels.items() if channel.guild_id is not None}
        self._direct.clear()
        self.replace_member()

    def open_post(self, forum: Channel, name: str, message: Mapping[str, Any], tags: list[str]) -> Channel:
        """Open a post in a forum: a thread whose first message has its id."""
        number = self.snowflake()
        post = Channel(number, THREAD, name, forum.guild_id, forum, owner_id=self.bot.id, applied_tags=tags)
        self.channels[number] = post
        self.new_threads.append(post)
        self.post(self.bot, number, message, number=number)
        return post

    def post(
        self, author: Person, channel_id: str, given: Mapping[str, Any], *, keep: bool = True, number: str = ""
    ) -> dict[str, Any]:
        """Store a message from the fields of a request, and return it. `keep` False: return it without storing it.

        `number`: its id, if it has one already.
        """
        content = given.get("content") or ""
        mentioned = [
            self.people[number] for number in dict.fromkeys(_MENTION.findall(content)) if number in self.people
        ]
        message = {
            "id": number or self.snowflake(),
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
            "mentions": [person.payload() for person in mentioned],
            "attachments": [],
            "embeds": [],
            "components": [],
        }
        self._fill(message, given)
        if reference := given.get("message_reference"):
            message |= {"type": 19, "message_reference": _reference(reference, channel_id)}
        if keep:
            self.messages[message["id"]] = message
            self.stored.append(posted := StoredMessage(message))
            if author is self.bot and "nonce" in message:
                self._by_nonce[str(message["nonce"])] = posted
        self.changes.notify()
        return message

    def edit(self, message: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Change a message in place, and remove its flag "thinking"."""
        message["flags"] &= ~LOADING
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        self._fill(message, {**given, "flags": message["flags"] | (given.get("flags") or 0)})
        self.changes.notify()
        return message

    def _store_attachment(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return an attachment as Discord describes it. Its content is not kept."""
        number = self.snowflake()
        url = f"https://cdn.discordapp.com/attachments/1/{number}/{given['filename']}"
        described = {"description": given["description"]} if given.get("description") else {}
        return {"id": number, "filename": given["filename"], "size": 1, "url": url, "proxy_url": url, **described}

    def _fill(self, message: dict[str, Any], given: Mapping[str, Any]) -> None:
        for key in ("content", "flags", "tts", "nonce"):
            if given.get(key) is not None:
                message[key] = given[key]
        if given.get("attachments") is not None:
            message["attachments"] = [self._store_attachment(attachment) for attachment in given["attachments"]]
        if given.get("components") is not None:
            message["components"] = store_components(given["components"], message["attachments"])
        for key in ("embeds", "poll", "sticker_ids"):
            if given.get(key):
                raise NotImplementedError(f"a message with {key}")


def message_text(message: Mapping[str, Any]) -> str:
    """Return everything that people read in a message."""
    parts: Iterable[str] = (message["content"], *walk_texts(message["components"]))
    return "\n".join(part for part in parts if part)


def _reference(given: Mapping[str, Any], channel_id: str) -> dict[str, Any]:
    ids = {key: str(given[key]) for key in ("message_id", "guild_id") if given.get(key) is not None}
    return {"type": given.get("type", 0), "channel_id": str(given.get("channel_id") or channel_id), **ids}
