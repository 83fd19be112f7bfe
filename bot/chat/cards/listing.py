"""The card of a list: the newest articles, a timeline, an outlet's profile, topics or outlets."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import discord
from discord import ui

from bot.answers.answer import nest_marks
from bot.answers.browse.listing import Listing, ListingChoice, ListingEntry, ListingKind, NameCount
from bot.chat import limits
from bot.chat.cards.parts import article_lines, layout, paging
from bot.chat.cards.parts.article_lines import COPIES_NAMED, join_dots
from bot.chat.cards.parts.blocks import (
    GAP,
    LISTING,
    NOTHING,
    build_button_row,
    build_remark_lines,
    build_shrinkable_lines,
    build_suggestions,
    join_lines,
)
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import AttachedImage, Part, TextBlock, build_part
from bot.chat.cards.parts.markdown import escape, shorten
from bot.chat.custom_ids.pages import ListingPage, build_choice_id, fits_about
from bot.coverage.periods import Silence
from bot.digests.follow import FollowKind

PAGE_SIZES: Final[dict[ListingKind, int]] = {"latest": 5, "timeline": 8, "source": 5, "topics": 15, "outlets": 15}
"""Rows of a page: what fills a phone's screen once or twice."""

EXCERPT, EXCERPT_SHORT = 180, 90


def build_page_card(found: Listing, context: CardContext, *, offset: int = 0) -> ui.LayoutView:
    """Return the page of a list that starts at `offset`. Its buttons remember how to rebuild the list."""
    page = paging.build_page(found.kind, found.filters, context, offset)
    return build_listing_card(found, page, context)


def build_listing_card(listing: Listing, page: ListingPage, context: CardContext) -> ui.LayoutView:
    """Return one page of a list, with buttons that turn to the others."""
    size = PAGE_SIZES[listing.kind]
    entries = paging.select_page_rows(listing.entries, page, size)
    counts = paging.select_page_rows(listing.counts, page, size)
    total = len(listing.entries) or len(listing.counts)
    about = _find_choices_text(listing.choices)
    parts = [
        build_part(0, TextBlock(f"### {context.words(listing.lead.id, listing.lead.args)}")),
        build_remark_lines(listing.remarks, context),
        *(build_part(4, AttachedImage(file.name, file.description)) for file in context.files),
        *(
            _build_timeline_parts(entries, context)
            if listing.kind == "timeline"
            else _build_article_parts(entries, context)
        ),
        *_count_parts(counts, context),
        GAP,
        _build_choices_part(listing.choices, about, context),
        # The choices of an unknown name are of the same names as the suggestions.
        build_suggestions(listing.suggestions if listing.known or not listing.choices else (), context),
        GAP,
        build_part(
            1, build_button_row(article_lines.build_article_menu((entry.article for entry in entries), context))
        ),
        build_part(
            1,
            paging.build_page_buttons(
                page, total, size, context, follow=_build_follow_button(page, context), about=about
            ),
        ),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]
    return layout.build_card(parts, LISTING if listing.known and total else NOTHING)


def _find_choices_text(choices: Sequence[ListingChoice]) -> str:
    """Return the free text of the lists that are offered, of which a message has room for one."""
    texts = (choice.filters.about for choice in choices)
    return next((text for text in texts if text and fits_about(text)), "")


def _build_choices_part(choices: Sequence[ListingChoice], about: str, context: CardContext) -> Part:
    """Return a row of buttons that show other lists, under a heading. `about`: their free text, if they have any."""
    buttons = [
        ui.Button[Any](
            style=discord.ButtonStyle.secondary,
            label=shorten(context.label_words(choice.label.id, choice.label.args), limits.BUTTON_LABEL),
            custom_id=build_choice_id(paging.build_page(choice.kind, choice.filters, context)),
        )
        for choice in choices
        if choice.filters.about in ("", about)
    ]
    row = build_button_row(*buttons[: limits.ROW_BUTTONS])
    return build_part(1, (TextBlock(f"**{context.words('listing-instead')}**"), *row)) if row else build_part(1)


