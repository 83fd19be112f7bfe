"""A story of an edition as a post in a forum, and its later coverage as a reply in that post."""

from collections.abc import Sequence

from discord import ui
from msgspec.structs import replace

from bot.chat.cards.digests.edition import build_buttons, build_edition_card, build_entry_part, format_head
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.blocks import FOUND, GAP, build_button_row, build_shrinkable_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, TextBlock, build_part
from bot.coverage.article import Article
from bot.digests.digest import Digest, Edition, EditionEntry, Run

MAX_LATER = 8
"""Articles that a reply names; it counts the rest."""


def build_step_card(edition: Edition, digest: Digest, run: Run, context: CardContext) -> ui.LayoutView:
    """Return the message of the run's first open step."""
    if run.step.entry is None:
        return build_edition_card(edition, digest, run, context)
    entry = edition.entries[run.step.entry]
    alone = replace(edition, entries=(entry,))
    # One edition mentions the role once.
    role = digest.role if run.step_number == 0 else None
    parts = _build_reply_parts(entry, context) if run.step.kind == "reply" else _build_post_parts(entry, context)
    shown = (entry.article, *entry.also[: MAX_LATER - 1]) if run.step.kind == "reply" else (entry.article,)
    menu = article_lines.build_article_menu(shown, context)
    return layout.build_card(
        [
            build_part(0, TextBlock(f"<@&{role}>")) if role is not None else build_part(0),
            # An alert tells which follow sent it.
            build_part(1, TextBlock(format_head(alone, digest, context))) if digest.follow else build_part(1),
            *parts,
            GAP,
            build_part(1, build_button_row(menu)),
            build_part(0, build_button_row(*build_buttons(digest, run, context))),
            build_part(1, TextBlock(article_lines.format_footer(context))),
        ],
        FOUND,
    )


def _build_post_parts(entry: EditionEntry, context: CardContext) -> Sequence[Part]:
    return [build_entry_part(entry, 0, context, 0)]


def _build_reply_parts(entry: EditionEntry, context: CardContext) -> Sequence[Part]:
    count = 1 + len(entry.also)
    rest = entry.also[MAX_LATER - 1 :]
    first = build_entry_part(EditionEntry(entry.article, quote=entry.quote), 0, context, 0)
    return [
        build_part(0, TextBlock(f"### {context.words('post-later', {'count': count})}")),
        first,
        build_shrinkable_lines(1, [_format_article(article, context) for article in entry.also[: MAX_LATER - 1]]),
        build_part(1, TextBlock(f"-# {context.words('preview-more', {'count': len(rest)})}"))
        if rest
        else build_part(1),
    ]


def _format_article(article: Article, context: CardContext) -> str:
    return f"- {article_lines.format_event(article, context, dated=True)}"
