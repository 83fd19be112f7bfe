"""What a person sees of a reply: its texts, links, buttons and menus, in order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
import simcord

Message = discord.Message | simcord.ResponseMessage

LINK = re.compile(r"\]\((https?://[^\s)]+)\)")
_MARKDOWN_ESCAPE = re.compile(r"\\([\\*_~`|\[\]()<>#+\-=.@:&])")


def components(message: Message) -> Iterator[Mapping[str, Any]]:
    """Every component of a message as Discord has it, nested ones after what holds them."""
    raw = message.components
    tree = [item if isinstance(item, Mapping) else item.to_dict() for item in raw]
    yield from _walk(tree)


def _walk(tree: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in tree:
        yield item
        yield from _walk(item.get("components") or ())
        if item.get("accessory"):
            yield from _walk([item["accessory"]])


def raw_texts(message: Message) -> list[str]:
    """The texts of a message, in Discord's Markdown; its plain content first, if it has any."""
    shown = [item["content"] for item in components(message) if item["type"] == 10]
    return [message.content, *shown] if message.content else shown


def text(message: Message) -> str:
    """All that a message says, as it reads once escapes and zero-width guards are gone."""
    return unescaped("\n".join(raw_texts(message)))


def unescaped(markdown: str) -> str:
    """Markdown with its escapes resolved, as Discord shows it."""
    return _MARKDOWN_ESCAPE.sub(r"\1", markdown).replace("\u200b", "")


def links(message: Message) -> list[str]:
    """Every address that a click leads to: links in texts, then link buttons."""
    in_texts = [url for part in raw_texts(message) for url in LINK.findall(part)]
    return in_texts + [item["url"] for item in components(message) if item["type"] == 2 and item.get("url")]


def labels(message: Message) -> list[str]:
    """The labels of the buttons that can be pressed."""
    return [
        item.get("label") or ""
        for item in components(message)
        if item["type"] == 2 and item.get("custom_id") and not item.get("disabled")
    ]


def button(message: Message, label: str) -> str:
    """The `custom_id` of the button with this label."""
    found = [
        item["custom_id"]
        for item in components(message)
        if item["type"] == 2 and item.get("label") == label and item.get("custom_id")
    ]
    assert len(found) == 1, f"{len(found)} buttons are labelled {label!r}; there are {labels(message)}"
    return found[0]


def options(message: Message) -> list[Mapping[str, Any]]:
    """The options of the message's menus."""
    return [option for item in components(message) if item["type"] == 3 for option in item["options"]]


def pictures(message: Message) -> list[str]:
    """The addresses of the pictures."""
    return [item["media"]["url"] for item in components(message) if item["type"] == 11]
