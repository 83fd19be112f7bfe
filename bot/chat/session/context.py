"""What every command, button and message handler is given: the desk, the clock, the words. Nothing here is global."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast

import discord

from bot.answers.desk.desk import Desk
from bot.catalogue import Catalogue, Translator
from bot.chat.cards import markdown
from bot.chat.session.memory import ConversationMemory
from bot.chat.session.rate_limit import PersonalLimiter
from bot.digests.delivery.loop import Delivery
from bot.digests.ports import RunBlocking, run_in_thread
from bot.digests.service import DigestService


def new_reference() -> str:
    """Eight hex digits by which a reader's sentence is found in the log."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class BotContext:
    """The surroundings of every reply.

    `desk` gives the current desk at each call, so that a changed archive shows in the next answer. `clock` gives now,
    in UTC. `run` does what would block the loop. `office`: where digests are set up; None where there is no store.
    """

    desk: Callable[[], Desk]
    clock: Callable[[], datetime]
    catalogue: Catalogue
    version: str
    run: RunBlocking = run_in_thread
    pace: PersonalLimiter = field(default_factory=PersonalLimiter)
    memory: ConversationMemory = field(default_factory=ConversationMemory)
    office: DigestService | None = None
    reference: Callable[[], str] = new_reference

    def words_of(self, tag: str) -> Translator:
        """The same in the language of a tag that was kept, such as a digest's."""
        return self.catalogue.get_translator(tag or None, markdown.escape)

    def words(self, locale: discord.Locale | None) -> Translator:
        """The bot's sentences for a reader of `locale`, with whatever is put into them made harmless."""
        return self.catalogue.get_translator(locale.value if locale else None, markdown.escape)


class BotClient(Protocol):
    """The client, as far as its commands and buttons know it."""

    @property
    def chat(self) -> BotContext:
        """What it was built with."""
        ...

    @property
    def user(self) -> discord.ClientUser | None:
        """The bot itself, once it is logged in."""
        ...

    @property
    def delivery(self) -> Delivery | None:
        """What sends digests, once the client is connected; None where there is no store."""
        ...

    def wake(self) -> None:
        """Say that digests changed, so that what is due next is looked at anew."""
        ...

    @property
    def command_ids(self) -> Mapping[str, int]:
        """Discord's ids of the commands, by name, by which a command can be clicked in a text."""
        ...


def client_of(interaction: discord.Interaction[Any]) -> BotClient:
    """The client that an interaction came to: how a button, which the library makes, gets at its surroundings."""
    return cast("BotClient", interaction.client)