def _build_follow_button(page: ListingPage, context: CardContext) -> ui.Button[Any] | None:
    """Return the button that follows what a timeline is about; None on other lists, and if that is several things."""
    followed: list[tuple[FollowKind, str]] = [("topic", page.topic), ("outlet", page.outlet), ("words", page.about)]
    followed = [(kind, value) for kind, value in followed if value]
    if page.kind != "timeline" or len(followed) != 1:
        return None
    ((kind, value),) = followed
    return article_lines.build_new_follow_button(kind, value, context)


def _build_article_parts(entries: Sequence[ListingEntry], context: CardContext) -> Iterable[Part]:
    """Yield articles with the beginning of their excerpts."""
    for rank, entry in enumerate(entries, start=2):
        if rank > 2:  # noqa: PLR2004 - all but the first
            yield GAP
        full = _format_article(entry, context, EXCERPT, COPIES_NAMED)
        short, least = _format_article(entry, context, EXCERPT_SHORT, 0), _format_article(entry, context, 0, 0)
        pictured = TextBlock(full, context.build_thumbnail(entry.article))
        yield build_part(rank, pictured, TextBlock(full), TextBlock(short), TextBlock(least))


def _format_article(entry: ListingEntry, context: CardContext, limit: int, named: int) -> str:
    """Return an article with `limit` characters of its excerpt, and `named` of the other outlets that reported it."""
    article = entry.article
    excerpt = escape(nest_marks(article.excerpt), limit) if limit and article.title else ""
    alone = [context.words("listing-alone")] if entry.exclusive else []
    more = [context.words("listing-same-outlet", {"count": entry.same_outlet})] if entry.same_outlet else []
    copies = article_lines.format_copies(article, entry.also, context, named)
    return join_lines(
        f"**{article_lines.format_headline(article, context)}**",
        f"> {context.words('card-quote', {'text': excerpt})}" if excerpt else "",
        article_lines.format_byline(article, context, *alone, *more, copies),
        _format_continued(entry, context) if limit else "",
    )


def _format_continued(entry: ListingEntry, context: CardContext) -> str:
    continued = article_lines.format_continued(entry.continues, context)
    return f"-# {continued}" if continued else ""


def _build_timeline_parts(entries: Sequence[ListingEntry], context: CardContext) -> Iterable[Part]:
    """Yield articles, one a line, under headings of their day, week, month or year, with the silences in between."""
    period = ""
    for rank, entry in enumerate(entries, start=2):
        if entry.silence is not None:
            yield build_part(rank, TextBlock(f"-# ⋯ {_format_silence(entry.silence, context)}"))
        heading = ""
        if entry.period != period:
            message = "listing-week" if entry.step == "week" else "listing-period"
            heading = f"**{context.words(message, {'period': entry.period})}**\n"
            yield GAP
        period = entry.period
        event = article_lines.format_event(entry.article, context, dated=entry.step != "day")
        copies = article_lines.format_copies(entry.article, entry.also, context, 0)
        busy = context.words("listing-of-busy-day") if entry.busy else ""
        line = f"{heading}- {join_dots(event, copies, busy)}"
        continued = _format_continued(entry, context)
        yield build_part(rank, TextBlock(join_lines(line, f"  {continued}" if continued else "")), TextBlock(line))


def _format_silence(silence: Silence, context: CardContext) -> str:
    return context.words(f"listing-silence-{silence.unit}", {"count": silence.count})


def _count_parts(counts: Sequence[NameCount], context: CardContext) -> Iterable[Part]:
    lines: list[str] = []
    for name_count in counts:
        name = escape(name_count.name, article_lines.OUTLET)
        columns = [f"**{name}**", context.words("listing-tally", {"count": name_count.count})]
        if name_count.newest is not None:
            columns.append(context.words("listing-tally-newest", {"day": context.format_moment(name_count.newest)}))
        lines.append(f"- {article_lines.DOT.join(columns)}")
    if lines:
        yield build_shrinkable_lines(2, lines)
