"""An edition as a message. What goes out, and what a preview shows, are made here alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui
from msgspec.structs import replace

from bot.chat import custom_ids, limits
from bot.chat.cards import answer, article_lines, layout
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import Part, Piece, TextBlock, part
from bot.chat.cards.markdown import Markdown, escape, shorten
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry, Run

QUOTE, QUOTE_SHORT, SHORTEST = 300, 140, 70
FORMS: Final = 5
ARCHIVE: Final = 0x7A6FB0


def edition_card(shown: Edition, digest: Digest, run: Run, look: CardContext) -> ui.LayoutView:
    """The one message of a run. Its button carries the run's id, by which it can be found again.

    Stories that have no room, however short they are told, are counted with those that are not in the edition.
    """
    return layout.build_card(_fitting(shown, digest, run, look), ARCHIVE if shown.from_archive else answer.FOUND)


def _fitting(shown: Edition, digest: Digest, run: Run, look: CardContext) -> Sequence[Part]:
    """The fullest parts of which no story is dropped: all are told shorter before the last one is left out."""
    while True:
        for shorter in range(FORMS):
            parts = _parts(shown, digest, run, look, shorter)
            if len(shown.entries) <= 1 or _holds(layout.fit_parts(parts), shown.entries, look):
                return parts
        shown = replace(shown, entries=shown.entries[:-1], more=shown.more + 1)


def _parts(shown: Edition, digest: Digest, run: Run, look: CardContext, shorter: int) -> Sequence[Part]:
    lead = "edition-archive-title" if shown.from_archive else "edition-title"
    return [
        part(0, TextBlock(f"<@&{digest.role}>")) if digest.role is not None else part(0),
        part(
            0,
            TextBlock(f"### {look.words(lead, {'count': len(shown.entries) + shown.more})}\n-# {_since(shown, look)}"),
        ),
        *(
            each
            for rank, entry in enumerate(shown.entries, start=2)
            for each in (answer.GAP, _entry(entry, rank, look, shorter))
        ),
        answer.GAP,
        answer.shrinkable_lines(len(shown.entries) + 2, [f"-# {_change(change, look)}" for change in shown.changes])
        if shown.changes
        else part(0),
        part(1, TextBlock(look.words("edition-more", {"count": shown.more}))) if shown.more else part(1),
        answer.GAP,
        part(1, answer.button_row(article_lines.article_menu((entry.article for entry in shown.entries), look))),
        part(0, answer.button_row(_about(run, look))),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]


def _holds(pieces: Sequence[Piece], told: Sequence[EditionEntry], look: CardContext) -> bool:
    """Whether every story is there."""
    said = "\n".join(piece.text for piece in pieces if isinstance(piece, TextBlock))
    return all(
        article_lines.format_headline(entry.article, look, SHORTEST) in said or _linked(entry, look) in said
        for entry in told
    )


def _linked(entry: EditionEntry, look: CardContext) -> str:
    """The end of a headline's link, which is the same however short the headline is."""
    _, bracket, address = article_lines.format_headline(entry.article, look).rpartition("](")
    return bracket + address


def timestamp(moment: datetime, style: str = "f") -> Markdown:
    """A time that Discord shows in each reader's own zone."""
    return Markdown(f"<t:{int(moment.timestamp())}:{style}>")


def format_times(moments: Iterable[datetime]) -> Markdown:
    """Several, each with its weekday."""
    return Markdown(", ".join(timestamp(moment, "F") for moment in moments))


def _since(shown: Edition, look: CardContext) -> str:
    if shown.from_archive:
        return look.words("edition-archive")
    since = timestamp(shown.since) if shown.since else ""
    return look.words("edition-first" if shown.is_first else "edition-since", {"since": since})


def _entry(entry: EditionEntry, rank: int, look: CardContext, shorter: int) -> Part:
    """A story: headline, a sentence of it, who reported it and when; not in the `shorter` fullest of its `FORMS`."""
    article = entry.article

    def text(limit: int, named: int) -> str:
        said = escape(entry.quote, limit) if limit else ""
        also = article_lines.format_copies(article, entry.also, look, named)
        lines = (
            f"**{article_lines.format_headline(article, look)}**",
            f"> {look.words('card-quote', {'text': said})}" if said else "",
            article_lines.format_byline(article, look, also),
        )
        return "\n".join(line for line in lines if line)

    full, short, least = text(QUOTE, article_lines.ALSO_NAMED), text(QUOTE_SHORT, 0), text(0, 0)
    shortest = f"**{article_lines.format_headline(article, look, SHORTEST)}**"
    forms = (
        TextBlock(full, look.picture(article)),
        TextBlock(full),
        TextBlock(short),
        TextBlock(least),
        TextBlock(shortest),
    )
    return part(rank, *forms[shorter:])


def _change(change: ArticleChange, look: CardContext) -> str:
    headline = article_lines.format_headline(change.article, look, 120)
    if change.was:
        return look.words("edition-changed-headline", {"headline": headline, "was": escape(change.was, 120)})
    redated = article_lines.format_redated(change.article, look)
    said = article_lines.DOT.join(each for each in (headline, redated) if each)
    return look.words("edition-changed", {"headline": Markdown(said)})


def _about(run: Run, look: CardContext) -> ui.Button[Any]:
    label = shorten(look.label_words("edition-about"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_ids.edition_id(run.id))
