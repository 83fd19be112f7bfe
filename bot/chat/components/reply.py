"""What buttons and menus do. Each says all it needs in its `custom_id` (`custom_ids`), so it outlives the process."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import discord
from discord import ui

from bot.answers.browse import story
from bot.answers.browse.story import StoryView
from bot.answers.desk.desk import Desk
from bot.chat import custom_ids
from bot.chat.cards import answer, chart
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.story import story_card, story_work
from bot.chat.components import digest, pages
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids import DeleteId, ListingPage, OpenId, PageId, StoryId
from bot.chat.session import errors, respond
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError, NotYoursError
from bot.chat.session.respond import Interaction
from bot.coverage.article import Article

T = TypeVar("T")

MOST_RELATED = 10


class DeleteButton(ComponentItem[DeleteId, ui.Button[Any]], id_type=DeleteId):
    """Deletes the reply: for the asker, and for whoever may delete messages there anyway."""

    surface = "delete button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:  # noqa: ARG002
        """Delete by the interaction's own right, since the bot itself may not be here (a user's own app)."""
        moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
        if interaction.user.id != custom_ids.read_asker(self.custom_id) and not moderates:
            raise NotYoursError
        await respond.send_once(interaction.response.defer)
        await interaction.delete_original_response()


class OpenMenu(ComponentItem[OpenId, ui.Select[Any]], id_type=OpenId):
    """Opens the chosen article with its related coverage, for whoever chose alone."""

    surface = "article menu"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Look the article up in the archive of today, which may have it no longer."""
        await respond.respond(chat, interaction, partial(_opened, id=self.item.values[0]), _article, private=True)


class PageButton(ComponentItem[PageId, ui.Button[Any]], id_type=PageId):
    """Turns the page of a list: in place for the asker, in a copy of their own for anybody else."""

    surface = "page button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Make the list anew from the archive of today, and show the page that the button names."""
        beside = custom_ids.message_ids(interaction.message) if interaction.message else ()
        page = custom_ids.read_page(self.custom_id, beside)
        if page is None:
            raise GoneError("gone-button")
        if page.kind == "story":
            work, show = partial(story_work, about=page.about), partial(story_card, offset=page.offset)
            await self._turn(chat, interaction, page, work, show)
        else:
            work, show = partial(pages.rebuild_listing, page), partial(pages.render_page, offset=page.offset)
            # The picture stands on the first page.
            await self._turn(chat, interaction, page, work, show, None if page.offset else chart.render_chart)

    async def _turn(
        self,
        chat: BotContext,
        interaction: Interaction,
        page: ListingPage,
        work: respond.Work[T],
        show: respond.Show[T],
        draw: respond.Draw[T] | None = None,
    ) -> None:
        if page.asker in (0, interaction.user.id):
            await respond.respond_in_place(chat, interaction, work, show, asker=page.asker, draw=draw)
        else:
            await respond.respond(chat, interaction, work, show, private=True, draw=draw)


class StoryButton(ComponentItem[StoryId, ui.Button[Any]], id_type=StoryId):
    """Opens the story that an article is in, for whoever pressed alone."""

    surface = "story button"

    async def act(self, chat: BotContext, interaction: Interaction) -> None:
        """Tell the story as the archive of today has it, which may have the article no longer."""
        await respond.respond(chat, interaction, partial(_story, id=self.parsed.article), story_card, private=True)


ITEMS: Sequence[type[ComponentItem[Any, Any]]] = (
    DeleteButton,
    OpenMenu,
    PageButton,
    StoryButton,
    *digest.ITEMS,
)


async def answer_unknown(chat: BotContext, interaction: Interaction) -> None:
    """Say that a button is too old, if that is what was pressed: an older version's, which nothing listens for."""
    if interaction.type is not discord.InteractionType.component:
        return
    custom_id = str((interaction.data or {}).get("custom_id", ""))
    if not any(item.id_type.template.fullmatch(custom_id) for item in ITEMS):
        await errors.tell_interaction(chat, interaction, "unknown button", GoneError("gone-button"))


class _Opened(NamedTuple):
    """An article; the others of its story; what it was published with, either way round."""

    article: Article
    also: Sequence[Article]
    related: Sequence[Article]


def _opened(desk: Desk, now: datetime, *, id: str) -> _Opened:  # noqa: A002, ARG001
    article = desk.archive.article(id)
    if article is None:
        raise GoneError("gone-article")
    also = desk.stories.others(article)
    shown = {article.id, *(other.id for other in also)}
    beside = islice((each for each in desk.archive.related_to(article) if each.id not in shown), MOST_RELATED)
    return _Opened(article, also, list(beside))


def _article(found: _Opened, look: CardContext) -> ui.LayoutView:
    return answer.article_card(found.article, look, also=found.also, related=found.related)


def _story(desk: Desk, now: datetime, *, id: str) -> StoryView:  # noqa: A002
    if desk.archive.article(id) is None:
        raise GoneError("gone-article")
    return story.find_story(desk, id, now=now)
