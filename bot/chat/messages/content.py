"""What a message says, as a person reads it: names where Discord has ids."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

_MENTION = re.compile(r"<(?:@[!&]?|#)(\d{1,20})>")
_EMOJI = re.compile(r"<a?:(\w{1,40}):\d{1,20}>")


def readable_text(message: discord.Message, *, without: int = 0) -> str:
    """A message's own text; the mention of the user `without` is left out, and so are ids that nobody can name."""
    names = {user.id: user.display_name for user in message.mentions}
    names |= {role.id: role.name for role in message.role_mentions}
    names |= {channel.id: channel.name for channel in message.channel_mentions}
    names[without] = ""
    text = _MENTION.sub(lambda match: names.get(int(match[1]), ""), message.content)
    return _EMOJI.sub(lambda match: f" {match[1]} ", text).strip()


def message_text(message: discord.Message) -> str:
    """The words that a message shows: its text; else those of its embeds, its cards, or what it forwards."""
    if said := readable_text(message):
        return said
    shown = (part for embed in message.embeds for part in (embed.title, embed.description))
    if said := " ".join(part.strip() for part in shown if part):
        return said
    if said := " ".join(_displayed(message.components)):
        return said
    return " ".join(snapshot.content for snapshot in message.message_snapshots).strip()


def _displayed(components: Sequence[Any]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))
