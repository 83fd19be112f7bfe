"""Checks that the bot may post a digest in its channel."""

from collections.abc import Iterator, Sequence

import discord
from discord.abc import GuildChannel

from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown
from bot.chat.digests.channels import get_kind
from bot.chat.digests.forums import find_fallback
from bot.digests.digest import Digest


def find_missing_permissions(digest: Digest, guild: discord.Guild | None, context: CardContext) -> Iterator[str]:
    """Yield a sentence for each thing that keeps a digest from being posted, or from mentioning its role."""
    if digest.is_personal:
        return
    place = Markdown(f"<#{digest.channel}>")
    channel = guild.get_channel_or_thread(digest.channel) if guild else None
    if guild is None or channel is None:
        yield context.words("digest-no-place", {"place": place})
        return
    granted = channel.permissions_for(guild.me)
    if missing := list_missing_permissions(channel, granted):
        yield context.words("digest-permission", {"place": place, "permissions": ", ".join(missing)})
    role = guild.get_role(digest.role) if digest.role is not None else None
    if role is not None and not role.mentionable and not granted.mention_everyone:
        yield context.words("digest-role-unpingable", {"role": Markdown(role.mention)})
    if digest.publish and get_kind(channel) != "announcements":
        yield context.words("digest-not-announcement", {"place": place})
    if isinstance(channel, discord.ForumChannel) and channel.flags.require_tag:
        tag = find_fallback(tag for tag in channel.available_tags if granted.manage_threads or not tag.moderated)
        message = "digest-forum-tag" if tag else "digest-forum-no-tag"
        yield context.words(message, {"place": place, "tag": tag.name if tag else ""})


def list_missing_permissions(channel: GuildChannel | discord.Thread, granted: discord.Permissions) -> Sequence[str]:
    """Return what the bot lacks to post in a channel, as Discord's settings name it. `granted`: what it may do there.

    A post needs the permission to send messages, which a forum's settings call "Create Posts":
    https://discord.com/developers/docs/topics/threads#permissions
    """
    needed = {"View Channel": granted.view_channel}
    if isinstance(channel, discord.ForumChannel):
        needed["Create Posts"] = granted.send_messages
        needed["Send Messages in Threads"] = granted.send_messages_in_threads
    elif isinstance(channel, discord.Thread):
        needed["Send Messages in Threads"] = granted.send_messages_in_threads
    else:
        needed["Send Messages"] = granted.send_messages
    return [name for name, is_granted in needed.items() if not is_granted]
