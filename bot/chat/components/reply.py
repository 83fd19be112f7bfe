"""The buttons and menus on replies. The `custom_id` says everything that they need, so they work after a restart."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from discord import ui

from bot.answers.browse import story
from bot.answers.browse.story import StoryView
from bot.answers.desk.desk import Desk
from bot.chat.cards.answer import build_article_card
from bot.chat.cards.chart import render_chart
from bot.chat.cards.digests.digest import build_sentence_card
from bot.chat.cards.listing import build_page_card
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.story import build_story_card, find_story_about
from bot.chat.components import pages
from bot.chat.components.base import ComponentItem
from bot.chat.custom_ids.grammar import list_message_ids
from bot.chat.custom_ids.pages import ListingPage, PageId, TimelineId, read_page, read_timeline
from bot.chat.custom_ids.replies import AskId, DeleteId, FeedbackId, OpenId, StoryId, read_asker
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.conversation import respond_to_question
from bot.chat.session.errors import GoneError, NotYoursError
from bot.chat.session.responses import Interaction
from bot.chat.session.retries import send_once
from bot.coverage.article import Article
from bot.servers.missing import list_subjects

T = TypeVar("T")

MAX_RELATED = 10


class DeleteButton(ComponentItem[DeleteId, ui.Button[Any]], id_type=DeleteId):
    """Deletes the reply, for the asker and for those who may delete other people's messages."""

    surface = "delete button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:  # noqa: ARG002
        """Delete the reply through the interaction, since a user-installed app may not be a member of the server."""
        moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
        if interaction.user.id != read_asker(self.custom_id) and not moderates:
            raise NotYoursError
        await send_once(interaction.response.defer)
        await interaction.delete_original_response()


class OpenMenu(ComponentItem[OpenId, ui.Select[Any]], id_type=OpenId):
    """Opens the chosen article with its related coverage, in a private reply."""

    surface = "article menu"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Show the article as it is in the current archive."""
        work = partial(_find_article, id=self.item.values[0])
        await responses.respond(bot, interaction, work, _render_article, private=True)


class PageButton(ComponentItem[PageId, ui.Button[Any]], id_type=PageId):
    """Turns the page of a list: in place for the asker, in a private reply for anybody else."""

    surface = "page button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Rebuild the list from the current archive, and show the page that the button names."""
        message_ids = list_message_ids(interaction.message) if interaction.message else ()
        page = read_page(self.custom_id, message_ids)
        if page is None:
            raise GoneError("gone-button")
        if page.kind == "story":
            work, render = partial(find_story_about, about=page.about), partial(build_story_card, offset=page.offset)
            await self._turn(bot, interaction, page, work, render)
        else:
            work, render = partial(pages.rebuild_listing, page), partial(build_page_card, offset=page.offset)
            # Only the first page has the chart.
            await self._turn(bot, interaction, page, work, render, None if page.offset else render_chart)

    async def _turn(
        self,
        bot: BotContext,
        interaction: Interaction,
        page: ListingPage,
        work: responses.Work[T],
        render: responses.Render[T],
        draw: responses.Draw[T] | None = None,
    ) -> None:
        if page.asker in (0, interaction.user.id):
            await responses.respond_in_place(bot, interaction, work, render, asker=page.asker, draw=draw)
        else:
            await responses.respond(bot, interaction, work, render, private=True, draw=draw)


class AskButton(ComponentItem[AskId, ui.Button[Any]], id_type=AskId):
    """Asks a question for whoever presses it, in a new message; in a private one if the button is on a private one."""

    surface = "question button"
    cost = 1.0

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Answer the question, which is whole: the one before it has nothing to do with it."""
        private = interaction.message is not None and interaction.message.flags.ephemeral
        await respond_to_question(bot, interaction, self.parsed.question, private=private or None, stands_alone=True)


class TimelineButton(ComponentItem[TimelineId, ui.Button[Any]], id_type=TimelineId):
    """Shows a timeline to whoever presses it, in a new message; in a private one if the button is on a private one."""

    surface = "timeline button"
    cost = 1.0

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Show what the current archive has."""
        page = read_timeline(self.parsed)
        if page is None:
            raise GoneError("gone-button")
        private = interaction.message is not None and interaction.message.flags.ephemeral
        work = partial(pages.rebuild_listing, page)
        await responses.respond(bot, interaction, work, build_page_card, private=private or None, draw=render_chart)


class FeedbackButton(ComponentItem[FeedbackId, ui.Button[Any]], id_type=FeedbackId):
    """Says that an answer was useful, or not what the person meant."""

    surface = "feedback button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Count it, once for each person and message, and say thanks."""

        async def work() -> responses.RenderPrivate:
            if bot.counter is None or not bot.get_settings(interaction.guild_id).feedback:
                raise GoneError("feedback-off")
            kind, now, person = self.parsed.kind, bot.clock(), interaction.user.id
            message = interaction.message.id if interaction.message else 0
            bot.counter.count_total(kind, now, once=f"{person} {message}")
            if kind == "misread":
                bot.counter.count_people("misread-subject", list_subjects(self.parsed.words), person, now)
            return lambda context: build_sentence_card(context.words(f"feedback-{kind}-thanks"))

        await responses.respond_privately(bot, interaction, work())


class StoryButton(ComponentItem[StoryId, ui.Button[Any]], id_type=StoryId):
    """Opens the story that an article belongs to, in a private reply."""

    surface = "story button"

    async def act(self, bot: BotContext, interaction: Interaction) -> None:
        """Show the story as it is in the current archive."""
        work = partial(_find_story, id=self.parsed.article)
        await responses.respond(bot, interaction, work, build_story_card, private=True)


class _ArticleView(NamedTuple):
    """An article, the other articles of its story, and the articles that were published as related to it."""

    article: Article
    also: Sequence[Article]
    related: Sequence[Article]


def _find_article(desk: Desk, now: datetime, *, id: str) -> _ArticleView:  # noqa: A002, ARG001
    article = desk.archive.article(id)
    if article is None:
        raise GoneError("gone-article")
    also = desk.stories.others(article)
    in_story = {article.id, *(other.id for other in also)}
    related = (other for other in desk.archive.related_to(article) if other.id not in in_story)
    return _ArticleView(article, also, list(islice(related, MAX_RELATED)))


def _render_article(view: _ArticleView, context: CardContext) -> ui.LayoutView:
    return build_article_card(view.article, context, also=view.also, related=view.related)


def _find_story(desk: Desk, now: datetime, *, id: str) -> StoryView:  # noqa: A002
    if desk.archive.article(id) is None:
        raise GoneError("gone-article")
    return story.find_story(desk, id, now=now)
