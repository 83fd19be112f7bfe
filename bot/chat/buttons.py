"""What buttons and menus do. Each says all it needs in its `custom_id` (`bot.chat.ids`), so it outlives the process."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Self, cast

import discord
from discord import ui

from bot.answers.desk import Desk
from bot.chat import cards, errors, ids, pages, replies
from bot.chat.context import Chat, client_of
from bot.chat.errors import GoneError, NotYoursError
from bot.chat.look import Look
from bot.chat.replies import Interaction
from bot.coverage.article import Article

# A page is turned faster than a question is typed, and costs less.
COST = 0.5
MOST_RELATED = 10

_KNOWN = (ids.DELETE, ids.OPEN, ids.PAGE)


class _Pressed(ABC):
    """Brings what a press raises to the one policy; the library would log it and leave the reader waiting."""

    surface = "?"

    async def callback(self, interaction: Interaction) -> None:
        """Act, or explain."""
        chat = client_of(interaction).chat
        try:
            replies.take_turn(chat, interaction.user.id, COST)
            await self.act(chat, interaction)
        except Exception as error:  # noqa: BLE001 - the policy decides
            await errors.tell_interaction(chat, interaction, self.surface, error)

    @abstractmethod
    async def act(self, chat: Chat, interaction: Interaction) -> None:
        """What it is for."""


class DeleteButton(_Pressed, ui.DynamicItem[ui.Button[Any]], template=ids.DELETE):
    """Deletes the reply: for the asker, and for whoever may delete messages there anyway."""

    surface = "delete button"

    def __init__(self, item: ui.Button[Any], asker: int) -> None:
        super().__init__(item)
        self.asker = asker

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item), int(match["asker"], 36))

    async def act(self, chat: Chat, interaction: Interaction) -> None:  # noqa: ARG002
        """Delete by the interaction's own right, since the bot itself may not be here (a user's own app)."""
        moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
        if interaction.user.id != self.asker and not moderates:
            raise NotYoursError
        await replies.surely(interaction.response.defer)
        await interaction.delete_original_response()


class OpenMenu(_Pressed, ui.DynamicItem[ui.Select[Any]], template=ids.OPEN):
    """Opens the chosen article with its related coverage, for whoever chose alone."""

    surface = "article menu"

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], __: re.Match[str], /) -> Self:
        """The menu that was used."""
        return cls(cast("ui.Select[Any]", item))

    async def act(self, chat: Chat, interaction: Interaction) -> None:
        """Look the article up in the archive of today, which may have it no longer."""
        await replies.answer(chat, interaction, partial(_opened, id=self.item.values[0]), _article, private=True)


class PageButton(_Pressed, ui.DynamicItem[ui.Button[Any]], template=ids.PAGE):
    """Turns the page of a list: in place for the asker, in a copy of their own for anybody else."""

    surface = "page button"

    @classmethod
    async def from_custom_id(cls, _: Interaction, item: ui.Item[Any], __: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item))

    async def act(self, chat: Chat, interaction: Interaction) -> None:
        """Make the list anew from the archive of today, and show the page that the button names."""
        beside = ids.of_message(interaction.message) if interaction.message else ()
        page = ids.read_page(self.custom_id, beside)
        if page is None:
            raise GoneError("gone-button")
        work, show = partial(pages.again, page), partial(pages.show, offset=page.offset)
        if page.asker in (0, interaction.user.id):
            await replies.turn_page(chat, interaction, work, show, asker=page.asker)
        else:
            await replies.answer(chat, interaction, work, show, private=True)


ITEMS: Sequence[type[ui.DynamicItem[Any]]] = (DeleteButton, OpenMenu, PageButton)


async def answer_unknown(chat: Chat, interaction: Interaction) -> None:
    """Say that a button is too old, if that is what was pressed: an older version's, which nothing listens for."""
    if interaction.type is not discord.InteractionType.component:
        return
    custom_id = str((interaction.data or {}).get("custom_id", ""))
    if not any(known.fullmatch(custom_id) for known in _KNOWN):
        await errors.tell_interaction(chat, interaction, "unknown button", GoneError("gone-button"))


def _opened(desk: Desk, now: datetime, *, id: str) -> tuple[Article, Sequence[Article], Sequence[Article]]:  # noqa: A002, ARG001
    """An article, its copies, and its related coverage: what it was published with, either way round."""
    archive = desk.archive
    article = archive.article(id)
    if article is None:
        raise GoneError("gone-article")
    also = archive.copies(article)
    beside = (archive.article(each) for each in article.related)
    around = (each for each in archive.articles if article.id in each.related)
    shown = {article.id, *(copy.id for copy in also)}
    related = {each.id: each for each in (*beside, *around) if each is not None and each.id not in shown}
    return article, also, list(related.values())[:MOST_RELATED]


def _article(found: tuple[Article, Sequence[Article], Sequence[Article]], look: Look) -> ui.LayoutView:
    article, also, related = found
    return cards.article(article, look, also=also, related=related)
