"""What the bot may do on a server, and where its admins are told something.

A server whose shard another process runs is not in our cache, so Discord is asked over REST.
"""

import discord


async def read_permissions(client: discord.Client, server: int, channel: int) -> discord.Permissions | None:
    """Return what the bot may do in a server's channel or thread; None if there is no such channel for it.

    Raises what discord.py and the network raise.
    """
    guild = client.get_guild(server)
    if guild is not None:
        found = guild.get_channel_or_thread(channel)
        return None if found is None else found.permissions_for(guild.me)
    guild = await client.fetch_guild(server, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    fetched = await guild.fetch_channel(channel)
    if isinstance(fetched, discord.Thread):
        # A thread has the permissions of its channel.
        fetched = await guild.fetch_channel(fetched.parent_id)
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
