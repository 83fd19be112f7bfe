"""The connection to Discord: which events the bot asks for, and where each goes. Everything it needs is passed in."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import discord

from bot.chat import buttons, direct, errors, sync
from bot.chat.commands import all_commands
from bot.chat.context import Chat
from bot.chat.sync import SyncState
from bot.chat.translation import CatalogueTranslator
from bot.chat.tree import Tree

_log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """Servers, and messages in them and in direct conversations. None is privileged.

    Content comes all the same where it is for the bot: in direct messages, and in messages that mention it.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


class NutgrafClient(discord.AutoShardedClient):
    """The bot on Discord. `sync_state` None: it leaves the commands that Discord has as they are."""

    def __init__(self, chat: Chat, *, sync_state: SyncState | None, shard_count: int | None = None) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            activity=discord.CustomActivity(chat.words(None)("activity")),
            shard_count=shard_count,
            # What a person wrote, and who they are, is not kept: no message and no member is ever looked up again.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.chat = chat
        self.sync_state = sync_state
        self.command_ids: Mapping[str, int] = {}
        self.tree = Tree(self, chat)
        for command in all_commands(chat):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Once logged in: the buttons of all older messages work again, and Discord learns of changed commands."""
        self.add_dynamic_items(*buttons.ITEMS)
        await self.tree.set_translator(CatalogueTranslator(self.chat.catalogue))
        if self.sync_state is not None and (synced := await sync.sync_or_log(self.tree, self.sync_state)):
            self.command_ids = synced.ids

    async def on_ready(self) -> None:
        """Say so in the log; it may come more than once."""
        _log.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """A question, a greeting, or nothing for us."""
        await direct.handle(self.chat, self, message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Commands and buttons are dispatched by the library; what is left are buttons of an older version."""
        await buttons.answer_unknown(self.chat, interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        """What an event handler let through: to the log, by the one policy."""
        error = sys.exc_info()[1]
        if error is not None:
            errors.judge(self.chat, f"event {event_method}", error)


def build_client(chat: Chat, *, sync_state: SyncState | None, shard_count: int | None = None) -> NutgrafClient:
    """A client, ready for `start(token)` or `run(token)`.

    `shard_count` None asks Discord how many connections it wants; it must be named where nobody can be asked.
    """
    return NutgrafClient(chat, sync_state=sync_state, shard_count=shard_count)
