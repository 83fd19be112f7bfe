"""Discord's numbers, and whether a card keeps to them.

The numbers are those of https://discord.com/developers/docs/components/reference and .../resources/message.
Discord.py checks the count of components and little else. `layout` builds cards that fit; `limit_violations` checks
them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from discord import ui

# One Components V2 message: text of all its displays together; components, nested ones counted.
TEXT = 4_000
COMPONENTS = 40
SECTION_TEXTS = 3
ROW_BUTTONS = 5
OPTIONS = 25
CUSTOM_ID = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
OPTION_LABEL = 100
OPTION_VALUE = 100
OPTION_DESCRIPTION = 100
PLACEHOLDER = 150
ALT_TEXT = 1_024
MEDIA_URL = 2_048
# Slash commands: option choices, their names and string values.
CHOICES = 25
CHOICE = 100

_ROW, _BUTTON, _SELECT, _SECTION, _TEXT, _THUMBNAIL = 1, 2, 3, 9, 10, 11
_SELECTS = {3, 5, 6, 7, 8}
_LINK = 5


def text_size(text: str) -> int:
    """Characters as Discord may count them at worst: UTF-16 units, so two for most emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def limit_violations(view: ui.LayoutView) -> list[str]:
    """What Discord would refuse of a card, one line each; empty where it fits."""
    return list(_violations(view.to_components()))


def _violations(tree: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    every = list(_walk(tree))
    if not every:
        yield "a message without components"
    if len(every) > COMPONENTS:
        yield f"{len(every)} components, {COMPONENTS} are allowed"
    text = sum(text_size(item["content"]) for item in every if item["type"] == _TEXT)
    if text > TEXT:
        yield f"{text} characters of text, {TEXT} are allowed"
    seen: set[str] = set()
    for item in every:
        if (custom_id := item.get("custom_id")) is not None:
            if custom_id in seen:
                yield f"two components with the custom_id {custom_id!r}"
            seen.add(custom_id)
            yield from _length("custom_id", custom_id, CUSTOM_ID, least=1)
        yield from _component(item)


def _component(item: Mapping[str, Any]) -> Iterator[str]:
    kind = item["type"]
    if kind == _TEXT:
        yield from _length("text", item["content"], TEXT, least=1)
    elif kind == _ROW:
        children = item["components"]
        selects = sum(child["type"] in _SELECTS for child in children)
        if not 1 <= len(children) <= ROW_BUTTONS or (selects and len(children) > 1):
            yield f"a row of {len(children)} components, {selects} of them menus"
    elif kind == _SECTION:
        if not 1 <= len(item["components"]) <= SECTION_TEXTS:
            yield f"a section of {len(item['components'])} texts"
    elif kind == _BUTTON:
        yield from _button(item)
    elif kind == _SELECT:
        yield from _select(item)
    elif kind == _THUMBNAIL:
        yield from _length("picture", item["media"]["url"], MEDIA_URL, least=1)
        yield from _length("alternative text", item.get("description") or "-", ALT_TEXT, least=1)


def _button(item: Mapping[str, Any]) -> Iterator[str]:
    if not (item.get("label") or item.get("emoji")):
        yield "a button without a label"
    yield from _length("button label", item.get("label") or "", BUTTON_LABEL)
    if item["style"] == _LINK:
        yield from _length("button address", item["url"], BUTTON_URL, least=1)
        if not item["url"].startswith(("http://", "https://")):
            yield f"a button that leads to {item['url']!r}"


def _select(item: Mapping[str, Any]) -> Iterator[str]:
    yield from _length("placeholder", item.get("placeholder") or "", PLACEHOLDER)
    options = item.get("options", ())
    if not 1 <= len(options) <= OPTIONS:
        yield f"a menu of {len(options)} options"
    if len({option["value"] for option in options}) < len(options):
        yield "two options with one value"
    for option in options:
        yield from _length("option label", option["label"], OPTION_LABEL, least=1)
        yield from _length("option value", option["value"], OPTION_VALUE, least=1)
        yield from _length("option description", option.get("description") or "", OPTION_DESCRIPTION)


def _length(what: str, text: str, most: int, least: int = 0) -> Iterator[str]:
    if not least <= text_size(text) <= most or (least and not text.strip()):
        yield f"{what} of {text_size(text)} characters, {least} to {most} are allowed"


def _walk(tree: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in tree:
        yield item
        yield from _walk(item.get("components", ()))
        if "accessory" in item:
            yield item["accessory"]
