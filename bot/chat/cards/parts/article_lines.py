"""How an article, its source and a list of articles are written on any card, and the buttons that open them."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards.parts import markdown
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown, clean_line, escape, format_link, shorten
from bot.chat.custom_ids.digests import build_new_follow_id
from bot.chat.custom_ids.pages import build_export_articles_id
from bot.chat.custom_ids.replies import build_delete_id, build_open_menu_id, build_story_id
from bot.coverage.article import Article
from bot.digests.follow import FollowKind

DOT = " · "
TITLE = 200
LISTED_TITLE = 120
OUTLET = 60
# Other outlets that a line names; it counts the rest.
COPIES_NAMED = 3


def join_dots(*texts: str) -> str:
    """Join the texts that are not empty with a dot."""
    return DOT.join([text for text in texts if text])


def format_headline(article: Article, context: CardContext, limit: int = TITLE) -> Markdown:
    """Return the title as a link; without a title, the beginning of the excerpt or "untitled"."""
    title = clean_line(article.title, limit) or clean_line(article.excerpt, limit)
    return format_link(title or context.label_words("card-untitled"), article.url, limit)


def format_byline(article: Article, context: CardContext, *more: str) -> str:
    """Return the outlet, the day and `more`, in small print."""
    outlet = escape(context.get_outlet_name(article.outlet), OUTLET)
    return f"-# {join_dots(f'**{outlet}**' if outlet else '', format_published(article, context), *more)}"


def format_published(article: Article, context: CardContext) -> str:
    """Return the day of publication, and the later day that another record gives."""
    day = context.words("card-undated") if article.published is None else context.format_moment(article.published)
    return join_dots(day, format_redated(article, context))


def format_redated(article: Article, context: CardContext) -> str:
    """Return the later day that another record gives; empty if none does."""
    if article.redated is None:
        return ""
    return context.words("card-redated", {"day": context.format_moment(article.redated)})


def format_copies(article: Article, copies: Sequence[Article], context: CardContext, named: int = COPIES_NAMED) -> str:
    """Return which other outlets reported the same; empty if none did.

    The first `named` outlets are named, with links; the rest are counted.
    """
    copies = tuple({copy.outlet: copy for copy in copies if copy.outlet != article.outlet}.values())
    if not copies:
        return ""
    if not named:
        return context.words("card-also-count", {"count": len(copies)})
    links = [format_link(context.get_outlet_name(copy.outlet), copy.url, OUTLET) for copy in copies[:named]]
    rest = len(copies) - len(links)
    outlets = Markdown(", ".join(links))
    if rest:
        return context.words("card-also-more", {"outlets": outlets, "count": rest})
    return context.words("card-also", {"outlets": outlets})


def format_continued(previous: Article | None, context: CardContext) -> str:
    """Return the article that another one continues, as a link with its day; empty if there is none."""
    if previous is None:
        return ""
    day = context.format_moment(previous.published) if previous.published else ""
    headline = Markdown(join_dots(format_headline(previous, context, LISTED_TITLE), day))
    return context.words("card-continues", {"headline": headline})


def format_list(articles: Iterable[Article], context: CardContext) -> str:
    """Return a list of articles, one a line: title, outlet and day."""
    return "\n".join(format_list_line(article, context) for article in articles)


def format_list_line(article: Article, context: CardContext) -> str:
    """Return an article as a line of a list: title, outlet and day."""
    # An outlet without a name keeps its place, so this is no `join_dots`.
    outlet = escape(context.get_outlet_name(article.outlet), OUTLET)
    headline = format_headline(article, context, LISTED_TITLE)
    return f"- {DOT.join((headline, outlet, format_published(article, context)))}"


def format_event(article: Article, context: CardContext, *, dated: bool) -> str:
    """Return an article of a timeline: its title and outlet, after its day if `dated` (if no heading gives it)."""
    title, outlet = (
        format_headline(article, context, LISTED_TITLE),
        escape(context.get_outlet_name(article.outlet), OUTLET),
    )
    day = context.format_moment(article.published) if dated and article.published else ""
    return join_dots(day, title, outlet, format_redated(article, context))


def format_footer(context: CardContext) -> str:
    """Return how many articles the archive holds, and the day of the newest."""
    count = len(context.archive)
    if context.archive.newest is None:
        return f"-# {context.words('card-undated-archive', {'count': count})}"
    return f"-# {context.words('card-as-of', {'day': context.format_moment(context.archive.newest), 'count': count})}"


def build_article_menu(articles: Iterable[Article], context: CardContext) -> ui.Select[Any] | None:
    """Return the menu that opens an article, with article ids as values; None if there are no articles."""
    options: dict[str, discord.SelectOption] = {}
    for article in articles:
        if len(options) == limits.OPTIONS:
            break
        title = shorten(article.title or article.excerpt, limits.OPTION_LABEL)
        day = context.format_short_day(article.published.day) if article.published else ""
        note = join_dots(clean_line(context.get_outlet_name(article.outlet), OUTLET), day)
        options[article.id] = discord.SelectOption(
            label=title or shorten(context.label_words("card-untitled"), limits.OPTION_LABEL),
            value=article.id,
            description=shorten(note, limits.OPTION_DESCRIPTION) or None,
        )
    if not options:
        return None
    return ui.Select(
        custom_id=build_open_menu_id(context.asker),
        placeholder=shorten(context.label_words("card-open"), limits.PLACEHOLDER),
        options=list(options.values()),
    )


def build_new_follow_button(kind: FollowKind, value: str, context: CardContext) -> ui.Button[Any] | None:
    """Return the button that shows the draft of a follow; None if there is nothing to follow, or no room to name it."""
    custom_id = build_new_follow_id(kind, value)
    if custom_id is None:
        return None
    label = shorten(context.label_words("follow-button"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_id)


def build_read_button(article: Article, context: CardContext) -> ui.Button[Any] | None:
    """Return a link button to the article; None if its URL is missing or too long for a button."""
    url = markdown.clean_link_target(article.url, limits.BUTTON_URL)
    if url is None:
        return None
    label = context.label_words("card-read", {"outlet": clean_line(context.get_outlet_name(article.outlet), OUTLET)})
    return ui.Button(style=discord.ButtonStyle.link, url=url, label=shorten(label, limits.BUTTON_LABEL))


def build_story_button(article_id: str, context: CardContext) -> ui.Button[Any] | None:
    """Return a button that opens the story of an article; None if `article_id` is empty."""
    if not article_id:
        return None
    label = shorten(context.label_words("card-story"), limits.BUTTON_LABEL)
    return ui.Button(
        style=discord.ButtonStyle.secondary, label=label, custom_id=build_story_id(context.asker, article_id)
    )


def build_delete_button(context: CardContext) -> ui.Button[Any] | None:
    """Return the asker's button to delete the reply; None if the reply is private or has no asker."""
    if context.private or not context.asker:
        return None
    label = shorten(context.label_words("card-delete"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=build_delete_id(context.asker))


def build_export_button(articles: Sequence[Article], context: CardContext) -> ui.Button[Any] | None:
    """Return the button that exports the articles of the menu; None if there are no articles."""
    if not articles:
        return None
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(context.label_words("card-export"), limits.BUTTON_LABEL),
        custom_id=build_export_articles_id(context.asker),
    )
