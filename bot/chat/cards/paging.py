"""A list that is longer than a card: which part of it is shown, and the buttons that lead to the rest."""

from collections.abc import Sequence
from typing import Any, TypeVar

import discord
from discord import ui
from msgspec.structs import replace

from bot.chat import custom_ids, limits
from bot.chat.cards import article_lines
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import ComponentRow
from bot.chat.custom_ids import ListingPage

T = TypeVar("T")


def page_start(page: ListingPage, total: int, size: int) -> int:
    """The index that a page begins with: the page's own, or the last page's where the list is shorter by now."""
    last = max(0, total - 1) // size * size
    return min(page.offset // size * size, last)


def page_rows(rows: Sequence[T], page: ListingPage, size: int) -> Sequence[T]:
    """The rows of a page, `size` at most."""
    first = page_start(page, len(rows), size)
    return rows[first : first + size]


def page_buttons(page: ListingPage, total: int, size: int, look: CardContext) -> tuple[ComponentRow, ...]:
    """Back, where one is, on, and delete. The one in the middle can't be pressed; it keeps the page's free text."""
    delete = article_lines.delete_button(look)
    if total <= size:
        return (ComponentRow((delete,)),) if delete else ()
    first = page_start(page, total, size)
    here = look.label_words("page-of", {"page": first // size + 1, "pages": (total - 1) // size + 1})
    made = [
        _to(page, max(0, first - size), look.label_words("page-back"), disabled=first == 0),
        ui.Button[Any](
            label=article_lines.shorten(here, limits.BUTTON_LABEL),
            custom_id=custom_ids.about_id(page.about),
            disabled=True,
        ),
        _to(page, first + size, look.label_words("page-on"), disabled=first + size >= total),
    ]
    return (ComponentRow((*made, *((delete,) if delete else ()))),)


def _to(page: ListingPage, offset: int, label: str, *, disabled: bool) -> ui.Button[Any]:
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=article_lines.shorten(label, limits.BUTTON_LABEL),
        custom_id=custom_ids.page_id(replace(page, offset=offset)),
        disabled=disabled,
    )
