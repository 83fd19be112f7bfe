"""An edition of a digest as a message. A preview and the message that goes out are the same card."""

from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import ui
from msgspec.structs import replace

from bot.answers.answer import nest_marks
from bot.chat import limits
from bot.chat.cards.digests.alert import build_follow_button, format_alert_head, format_full, format_growth
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.article_lines import COPIES_NAMED, LISTED_TITLE, join_dots
from bot.chat.cards.parts.blocks import FOUND, GAP, build_button_row, build_shrinkable_lines, join_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, Piece, TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, escape, format_timestamp, shorten
from bot.chat.custom_ids.digests import build_edition_id
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry, Run

QUOTE, SHORT_QUOTE, SHORT_HEADLINE = 300, 140, 70
FORMS: Final = 5
ARCHIVE: Final = 0x7A6FB0


def build_edition_card(edition: Edition, digest: Digest, run: Run, context: CardContext) -> ui.LayoutView:
    """Return the one message of a run. The id of its button holds the run's id, so that the message can be found.

    A story that has no room even in its shortest form is counted with those that the edition leaves out.
    """
    parts = _fit_stories(edition, digest, run, context)
    return layout.build_card(parts, ARCHIVE if edition.from_archive else FOUND)


def _fit_stories(edition: Edition, digest: Digest, run: Run, context: CardContext) -> Sequence[Part]:
    """Return the fullest parts that show every story; drop the last story only if the shortest forms don't fit."""
    while True:
        for shorter in range(FORMS):
            parts = _build_card_parts(edition, digest, run, context, shorter)
            if len(edition.entries) <= 1 or _shows_every_story(layout.fit_parts(parts), edition.entries, context):
                return parts
        edition = replace(edition, entries=edition.entries[:-1], more=edition.more + 1)


def _build_card_parts(edition: Edition, digest: Digest, run: Run, context: CardContext, shorter: int) -> Sequence[Part]:
    entries = [build_entry_part(entry, rank, context, shorter) for rank, entry in enumerate(edition.entries, start=2)]
    changes = [f"-# {_format_change(change, context)}" for change in edition.changes]
    full = format_full(edition, digest.follow, context) if digest.follow is not None else ""
    menu = article_lines.build_article_menu((entry.article for entry in edition.entries), context)
    return [
        build_part(0, TextBlock(f"<@&{digest.role}>")) if digest.role is not None else build_part(0),
        build_part(0, TextBlock(format_head(edition, digest, context))),
        *(spaced for entry in entries for spaced in (GAP, entry)),
        GAP,
        build_shrinkable_lines(len(edition.entries) + 2, changes) if changes else build_part(0),
        build_part(1, TextBlock(context.words("edition-more", {"count": edition.more})))
        if edition.more
        else build_part(1),
        build_part(1, TextBlock(f"-# {full}")) if full else build_part(1),
        GAP,
        build_part(1, build_button_row(menu)),
        build_part(0, build_button_row(*build_buttons(digest, run, context))),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]


def format_head(edition: Edition, digest: Digest, context: CardContext) -> str:
    """Return how many stories an edition has, and since when they are new; of an alert, which follow sent it."""
    if digest.follow is not None:
        return format_alert_head(edition, digest, digest.follow, context)
    message = "edition-archive-title" if edition.from_archive else "edition-title"
    title = context.words(message, {"count": len(edition.entries) + edition.more})
    return f"### {title}\n-# {_format_period(edition, context)}"


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


def _format_period(edition: Edition, context: CardContext) -> str:
    if edition.from_archive:
        return context.words("edition-archive")
    since = format_timestamp(edition.since) if edition.since else ""
    return context.words("edition-first" if edition.is_first else "edition-since", {"since": since})


def build_entry_part(entry: EditionEntry, rank: int, context: CardContext, shorter: int) -> Part:
    """Return a story: headline, quote, outlets and day. The first `shorter` of its `FORMS` are left out."""
    article = entry.article
    continued = article_lines.format_continued(entry.continues, context)

    def text(limit: int, named: int) -> str:
        quote = escape(nest_marks(entry.quote), limit) if limit else ""
        copies = article_lines.format_copies(article, entry.also, context, named)
        return join_lines(
            f"**{article_lines.format_headline(article, context)}**",
            f"> {context.words('card-quote', {'text': quote})}" if quote else "",
            article_lines.format_byline(article, context, copies, format_growth(entry, context)),
            f"-# {continued}" if limit and continued else "",
        )

    full, short, least = text(QUOTE, COPIES_NAMED), text(SHORT_QUOTE, 0), text(0, 0)
    shortest = f"**{article_lines.format_headline(article, context, SHORT_HEADLINE)}**"
    forms = (
        TextBlock(full, context.build_thumbnail(article)),
        TextBlock(full),
        TextBlock(short),
        TextBlock(least),
        TextBlock(shortest),
    )
    return build_part(rank, *forms[shorter:])


def _format_change(change: ArticleChange, context: CardContext) -> str:
    headline = article_lines.format_headline(change.article, context, LISTED_TITLE)
    if change.was:
        was = escape(change.was, LISTED_TITLE)
        return context.words("edition-changed-headline", {"headline": headline, "was": was})
    redated = article_lines.format_redated(change.article, context)
    return context.words("edition-changed", {"headline": Markdown(join_dots(headline, redated))})


def build_buttons(digest: Digest, run: Run, context: CardContext) -> list[ui.Button[Any]]:
    """Return the buttons below an edition or an alert. The first one's id marks the message of the run's next step."""
    about = _build_about_button(digest, run, context)
    if digest.follow is None:
        return [about]
    return [about, *(build_follow_button(action, digest, context) for action in ("mute", "unfollow"))]


def _build_about_button(digest: Digest, run: Run, context: CardContext) -> ui.Button[Any]:
    words = context.label_words("edition-about" if digest.follow is None else "follow-about-button")
    label, custom_id = shorten(words, limits.BUTTON_LABEL), build_edition_id(run.id, run.step_number)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_id)
