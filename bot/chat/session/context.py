"""What every command, component and message handler is given. The bot has no global state."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast

import discord

from bot.answers.desk.desk import Desk
from bot.answers.replies.judgement import Judge
from bot.catalogue import Catalogue, Translator
from bot.chat.cards.parts import markdown
from bot.chat.cards.parts.card_context import JudgeNotice
from bot.chat.session.admission import Admission
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.memory import ConversationMemory
from bot.chat.session.monitor import Monitor
from bot.chat.session.rate_limit import PersonalLimiter
from bot.digests.delivery.loop import Delivery
from bot.digests.service import DigestService
from bot.feeds.service import FeedService
from bot.servers.query_counts import QueryCounter
from bot.servers.settings import DEFAULTS, ServerSettings, SettingsService


def create_reference() -> str:
    """Return eight hex digits that the reader sees and the log contains, so that a failure can be looked up."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class JudgeAccess:
    """A judge, and the rule for whose questions it sees, as readers are told it."""

    judge: Judge
    notice: JudgeNotice

    def may_see(self, *, private: bool) -> bool:
        """Tell whether a question may be sent. `private`: it or its reply can't be read by others on the server."""
        return self.notice.sees_private or not private


@dataclass(frozen=True, slots=True)
class BotContext:
    """What a reply is made from.

    `desk` returns the current desk at each call, so that the next answer uses an archive that has changed. `clock`
    returns the time, in UTC. `admission` decides what is answered, and runs what would block the event loop.
    `digest_service` is None if there is no store. `judge` is None if the operator named none. `feeds` is None if
    there is no list of feeds. `settings` has what the admins of servers set, and `counter` counts what is asked; both
    are None if there is no store. `discord_time` learns the time from Discord's answers; None if `clock` is Discord's
    own, as in a simulation. `monitor` is told what an operator may want to know. `pages_url`: where digests can be read
    outside Discord; empty if nowhere.
    """

    desk: Callable[[], Desk]
    clock: Callable[[], datetime]
    catalogue: Catalogue
    version: str
    admission: Admission = field(default_factory=Admission)
    limiter: PersonalLimiter = field(default_factory=PersonalLimiter)
    memory: ConversationMemory = field(default_factory=ConversationMemory)
    digest_service: DigestService | None = None
    judge: JudgeAccess | None = None
    feeds: Callable[[], FeedService] | None = None
    settings: SettingsService | None = None
    counter: QueryCounter | None = None
    new_reference: Callable[[], str] = create_reference
    discord_time: DiscordTime | None = None
    monitor: Monitor = field(default_factory=Monitor)
    pages_url: str = ""

    def get_settings(self, server: int | None) -> ServerSettings:
        """Return what the admins of a server set; the defaults in a direct conversation."""
        return DEFAULTS if self.settings is None else self.settings.get(server)

    def measure_age(self, snowflake: int) -> float:
        """Return how many seconds ago, at least, Discord made what has this id. In a simulation, nothing grows old."""
        return 0.0 if self.discord_time is None else self.discord_time.measure_age(snowflake)

    def words(self, locale: discord.Locale | None) -> Translator:
        """Return the bot's sentences in a reader's language; what is put into them is escaped."""
        return self.words_in(locale.value if locale else "")

    def words_in(self, tag: str) -> Translator:
        """Return the bot's sentences in the language of a stored tag, such as a digest's."""
        return self.catalogue.get_translator(tag or None, markdown.escape)


class BotClient(Protocol):
    """What commands and components know of the client."""

    @property
    def bot(self) -> BotContext:
        """What the client was built with."""
        ...

    @property
    def user(self) -> discord.ClientUser | None:
        """The bot's own user, once it is logged in."""
        ...

    @property
    def delivery(self) -> Delivery | None:
        """What sends digests, once the client is connected; None if there is no store."""
        ...

    def wake(self) -> None:
        """Say that digests changed, so that the delivery looks again for what is due next."""
        ...

    @property
    def command_ids(self) -> Mapping[str, int]:
        """Discord's ids of the commands, by name, which make a command in a text clickable."""
        ...


def get_client(interaction: discord.Interaction[Any]) -> BotClient:
    """Return the client that received an interaction: how a component, made by discord.py, gets the `BotContext`."""
    return cast("BotClient", interaction.client)
