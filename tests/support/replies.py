"""Reads a reply as a person sees it: its texts, links, buttons and menus, in order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
import simcord

from bot.coverage.article import Record

Message = discord.Message | simcord.ResponseMessage

LINK = re.compile(r"\]\((https?://[^\s)]+)\)")
_MARKDOWN_ESCAPE = re.compile(r"\\([\\*_~`|\[\]()<>#+\-=.@:&])")


def sent_by_bot(server: Any, channel: Any = None) -> list[discord.Message]:
    """Return the bot's messages in a channel, the server's if none is given, oldest first."""
    history = (channel or server.channel).history()
    return [message for message in history if message.author.id == server.env.bot.user.id]


def components(message: Message) -> Iterator[Mapping[str, Any]]:
    """Yield every component of a message as Discord has it; nested ones come after what contains them."""
    yield from _walk([item if isinstance(item, Mapping) else item.to_dict() for item in message.components])


def _walk(tree: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in tree:
        yield item
        yield from _walk(item.get("components") or ())
        if item.get("accessory"):
            yield from _walk([item["accessory"]])


def raw_texts(message: Message) -> list[str]:
    """Return the texts of a message in Discord's Markdown, its plain content first if it has any."""
    texts = [item["content"] for item in components(message) if item["type"] == 10]
    return [message.content, *texts] if message.content else texts


def text(message: Message) -> str:
    """Return everything that a message says, without escapes and zero-width characters."""
    return unescaped("\n".join(raw_texts(message)))


def shows_titles(message: Message, *records: Record) -> list[bool]:
    """Return for each record whether a message shows its title."""
    shown = text(message)
    return [record.title in shown for record in records]


def unescaped(markdown: str) -> str:
    """Return Markdown with its escapes resolved, as Discord shows it."""
    return _MARKDOWN_ESCAPE.sub(r"\1", markdown).replace("\u200b", "")


def links(message: Message) -> list[str]:
    """Return every URL that can be clicked: links in texts, then link buttons."""
    in_texts = [url for part in raw_texts(message) for url in LINK.findall(part)]
    return in_texts + [item["url"] for item in components(message) if item["type"] == 2 and item.get("url")]


def labels(message: Message) -> list[str]:
    """Return the labels of the buttons that can be pressed."""
    return [
        item.get("label") or ""
        for item in components(message)
        if item["type"] == 2 and item.get("custom_id") and not item.get("disabled")
    ]


def options(message: Message) -> list[Mapping[str, Any]]:
    """Return the options of a message's menus."""
    return [option for item in components(message) if item["type"] == 3 for option in item["options"]]


def option(message: Message, label: str) -> str:
    """Return the value of the menu option with a label."""
    (value,) = [option["value"] for option in options(message) if option["label"] == label]
    return value


def pictures(message: Message) -> list[str]:
    """Return the URLs of a message's thumbnails."""
    return [item["media"]["url"] for item in components(message) if item["type"] == 11]
