"""Whether the bot may post a digest in a channel, and what is missing."""

from collections.abc import Iterator

import discord

from bot.chat.cards.card_context import CardContext
from bot.chat.cards.markdown import Markdown
from bot.digests.digest import Digest


def missing_permissions(shown: Digest, guild: discord.Guild | None, look: CardContext) -> Iterator[str]:
    """A sentence for each thing that keeps a digest from its channel, or from pinging its role."""
    if shown.is_personal:
        return
    place = Markdown(f"<#{shown.channel}>")
    channel = guild.get_channel_or_thread(shown.channel) if guild else None
    if guild is None or channel is None:
        yield look.words("digest-no-place", {"place": place})
        return
    held = channel.permissions_for(guild.me)
    in_thread = isinstance(channel, discord.Thread)
    needed = {
        "view_channel": held.view_channel,
        "send_messages_in_threads" if in_thread else "send_messages": (
            held.send_messages_in_threads if in_thread else held.send_messages
        ),
    }
    missing = [_shown(name) for name, has in needed.items() if not has]
    if missing:
        yield look.words("digest-permission", {"place": place, "permissions": ", ".join(missing)})
    role = guild.get_role(shown.role) if shown.role is not None else None
    if role is not None and not role.mentionable and not held.mention_everyone:
        yield look.words("digest-role-unpingable", {"role": Markdown(role.mention)})


def _shown(permission: str) -> str:
    """A permission's name as Discord's own settings have it."""
    return permission.replace("_", " ").title().replace(" In ", " in ")
