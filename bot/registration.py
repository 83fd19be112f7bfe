"""Registers the bot's commands with Discord, without reading any article."""

import discord

from bot import __version__
from bot.answers.desk.desk import Desk
from bot.catalogue import Catalogue
from bot.chat.client import build_client
from bot.chat.command_tree.sync import SyncFile, sync
from bot.chat.session.context import BotContext
from bot.connection import StartError, describe_refusal
from bot.feeds.service import FeedService
from bot.settings.settings import Settings


async def register_commands(settings: Settings, *, force: bool) -> tuple[int, bool]:
    """Register the commands. Return how many there are, and whether they were sent.

    Without `force`, they are sent only if they have changed. Raises `StartError`, and what discord.py and the network
    raise.
    """
    silence_voice_warnings()
    state = open_sync_state(settings)
    before = state.load()
    feeds = _refuse_feeds if settings.feeds.exists() else None
    context = BotContext(_refuse_desk, discord.utils.utcnow, Catalogue.load(), __version__, feeds=feeds)
    async with build_client(context, sync_state=None) as client:
        try:
            await client.login(settings.token or "")
        except discord.LoginFailure as error:
            raise StartError(describe_refusal(error)) from None
        synced = await sync(client.tree, state, force=force)
    return len(synced.ids), force or synced != before


def _refuse_desk() -> Desk:
    msg = "no command runs while commands are registered"
    raise RuntimeError(msg)


def _refuse_feeds() -> FeedService:
    msg = "no command runs while commands are registered"
    raise RuntimeError(msg)


def open_sync_state(settings: Settings) -> SyncFile:
    """Return the file that says which commands are registered."""
    return SyncFile(settings.cache_dir / "commands.sha256")


def silence_voice_warnings() -> None:
    """Turn off discord.py's warnings that voice libraries are missing; this bot does not speak."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
