"""An edition of a digest as a message. A preview and the message that goes out are the same card."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui
from msgspec.structs import replace

from bot.chat import custom_ids, limits
from bot.chat.cards import article_lines, layout
from bot.chat.cards.article_lines import COPIES_NAMED, LISTED_TITLE, join_dots
from bot.chat.cards.blocks import FOUND, GAP, button_row, join_lines, shrinkable_lines
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import Part, Piece, TextBlock, part
from bot.chat.cards.markdown import Markdown, escape, shorten
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry, Run

QUOTE, SHORT_QUOTE, SHORT_HEADLINE = 300, 140, 70
FORMS: Final = 5
ARCHIVE: Final = 0x7A6FB0


def edition_card(edition: Edition, digest: Digest, run: Run, context: CardContext) -> ui.LayoutView:
    """Return the one message of a run. The id of its button holds the run's id, so that the message can be found.

    A story that has no room even in its shortest form is counted with those that the edition leaves out.
    """
    parts = _fit_stories(edition, digest, run, context)
    return layout.build_card(parts, ARCHIVE if edition.from_archive else FOUND)


def _fit_stories(edition: Edition, digest: Digest, run: Run, context: CardContext) -> Sequence[Part]:
    """Return the fullest parts that show every story; drop the last story only if the shortest forms don't fit."""
    while True:
        for shorter in range(FORMS):
            parts = _card_parts(edition, digest, run, context, shorter)
            if len(edition.entries) <= 1 or _shows_every_story(layout.fit_parts(parts), edition.entries, context):
                return parts
        edition = replace(edition, entries=edition.entries[:-1], more=edition.more + 1)


def _card_parts(edition: Edition, digest: Digest, run: Run, context: CardContext, shorter: int) -> Sequence[Part]:
    message = "edition-archive-title" if edition.from_archive else "edition-title"
    title = context.words(message, {"count": len(edition.entries) + edition.more})
    entries = [_entry_part(entry, rank, context, shorter) for rank, entry in enumerate(edition.entries, start=2)]
    changes = [f"-# {_change_line(change, context)}" for change in edition.changes]
    menu = article_lines.article_menu((entry.article for entry in edition.entries), context)
    return [
        part(0, TextBlock(f"<@&{digest.role}>")) if digest.role is not None else part(0),
        part(0, TextBlock(f"### {title}\n-# {_period_line(edition, context)}")),
        *(spaced for entry in entries for spaced in (GAP, entry)),
        GAP,
        shrinkable_lines(len(edition.entries) + 2, changes) if changes else part(0),
        part(1, TextBlock(context.words("edition-more", {"count": edition.more}))) if edition.more else part(1),
        GAP,
        part(1, button_row(menu)),
        part(0, button_row(_about_button(run, context))),
        part(1, TextBlock(article_lines.format_footer(context))),
    ]


def _shows_every_story(pieces: Sequence[Piece], entries: Sequence[EditionEntry], context: CardContext) -> bool:
    text = "\n".join(piece.text for piece in pieces if isinstance(piece, TextBlock))
    return all(
        article_lines.format_headline(entry.article, context, SHORT_HEADLINE) in text
        or _link_end(entry, context) in text
        for entry in entries
    )


def _link_end(entry: EditionEntry, context: CardContext) -> str:
    """Return the end of a headline's link, which is the same for a headline of any length."""
    _, bracket, url = article_lines.format_headline(entry.article, context).rpartition("](")
    return bracket + url


def timestamp(moment: datetime, style: str = "f") -> Markdown:
    """Return a time that Discord shows in each reader's time zone."""
    return Markdown(f"<t:{int(moment.timestamp())}:{style}>")


def format_times(moments: Iterable[datetime]) -> Markdown:
    """Return several times, each with its weekday."""
    return Markdown(", ".join(timestamp(moment, "F") for moment in moments))


def _period_line(edition: Edition, context: CardContext) -> str:
    if edition.from_archive:
        return context.words("edition-archive")
    since = timestamp(edition.since) if edition.since else ""
    return context.words("edition-first" if edition.is_first else "edition-since", {"since": since})


def _entry_part(entry: EditionEntry, rank: int, context: CardContext, shorter: int) -> Part:
    """Return a story: headline, quote, outlets and day. The first `shorter` of its `FORMS` are left out."""
    article = entry.article

    def text(limit: int, named: int) -> str:
        quote = escape(entry.quote, limit) if limit else ""
        copies = article_lines.format_copies(article, entry.also, context, named)
        return join_lines(
            f"**{article_lines.format_headline(article, context)}**",
            f"> {context.words('card-quote', {'text': quote})}" if quote else "",
            article_lines.format_byline(article, context, copies),
        )

    full, short, least = text(QUOTE, COPIES_NAMED), text(SHORT_QUOTE, 0), text(0, 0)
    shortest = f"**{article_lines.format_headline(article, context, SHORT_HEADLINE)}**"
    forms = (
        TextBlock(full, context.thumbnail(article)),
        TextBlock(full),
        TextBlock(short),
        TextBlock(least),
        TextBlock(shortest),
    )
    return part(rank, *forms[shorter:])


def _change_line(change: ArticleChange, context: CardContext) -> str:
    headline = article_lines.format_headline(change.article, context, LISTED_TITLE)
    if change.was:
        was = escape(change.was, LISTED_TITLE)
        return context.words("edition-changed-headline", {"headline": headline, "was": was})
    redated = article_lines.format_redated(change.article, context)
    return context.words("edition-changed", {"headline": Markdown(join_dots(headline, redated))})


def _about_button(run: Run, context: CardContext) -> ui.Button[Any]:
    label = shorten(context.label_words("edition-about"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_ids.edition_id(run.id))
