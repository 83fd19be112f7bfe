"""Introduces the bot to a server that it joins: once, where it may speak, else to the person who added it."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

import discord

from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.cards.introduction import build_introduction_card
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.digests.publisher import SEND_TIMEOUT
from bot.chat.digests.send_errors import translate_send_errors
from bot.chat.session.context import BotContext
from bot.chat.session.retries import build_nonce
from bot.digests.ports import SendDeferredError, SendRefusedError
from bot.digests.store_ports.errors import StoreError

RECENT = timedelta(days=1)
"""How long ago the bot may have joined a server, while it was not connected, to introduce itself now."""

_AUDITED = 20
"""Entries of the audit log that are searched for who added the bot."""

_log = logging.getLogger(__name__)


async def introduce(bot: BotContext, client: discord.Client, commands: Mapping[str, int], guild: discord.Guild) -> None:
    """Introduce the bot to a server, unless it did so before. `commands`: Discord's ids by name. Never raises.

    Without a store it can't know whether it did, so it says nothing. The store records it before the message is sent,
    so that it is never sent twice. The record is taken back only if the message certainly was not sent.
    """
    service = bot.digest_service
    if service is None:
        return
    try:
        if not await service.begin_introduction(guild.id, bot.clock()):
            return
        if not await _send(bot, client, commands, guild):
            await service.cancel_introduction(guild.id)
    except StoreError as error:
        _log.error("could not record an introduction: %s", error)


def joined_recently(guild: discord.Guild, bot: BotContext) -> bool:
    """Tell whether the bot joined a server within the last day."""
    joined = guild.me.joined_at if guild.me else None
    return joined is not None and bot.clock() - joined <= RECENT


async def _send(bot: BotContext, client: discord.Client, commands: Mapping[str, int], guild: discord.Guild) -> bool:
    """Send the introduction to the first place that takes it. Return False if it may be tried again."""
    desk, now = bot.desk(), bot.clock()
    examples = suggest_examples(desk, now)
    context = CardContext(bot.words(guild.preferred_locale), desk.archive, now)
    for open_place in (_get_system_channel, _open_adder):
        try:
            with translate_send_errors():
                async with asyncio.timeout(SEND_TIMEOUT):
                    place = await open_place(client, guild)
                    if place is None:
                        continue
                    server = "" if isinstance(place, discord.TextChannel) else guild.name
                    view = build_introduction_card(examples, context, commands=commands, server=server)
                    view.stop()
                    # Discord returns the message that it has for this nonce, if a broken connection hid it from us.
                    await place.send(view=view, nonce=build_nonce(f"introduction {guild.id}"))
        except SendRefusedError as error:
            _log.info("the introduction to a server was refused: %s", error.reason)
            continue
        except SendDeferredError as error:
            _log.warning("the introduction to a server was not sent: %s", error)
            return error.uncertain
        return True
    return True


async def _get_system_channel(_: discord.Client, guild: discord.Guild) -> discord.TextChannel | None:
    """Return the server's channel for system messages, if the bot may write there."""
    channel = guild.system_channel
    if channel is None:
        return None
    granted = channel.permissions_for(guild.me)
    return channel if granted.view_channel and granted.send_messages else None


async def _open_adder(client: discord.Client, guild: discord.Guild) -> discord.DMChannel | None:
    """Return the direct messages with the person who added the bot."""
    person = await _find_adder(guild)
    # discord.py asks for a user, and uses its id alone.
    return await client.create_dm(discord.Object(person)) if person else None  # pyright: ignore[reportArgumentType]


async def _find_adder(guild: discord.Guild) -> int:
    """Return who added the bot, if the audit log may be read and says so; else the server's owner."""
    if guild.me.guild_permissions.view_audit_log:
        try:
            async for entry in guild.audit_logs(limit=_AUDITED, action=discord.AuditLogAction.bot_add):
                if entry.target is not None and entry.target.id == guild.me.id and entry.user is not None:
                    return entry.user.id
        except discord.HTTPException as error:
            _log.info("the audit log can't be read: %s", error)
    return guild.owner_id or 0
