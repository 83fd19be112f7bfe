"""Discord's limits, and a check that a card keeps to them.

They are from https://discord.com/developers/docs/components/reference and .../resources/message. discord.py checks
the number of components and little else. `layout` builds cards that fit; `find_violations` checks them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from discord import ui

# One Components V2 message: the characters of all its texts together; its components, including nested ones.
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
# A forum post: the characters of its title, which is the name of a thread; its tags.
THREAD_NAME = 100
POST_TAGS = 5
# A slash command's option: its choices, and the characters of a choice's name or value.
CHOICES = 25
CHOICE = 100

_ROW, _BUTTON, _SELECT, _SECTION, _TEXT, _THUMBNAIL = 1, 2, 3, 9, 10, 11
_SELECTS = {3, 5, 6, 7, 8}
_LINK = 5


def measure_text(text: str) -> int:
    """Return the number of characters in Discord's strictest count: UTF-16 units, so two for most emoji."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_violations(view: ui.LayoutView) -> list[str]:
    """Return what Discord would refuse in a card, one line each; empty if the card fits."""
    return list(_check_tree(view.to_components()))


def _check_tree(tree: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    components = list(_walk(tree))
    if not components:
        yield "a message without components"
    if len(components) > COMPONENTS:
        yield f"{len(components)} components, {COMPONENTS} are allowed"
    size = sum(measure_text(item["content"]) for item in components if item["type"] == _TEXT)
    if size > TEXT:
        yield f"{size} characters of text, {TEXT} are allowed"
    custom_ids: set[str] = set()
    for item in components:
        if (custom_id := item.get("custom_id")) is not None:
            if custom_id in custom_ids:
                yield f"two components with the custom_id {custom_id!r}"
            custom_ids.add(custom_id)
            yield from _check_length("custom_id", custom_id, CUSTOM_ID, least=1)
        yield from _check_component(item)


def _check_component(item: Mapping[str, Any]) -> Iterator[str]:
    kind = item["type"]
    if kind == _TEXT:
        yield from _check_length("text", item["content"], TEXT, least=1)
    elif kind == _ROW:
        children = item["components"]
        selects = sum(child["type"] in _SELECTS for child in children)
        if not 1 <= len(children) <= ROW_BUTTONS or (selects and len(children) > 1):
            yield f"a row of {len(children)} components, {selects} of them menus"
    elif kind == _SECTION:
        if not 1 <= len(item["components"]) <= SECTION_TEXTS:
            yield f"a section of {len(item['components'])} texts"
    elif kind == _BUTTON:
        yield from _check_button(item)
    elif kind == _SELECT:
        yield from _check_select(item)
    elif kind == _THUMBNAIL:
        yield from _check_length("picture", item["media"]["url"], MEDIA_URL, least=1)
        yield from _check_length("alternative text", item.get("description") or "-", ALT_TEXT, least=1)


def _check_button(item: Mapping[str, Any]) -> Iterator[str]:
    if not (item.get("label") or item.get("emoji")):
        yield "a button without a label"
    yield from _check_length("button label", item.get("label") or "", BUTTON_LABEL)
    if item["style"] == _LINK:
        yield from _check_length("button URL", item["url"], BUTTON_URL, least=1)
        if not item["url"].startswith(("http://", "https://")):
            yield f"a button that leads to {item['url']!r}"


def _check_select(item: Mapping[str, Any]) -> Iterator[str]:
    yield from _check_length("placeholder", item.get("placeholder") or "", PLACEHOLDER)
    options = item.get("options", ())
    if not 1 <= len(options) <= OPTIONS:
        yield f"a menu of {len(options)} options"
    if len({option["value"] for option in options}) < len(options):
        yield "two options with one value"
    for option in options:
        yield from _check_length("option label", option["label"], OPTION_LABEL, least=1)
        yield from _check_length("option value", option["value"], OPTION_VALUE, least=1)
        yield from _check_length("option description", option.get("description") or "", OPTION_DESCRIPTION)


def _check_length(what: str, text: str, most: int, least: int = 0) -> Iterator[str]:
    if not least <= measure_text(text) <= most or (least and not text.strip()):
        yield f"{what} of {measure_text(text)} characters, {least} to {most} are allowed"


def _walk(tree: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in tree:
        yield item
        yield from _walk(item.get("components", ()))
        if "accessory" in item:
            yield item["accessory"]
