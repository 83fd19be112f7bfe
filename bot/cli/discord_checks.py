"""Questions of the command line to Discord: whether the bot may post its digests, and how to invite it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import aiohttp
import discord

from bot import health
from bot.chat.digests.permissions import list_missing_permissions
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.requests import build_trace
from bot.cli.diagnosis import Diagnosis
from bot.digests.store_ports.errors import StoreError
from bot.settings.settings import Settings
from bot.store import engine, urls
from bot.store.tables.digests import StoredDigests

MAX_PLACES = 200
"""Channels that are checked; each takes a request or two."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    read_message_history=True,
    send_messages_in_threads=True,
)
"""What the invite link asks for. docs/operating.md says what each is for."""


class DigestPlace(NamedTuple):
    """A channel that active digests go to, and how many."""

    server: int
    channel: int
    digests: int


def build_invite_url(application_id: int) -> str:
    """Return the link with which an admin adds the bot to a server."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


def list_digest_places(settings: Settings) -> Sequence[DigestPlace]:
    """List the channels that active digests go to; none if the store can't say."""
    try:
        with engine.connect_if_exists(urls.parse_url(settings.database)) as database:
            return [DigestPlace(*place) for place in StoredDigests(database).list_places()] if database else ()
    except StoreError:
        return ()  # `examine` says what is wrong with it


async def ask_discord(token: str, places: Sequence[DigestPlace] = ()) -> tuple[Diagnosis, ...]:
    """Ask Discord whether it accepts the token, and whether the bot may post in these places.

    Also checks that the application suits this bot. Needs the network.
    """

    discord_time = DiscordTime()
    async with discord.Client(intents=discord.Intents.none(), http_trace=build_trace(discord_time)) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            fix = "Reset it in the developer portal (your application, Bot, Reset Token) and set the new one."
            return (Diagnosis("token", "bad", "is not accepted by Discord.", fix),)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            message = f"could not be checked: {type(error).__name__}: {error}"
            return (Diagnosis("token", "hint", message, "Check this machine's network and discordstatus.com."),)
        application = await client.application_info()
        findings = [Diagnosis("token", "ok", f"belongs to {client.user}, application {application.id}")]
        if application.interactions_endpoint_url:
            message = f"sends commands to {application.interactions_endpoint_url} instead of this bot."
            fix = "Empty the Interactions Endpoint URL: developer portal, your application, General Information."
            findings.append(Diagnosis("application", "bad", message, fix))
        findings += await check_places(client, places)
        findings += _examine_clock(discord_time.skew)
        return tuple(findings)


async def check_places(client: discord.Client, places: Sequence[DigestPlace]) -> list[Diagnosis]:
    """Check that the bot may post in each channel that a digest goes to. The client must be logged in."""
    findings: list[Diagnosis] = []
    usable = 0
    for place in places[:MAX_PLACES]:
        try:
            missing = await _find_missing(client, place)
        except (discord.NotFound, discord.Forbidden):
            message = f"is not there, or the bot may not see it; {_count_digests(place.digests)} can't be sent."
            fix = f"Let the bot see it, or stop the {'digest' if place.digests == 1 else 'digests'}: /digest list."
            findings.append(Diagnosis(_describe(place), "hint", message, fix))
            continue
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            message = f"could not be checked: {type(error).__name__}: {error}"
            findings.append(Diagnosis(_describe(place), "hint", message, "Try again later."))
            continue
        if missing:
            message = f"the bot lacks {' and '.join(missing)} there; {_count_digests(place.digests)} may fail."
            findings.append(Diagnosis(_describe(place), "hint", message, "Edit Channel, Permissions, on Discord."))
        else:
            usable += 1
    if usable:
        channels = "one channel" if usable == 1 else f"{usable:,} channels"
        findings.append(Diagnosis("digests", "ok", f"the bot may post in {channels}"))
    if len(places) > MAX_PLACES:
        findings.append(Diagnosis("digests", "hint", f"only the first {MAX_PLACES} of {len(places):,} were checked."))
    return findings


async def _find_missing(client: discord.Client, place: DigestPlace) -> list[str]:
    """Return the names of the permissions that the bot lacks in a channel, as Discord shows them."""
    guild = await client.fetch_guild(place.server, with_counts=False)
    channel = await guild.fetch_channel(place.channel)
    member = await guild.fetch_member(client.user.id if client.user else 0)
    # A thread has the permissions of its channel.
    parent = await guild.fetch_channel(channel.parent_id) if isinstance(channel, discord.Thread) else channel
    if isinstance(parent, discord.Thread):
        return []
    granted = parent.permissions_for(member)
    missing = [*list_missing_permissions(channel, granted)]
    if not granted.read_message_history:
        missing.append("Read Message History")
    # Discord takes this one away from anyone who is not allowed to send messages.
    if granted.send_messages and not granted.embed_links:
        missing.append("Embed Links")
    return missing


def _describe(place: DigestPlace) -> str:
    return f"channel {place.channel} on server {place.server}"


def _count_digests(count: int) -> str:
    return "one digest" if count == 1 else f"{count:,} digests"


def _examine_clock(skew: timedelta | None) -> list[Diagnosis]:
    """Examine how far the host's clock is ahead of Discord's time."""
    if skew is None:
        return [Diagnosis("clock", "hint", "could not be compared with Discord's: its answers don't tell the time.")]
    if warning := health.describe_skew(skew):
        return [Diagnosis("clock", "hint", warning, health.FIX_SKEW)]
    return [Diagnosis("clock", "ok", "agrees with Discord's time.")]
