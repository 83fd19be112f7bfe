"""The buttons that export what a reply lists, as files in a private reply."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import discord
from discord import ui

from bot.answers.browse.story import find_story
from bot.answers.desk.desk import Desk
from bot.chat.cards.export import Export, build_export_card
from bot.chat.cards.parts.card_context import AttachedFile, CardContext
from bot.chat.components import pages
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids.grammar import list_message_ids
from bot.chat.custom_ids.pages import ExportArticlesId, ExportListId, ListingPage, read_page
from bot.chat.custom_ids.replies import OPEN_MENU
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError
from bot.chat.session.responses import Interaction
from bot.coverage.article import Article
from bot.exports.formats import write_all_formats
from bot.exports.rows import build_rows, find_quotes, group_listing, group_story

MAX_ARTICLES = 1_000
"""Articles of an export. Writing them takes a third of a second, in which the bot answers nothing else."""
MAX_SIZE = 8 * 2**20
"""Bytes of all files together. Discord takes 10 MiB of each file, and 25 MiB in a request."""


class _Found(NamedTuple):
    export: Export
    files: Sequence[AttachedFile]


class ExportListButton(ComponentItem[ExportListId, ui.Button[Any]], id_type=ExportListId):
    """Exports the whole list that a page is of, for whoever presses it."""

    surface = "export button"
    cost = 1.0

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Rebuild the list from the current archive, and send its articles."""
        message_ids = list_message_ids(interaction.message) if interaction.message else ()
        page = read_page(self.custom_id, message_ids)
        if page is None:
            raise GoneError("gone-button")
        await _send(bot, interaction, partial(_export_list, page=page, size=_get_size(interaction)))


class ExportArticlesButton(ComponentItem[ExportArticlesId, ui.Button[Any]], id_type=ExportArticlesId):
    """Exports the articles that the menu of a reply names, for whoever presses it."""

    surface = "export button"
    cost = 1.0

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Send the articles as the current archive has them."""
        message = interaction.message
        ids, text = (tuple(_list_menu_values(message)), _read_quotes(message)) if message else ((), "")
        await _send(bot, interaction, partial(_export_articles, ids=ids, text=text, size=_get_size(interaction)))


async def _send(bot: BotContext, interaction: Interaction, work: responses.Work[_Found]) -> None:
    await responses.respond(bot, interaction, work, _render, private=True, draw=_list_files)


def _get_size(interaction: Interaction) -> int:
    return min(MAX_SIZE, interaction.filesize_limit)


def _export_list(desk: Desk, now: datetime, *, page: ListingPage, size: int) -> _Found:
    if page.kind == "story":
        groups = group_story(find_story(desk, page.about, now=now))
    else:
        groups = group_listing(pages.rebuild_listing(page, desk, now))
    return _write(groups, desk, page.kind, size)


def _export_articles(desk: Desk, now: datetime, *, ids: Iterable[str], text: str, size: int) -> _Found:  # noqa: ARG001
    found = (desk.archive.article(id) for id in ids)  # noqa: A001 - an article's id
    articles = [article for article in found if article is not None]
    quotes = find_quotes(articles, text)
    return _write(([article] for article in articles), desk, "answer", size, quotes)


def _write(
    groups: Iterable[Sequence[Article]], desk: Desk, name: str, size: int, quotes: Mapping[str, Sequence[str]] = {}
) -> _Found:
    """Write the articles of a list. Raises `GoneError` if none of them is in the archive any more."""
    rows = build_rows(groups, desk.archive, MAX_ARTICLES + 1, quotes=quotes)
    written = write_all_formats(rows[:MAX_ARTICLES], size)
    if not written.count:
        raise GoneError("gone-article")
    files = [AttachedFile(f"{name}.{ending}", content) for ending, content in written.files.items()]
    return _Found(Export(written.count, is_cut=written.count < len(rows)), files)


def _list_files(found: _Found, _: CardContext) -> Sequence[AttachedFile]:
    return found.files


def _render(found: _Found, context: CardContext) -> ui.LayoutView:
    return build_export_card(found.export, context)


def _read_quotes(message: discord.Message) -> str:
    """Return what a reply quotes: its lines that are block quotes."""
    view = ui.LayoutView.from_message(message, timeout=None)
    texts = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    return "\n".join(line for text in texts for line in text.split("\n") if line.startswith("> "))


def _list_menu_values(message: discord.Message) -> Iterator[str]:
    """Yield the ids of the articles that the menu of a reply has."""
    for item in ui.LayoutView.from_message(message, timeout=None).walk_children():
        if isinstance(item, ui.Select) and item.custom_id.startswith(OPEN_MENU):
            yield from (option.value for option in item.options)
