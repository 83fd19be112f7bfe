"""Lists that are longer than a card: the rows of a page, and the buttons that turn to other pages."""

from collections.abc import Sequence
from typing import Any, TypeVar

import discord
from discord import ui
from msgspec.structs import replace

from bot.answers.browse.listing import ListingFilters, ListingKind
from bot.chat import limits
from bot.chat.cards.parts.article_lines import build_delete_button
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import ComponentRow
from bot.chat.cards.parts.markdown import shorten
from bot.chat.custom_ids.grammar import hash_key
from bot.chat.custom_ids.pages import ListingPage, build_about_id, build_export_id, build_page_id

T = TypeVar("T")

EXPORTED_KINDS = frozenset({"latest", "timeline", "source", "story"})
"""The lists of articles, which can be exported."""


def build_page(kind: ListingKind, filters: ListingFilters, context: CardContext, offset: int = 0) -> ListingPage:
    """Return the page of a list that starts at `offset`, as its buttons remember it."""
    return ListingPage(
        kind=kind,
        asker=context.asker,
        offset=offset,
        count=filters.count,
        topic=hash_key(filters.topic) if filters.topic else "",
        outlet=hash_key(filters.outlet) if filters.outlet else "",
        since=filters.since,
        until=filters.until,
        about=filters.about,
        by=filters.step,
    )


def find_page_start(page: ListingPage, total: int, size: int) -> int:
    """Return the index of a page's first row: on the last page if the list has become shorter than the offset."""
    last = max(0, total - 1) // size * size
    return min(page.offset // size * size, last)


def select_page_rows(rows: Sequence[T], page: ListingPage, size: int) -> Sequence[T]:
    """Return the rows of a page, at most `size`."""
    start = find_page_start(page, len(rows), size)
    return rows[start : start + size]


def build_page_buttons(
    page: ListingPage,
    total: int,
    size: int,
    context: CardContext,
    *,
    follow: ui.Button[Any] | None = None,
    about: str = "",
) -> tuple[ComponentRow, ...]:
    """Return the buttons back, page number, forward, follow, export and delete; no page buttons if there is one page.

    If one row has no room for all, those of the pages have their own. The page number can't be pressed. Its id holds
    the free text of the list, for which the other ids have no room. `about`: the free text of other lists that the
    message has buttons for; only if this one is empty.
    """
    export = _build_export_button(page, context) if total and page.kind in EXPORTED_KINDS else None
    others = tuple(button for button in (follow, export, build_delete_button(context)) if button is not None)
    start = find_page_start(page, total, size)
    number = context.label_words("page-of", {"page": start // size + 1, "pages": max(0, total - 1) // size + 1})
    number_button = _build_about_button(number, page.about)
    buttons: tuple[ui.Button[Any], ...] = ()
    if total > size:
        back = _turn_button(page, max(0, start - size), context.label_words("page-back"), disabled=start == 0)
        forward = _turn_button(page, start + size, context.label_words("page-on"), disabled=start + size >= total)
        buttons = (back, number_button, forward)
    elif export and page.about:
        # The export needs the free text, too.
        buttons = (number_button,)
    elif about:
        buttons = (_build_about_button(about, about),)
    rows = (buttons, others) if len(buttons) + len(others) > limits.ROW_BUTTONS else ((*buttons, *others),)
    return tuple(ComponentRow(row) for row in rows if row)


def _build_about_button(label: str, about: str) -> ui.Button[Any]:
    """Return a button that can't be pressed. Its id holds the free text of the lists on its message."""
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(label, limits.BUTTON_LABEL),
        custom_id=build_about_id(about),
        disabled=True,
    )


def _build_export_button(page: ListingPage, context: CardContext) -> ui.Button[Any]:
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(context.label_words("card-export"), limits.BUTTON_LABEL),
        custom_id=build_export_id(replace(page, offset=0)),
    )


def _turn_button(page: ListingPage, offset: int, label: str, *, disabled: bool) -> ui.Button[Any]:
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(label, limits.BUTTON_LABEL),
        custom_id=build_page_id(replace(page, offset=offset)),
        disabled=disabled,
    )
