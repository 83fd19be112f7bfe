"""Where the bot posts on a server, what it may do there, and where the server's admins are told something.

A server whose shard another process runs is not in our cache, nor is a thread that is archived, so Discord is asked
about them over REST.
"""

import discord
from discord.abc import GuildChannel

from bot.digests.digest import ChannelKind


async def find_channel(client: discord.Client, server: int, channel: int) -> GuildChannel | discord.Thread | None:
    """Return a server's channel or thread; None if there is no such channel for the bot.

    Raises what discord.py and the network raise.
    """
    guild = client.get_guild(server)
    if guild is not None and (known := guild.get_channel_or_thread(channel)) is not None:
        return known
    try:
        found = await client.fetch_channel(channel)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None
    if not isinstance(found, GuildChannel | discord.Thread) or found.guild.id != server:
        return None
    return found


def get_kind(channel: GuildChannel | discord.Thread | None) -> ChannelKind:
    """Return what a channel holds."""
    if isinstance(channel, discord.ForumChannel):
        return "forum"
    if isinstance(channel, discord.TextChannel) and channel.is_news():
        return "announcements"
    return "messages"


async def read_permissions(client: discord.Client, server: int, channel: int) -> discord.Permissions | None:
    """Return what the bot may do in a server's channel or thread; None if there is no such channel for it.

    Raises what discord.py and the network raise.
    """
    found = await find_channel(client, server, channel)
    # A thread has the permissions of its channel.
    parent = found.parent_id if isinstance(found, discord.Thread) else channel
    guild = client.get_guild(server)
    if guild is not None and (known := guild.get_channel(parent)) is not None:
        return known.permissions_for(guild.me)
    if found is None:
        return None
    guild = await client.fetch_guild(server, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    fetched = await guild.fetch_channel(parent)
    return None if isinstance(fetched, discord.Thread) else fetched.permissions_for(me)


async def find_admin_channel(client: discord.Client, server: int) -> discord.abc.Messageable | None:
    """Return the channel in which a server's admins read notices; None if it has none.

    Raises what discord.py and the network raise.
    """
    guild = client.get_guild(server)
    if guild is not None:
        return guild.public_updates_channel or guild.system_channel
    # discord.py's own object has no channels of a server that is not in the cache, not even their ids.
    described = await client.http.get_guild(server, with_counts=False)
    number = described["public_updates_channel_id"] or described["system_channel_id"]
    return client.get_partial_messageable(int(number), guild_id=server) if number else None
