"""One use of a command, button or menu: the event about it, and the bot's answers to it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.patience import PATIENCE
from tests.wire.basics import Changes
from tests.wire.discord_objects import ALL_PERMISSIONS, Channel, Person, member_payload

LOADING = 1 << 7
SUBCOMMAND, SUBCOMMAND_GROUP, CHANNEL = 1, 2, 7


@dataclass(eq=False)
class Interaction:
    """One use of a command, button or menu, and everything that the bot answered.

    Discord accepts the first response for three seconds, and further ones for fifteen minutes. `answered_at` is when
    the first one came, `shown_at` when a message was there to read; both are monotonic.
    """

    id: str
    token: str
    payload: Mapping[str, Any]
    changes: Changes
    deadline: float = PATIENCE
    created_at: float = field(default_factory=time.monotonic)
    callbacks: list[Mapping[str, Any]] = field(default_factory=list)
    answered_at: float | None = None
    shown_at: float | None = None
    message: dict[str, Any] | None = None
    followups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def expired(self) -> bool:
        """Whether it is too late for the first response."""
        return time.monotonic() - self.created_at > self.deadline

    async def reply(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """Return the answer that the person sees, once there is one; a deferral is none."""
        await self.changes.until(self._is_visible, f"a reply to {self.payload['data']}", seconds)
        assert self.message is not None
        return self.message

    def record_response(self, body: Mapping[str, Any]) -> None:
        """Record the bot's first response."""
        self.callbacks.append(body)
        self.answered_at = time.monotonic()
        self.note_message()
        self.changes.notify()

    def note_message(self) -> None:
        """Note when there is first a message to read."""
        if self.shown_at is None and self._is_visible():
            self.shown_at = time.monotonic()

    async def response(self, seconds: float = PATIENCE) -> Mapping[str, Any]:
        """Return the body of the bot's first response, once there is one."""
        await self.changes.until(lambda: bool(self.callbacks), f"a response to {self.payload['data']}", seconds)
        return self.callbacks[0]

    def _is_visible(self) -> bool:
        return self.message is not None and not self.message["flags"] & LOADING


def build_payload(interaction_id: str, application_id: str, person: Person, channel: Channel) -> dict[str, Any]:
    """Return the event INTERACTION_CREATE without its `type` and `data`, which say what was used."""
    who: dict[str, Any] = {"user": person.payload()}
    if channel.guild_id is not None:
        member = member_payload(person) | {"permissions": str(ALL_PERMISSIONS)}
        guild = {"id": channel.guild_id, "locale": "en-US", "features": []}
        who = {"member": member, "guild_id": channel.guild_id, "guild": guild, "guild_locale": "en-US"}
    return {
        "id": interaction_id,
        "application_id": application_id,
        "token": f"interaction-{interaction_id}",
        "version": 1,
        "channel_id": channel.id,
        "channel": channel.payload(),
        "locale": "en-US",
        "app_permissions": channel.permissions,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": channel.guild_id or "0"},
        "context": 1 if channel.guild_id is None else 0,
        **who,
    }


def build_command_data(
    known: Mapping[str, Any], words: list[str], options: Mapping[str, Any], channels: Mapping[str, Channel]
) -> dict[str, Any]:
    """Return the `data` of a slash command. `words` name the subcommand, as in "digest create"."""
    data = {"id": known["id"], "name": known["name"], "type": 1, "options": []}
    inner: Any = data
    for word in words:
        matches = [option for option in known.get("options", ()) if option["name"] == word and option["type"] in {1, 2}]
        assert matches, f"/{data['name']} has no {word}"
        (known,) = matches
        inner["options"] = [{"name": word, "type": known["type"], "options": []}]
        inner = inner["options"][0]
    inner["options"] = list(_build_options(known, options))
    unknown = options.keys() - {option["name"] for option in inner["options"]}
    assert not unknown, f"/{known['name']} has no option {' or '.join(sorted(unknown))}"
    chosen = [channels[option["value"]] for option in inner["options"] if option["type"] == CHANNEL]
    if chosen:
        resolved = {channel.id: channel.payload() | {"permissions": channel.permissions} for channel in chosen}
        data["resolved"] = {"channels": resolved}
    return data


def focus_option(data: dict[str, Any], name: str) -> None:
    """Mark an option as the one that is being typed."""
    for option in data["options"]:
        if option["type"] in {SUBCOMMAND, SUBCOMMAND_GROUP}:
            focus_option(option, name)
        elif option["name"] == name:
            option["focused"] = True


def _build_options(known: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for option in known.get("options", ()):
        if option["name"] in options and option["type"] not in {SUBCOMMAND, SUBCOMMAND_GROUP}:
            yield {"name": option["name"], "type": option["type"], "value": options[option["name"]]}
