"""How an article, a source and a list of them are written on any card."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.chat import custom_ids, limits
from bot.chat.cards import markdown
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.markdown import Markdown, clean_line, escape, format_link, shorten
from bot.coverage.article import Article

DOT = " · "
TITLE = 200
OUTLET = 60
# Sources named beside a piece before the rest is only counted.
ALSO_NAMED = 3


def format_headline(article: Article, look: CardContext, limit: int = TITLE) -> Markdown:
    """The title as a link; where a record gave none, its excerpt's beginning or a word for it."""
    title = clean_line(article.title, limit) or clean_line(article.excerpt, limit) or look.label_words("card-untitled")
    return format_link(title, article.url, limit)


def format_byline(article: Article, look: CardContext, *more: str, linked: bool = False) -> str:
    """Outlet, day and what else is to be said of a piece, small."""
    name = look.outlet(article.outlet)
    outlet = format_link(name, article.url, OUTLET) if linked else escape(name, OUTLET)
    parts = [f"**{outlet}**" if outlet else "", format_published(article, look), *more]
    return f"-# {DOT.join(part for part in parts if part)}"


def format_published(article: Article, look: CardContext) -> str:
    """When it was published, and the later day that another record gives for it."""
    day = look.words("card-undated") if article.published is None else look.moment(article.published)
    return DOT.join(each for each in (day, format_redated(article, look)) if each)


def format_redated(article: Article, look: CardContext) -> str:
    """The later day that another record gives for it; empty where none does."""
    return "" if article.redated is None else look.words("card-redated", {"day": look.moment(article.redated)})


def format_copies(article: Article, copies: Sequence[Article], look: CardContext, named: int = ALSO_NAMED) -> str:
    """Which other outlets reported the same: links as far as `named` goes, and how many more. Empty where none did."""
    copies = tuple({copy.outlet: copy for copy in copies if copy.outlet != article.outlet}.values())
    if not copies:
        return ""
    if not named:
        return look.words("card-also-count", {"count": len(copies)})
    sources = [format_link(look.outlet(copy.outlet), copy.url, OUTLET) for copy in copies[:named]]
    rest = len(copies) - len(sources)
    outlets = Markdown(", ".join(sources))
    if rest:
        return look.words("card-also-more", {"outlets": outlets, "count": rest})
    return look.words("card-also", {"outlets": outlets})


def format_list(articles: Iterable[Article], look: CardContext) -> str:
    """A list of pieces, one a line: the title, its outlet and its day."""
    return "\n".join(
        "- "
        + DOT.join(
            (
                format_headline(article, look, 120),
                escape(look.outlet(article.outlet), OUTLET),
                format_published(article, look),
            )
        )
        for article in articles
    )


def format_event(article: Article, look: CardContext, *, dated: bool) -> str:
    """A piece in a timeline: its day first, where it isn't said already, then its title and its outlet."""
    title, outlet = format_headline(article, look, 120), escape(look.outlet(article.outlet), OUTLET)
    day = look.moment(article.published) if dated and article.published else ""
    return DOT.join(each for each in (day, title, outlet, format_redated(article, look)) if each)


def format_footer(look: CardContext) -> str:
    """As of when the archive speaks, and how much it holds."""
    count = len(look.archive)
    if look.archive.newest is None:
        return f"-# {look.words('card-undated-archive', {'count': count})}"
    return f"-# {look.words('card-as-of', {'day': look.moment(look.archive.newest), 'count': count})}"


def article_menu(articles: Iterable[Article], look: CardContext) -> ui.Select[Any] | None:
    """The menu that opens an article; its values are article ids. None where there is nothing to open."""
    options: dict[str, discord.SelectOption] = {}
    for article in articles:
        if len(options) == limits.OPTIONS:
            break
        title = clean_line(article.title or article.excerpt) or look.label_words("card-untitled")
        day = look.short_day(article.published.day) if article.published else ""
        note = DOT.join(part for part in (clean_line(look.outlet(article.outlet), OUTLET), day) if part)
        options[article.id] = discord.SelectOption(
            label=shorten(title, limits.OPTION_LABEL),
            value=article.id,
            description=shorten(note, limits.OPTION_DESCRIPTION) or None,
        )
    if not options:
        return None
    return ui.Select(
        custom_id=custom_ids.open_menu_id(look.asker),
        placeholder=shorten(look.label_words("card-open"), limits.PLACEHOLDER),
        options=list(options.values()),
    )


def read_button(article: Article, look: CardContext) -> ui.Button[Any] | None:
    """A button to the article itself; None where its address is missing or too long for a button."""
    url = markdown.linkable_address(article.url, limits.BUTTON_URL)
    if url is None:
        return None
    label = look.label_words("card-read", {"outlet": clean_line(look.outlet(article.outlet), OUTLET)})
    return ui.Button(style=discord.ButtonStyle.link, url=url, label=shorten(label, limits.BUTTON_LABEL))


def story_button(article_id: str, look: CardContext) -> ui.Button[Any] | None:
    """A button that opens the story of an article; None where there is no story to open."""
    if not article_id:
        return None
    label = shorten(look.label_words("card-story"), limits.BUTTON_LABEL)
    return ui.Button(
        style=discord.ButtonStyle.secondary, label=label, custom_id=custom_ids.story_id(look.asker, article_id)
    )


def delete_button(look: CardContext) -> ui.Button[Any] | None:
    """The asker's button to delete the reply; None where nobody else sees it, or nobody asked."""
    if look.private or not look.asker:
        return None
    label = shorten(look.label_words("card-delete"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_ids.delete_id(look.asker))
