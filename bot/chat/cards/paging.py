"""A list that is longer than a card: which part of it is shown, and the buttons that lead to the rest."""

from collections.abc import Sequence
from typing import Any, TypeVar

import discord
from discord import ui
from msgspec.structs import replace

from bot.chat import custom_ids as ids
from bot.chat import limits
from bot.chat.cards import article_lines as entries
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Row
from bot.chat.custom_ids import Page

T = TypeVar("T")


def start(page: Page, total: int, size: int) -> int:
    """The index that a page begins with: the page's own, or the last page's where the list is shorter by now."""
    last = max(0, total - 1) // size * size
    return min(page.offset // size * size, last)


def shown(rows: Sequence[T], page: Page, size: int) -> Sequence[T]:
    """The rows of a page, `size` at most."""
    first = start(page, len(rows), size)
    return rows[first : first + size]


def buttons(page: Page, total: int, size: int, look: Look) -> tuple[Row, ...]:
    """Back, where one is, on, and delete. The one in the middle can't be pressed; it keeps the page's free text."""
    delete = entries.delete_button(look)
    if total <= size:
        return (Row((delete,)),) if delete else ()
    first = start(page, total, size)
    here = look.label_words("page-of", {"page": first // size + 1, "pages": (total - 1) // size + 1})
    made = [
        _to(page, max(0, first - size), look.label_words("page-back"), disabled=first == 0),
        ui.Button[Any](
            label=entries.shortened(here, limits.BUTTON_LABEL), custom_id=ids.about(page.about), disabled=True
        ),
        _to(page, first + size, look.label_words("page-on"), disabled=first + size >= total),
    ]
    return (Row((*made, *((delete,) if delete else ()))),)


def _to(page: Page, offset: int, label: str, *, disabled: bool) -> ui.Button[Any]:
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=entries.shortened(label, limits.BUTTON_LABEL),
        custom_id=ids.page(replace(page, offset=offset)),
        disabled=disabled,
    )
