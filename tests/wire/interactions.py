"""One use of a command, button or menu: what the gateway tells of it, and what the bot answered to it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.patience import PATIENCE
from tests.wire.basics import Changes
from tests.wire.places import EVERYTHING, Channel, Person, as_member

LOADING = 1 << 7
SUBCOMMAND, SUBCOMMAND_GROUP, CHANNEL = 1, 2, 7


@dataclass(eq=False)
class Interaction:
    """One use of a command, button or menu, and everything that the bot answered to it.

    Discord takes the first response for three seconds, and further ones for fifteen minutes.
    """

    id: str
    token: str
    payload: Mapping[str, Any]
    changes: Changes
    deadline: float = PATIENCE
    born: float = field(default_factory=time.monotonic)
    callbacks: list[Mapping[str, Any]] = field(default_factory=list)
    answered: float | None = None
    message: dict[str, Any] | None = None
    followups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def expired(self) -> bool:
        """Whether it is too late for a first response."""
        return time.monotonic() - self.born > self.deadline

    async def reply(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The answer that the person sees, once there is one; a deferred one alone is none."""
        await self.changes.until(self._is_visible, f"a reply to {self.payload['data']}", seconds)
        assert self.message is not None
        return self.message

    def answer(self, body: Mapping[str, Any]) -> None:
        """The bot's first response has arrived."""
        self.callbacks.append(body)
        self.answered = time.monotonic()
        self.changes.tell()

    async def response(self, seconds: float = PATIENCE) -> Mapping[str, Any]:
        """The body of the bot's first response."""
        await self.changes.until(lambda: bool(self.callbacks), f"a response to {self.payload['data']}", seconds)
        return self.callbacks[0]

    def _is_visible(self) -> bool:
        return self.message is not None and not self.message["flags"] & LOADING


def interaction_payload(interaction_id: str, application_id: str, person: Person, channel: Channel) -> dict[str, Any]:
    """INTERACTION_CREATE but for its `type` and `data`, which say what was used."""
    who: dict[str, Any] = {"user": person.payload()}
    if channel.guild_id is not None:
        member = as_member(person) | {"permissions": str(EVERYTHING)}
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
        "app_permissions": channel.allowed,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": channel.guild_id or "0"},
        "context": 1 if channel.guild_id is None else 0,
        **who,
    }


def command_data(
    known: Mapping[str, Any], words: list[str], options: Mapping[str, Any], channels: Mapping[str, Channel]
) -> dict[str, Any]:
    """The `data` of a slash command; `words` name the subcommand, as in "digest create"."""
    data = {"id": known["id"], "name": known["name"], "type": 1, "options": []}
    inner: Any = data
    for word in words:
        found = [each for each in known.get("options", ()) if each["name"] == word and each["type"] in {1, 2}]
        assert found, f"/{data['name']} has no {word}"
        (known,) = found
        inner["options"] = [{"name": word, "type": known["type"], "options": []}]
        inner = inner["options"][0]
    inner["options"] = list(_given(known, options))
    stray = options.keys() - {each["name"] for each in inner["options"]}
    assert not stray, f"/{known['name']} has no option {' or '.join(sorted(stray))}"
    named = [channels[each["value"]] for each in inner["options"] if each["type"] == CHANNEL]
    if named:
        data["resolved"] = {"channels": {each.id: each.payload() | {"permissions": each.allowed} for each in named}}
    return data


def _given(known: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in known.get("options", ()):
        if each["name"] in options and each["type"] not in {SUBCOMMAND, SUBCOMMAND_GROUP}:
            yield {"name": each["name"], "type": each["type"], "value": options[each["name"]]}
