"""Checks that the bot may post a digest in its channel."""

from collections.abc import Iterator

import discord

from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown
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
    required = {"view_channel": granted.view_channel}
    if isinstance(channel, discord.Thread):
        required["send_messages_in_threads"] = granted.send_messages_in_threads
    else:
        required["send_messages"] = granted.send_messages
    missing = [_format_permission(name) for name, is_granted in required.items() if not is_granted]
    if missing:
        yield context.words("digest-permission", {"place": place, "permissions": ", ".join(missing)})
    role = guild.get_role(digest.role) if digest.role is not None else None
    if role is not None and not role.mentionable and not granted.mention_everyone:
        yield context.words("digest-role-unpingable", {"role": Markdown(role.mention)})


def _format_permission(permission: str) -> str:
    """Return a permission's name as Discord's settings show it, such as "Send Messages in Threads"."""
    return permission.replace("_", " ").title().replace(" In ", " in ")
