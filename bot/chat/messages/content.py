"""Reads what a message says as people see it: with names instead of Discord's ids."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

_MENTION = re.compile(r"<(?:@[!&]?|#)(\d{1,20})>")
_EMOJI = re.compile(r"<a?:(\w{1,40}):\d{1,20}>")


def read_text(message: discord.Message, *, without: int = 0) -> str:
    """Return a message's own text, without the mention of the user `without` and without unknown ids."""
    names = {user.id: user.display_name for user in message.mentions}
    names |= {role.id: role.name for role in message.role_mentions}
    names |= {channel.id: channel.name for channel in message.channel_mentions}
    names[without] = ""
    text = _MENTION.sub(lambda match: names.get(int(match[1]), ""), message.content)
    return _EMOJI.sub(lambda match: f" {match[1]} ", text).strip()


def extract_text(message: discord.Message) -> str:
    """Return the words that a message shows: its text, or else those of its embeds, its cards or what it forwards."""
    if text := read_text(message):
        return text
    embed_texts = (text for embed in message.embeds for text in (embed.title, embed.description))
    if text := " ".join(text.strip() for text in embed_texts if text):
        return text
    if text := " ".join(_walk_texts(message.components)):
        return text
    return " ".join(snapshot.content for snapshot in message.message_snapshots).strip()


def _walk_texts(components: Sequence[Any]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _walk_texts(getattr(component, "children", ()))
