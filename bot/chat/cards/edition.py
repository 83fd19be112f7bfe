"""An edition as a message. What goes out, and what a preview shows, are made here alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui
from msgspec.structs import replace

from bot.chat import custom_ids as ids
from bot.chat import limits
from bot.chat.cards import answer as cards
from bot.chat.cards import article_lines as entries
from bot.chat.cards import layout
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Lines, Part, Piece, part
from bot.chat.cards.markdown import Markdown, plain, shortened
from bot.digests.digest import Change, Digest, Edition, Entry, Run

QUOTE, QUOTE_SHORT, SHORTEST = 300, 140, 70
FORMS: Final = 5
ARCHIVE: Final = 0x7A6FB0


def edition(shown: Edition, digest: Digest, run: Run, look: Look) -> ui.LayoutView:
    """The one message of a run. Its button carries the run's id, by which it can be found again.

    Stories that have no room, however short they are told, are counted with those that are not in the edition.
    """
    return layout.card(_fitting(shown, digest, run, look), ARCHIVE if shown.from_archive else cards.FOUND)


def _fitting(shown: Edition, digest: Digest, run: Run, look: Look) -> Sequence[Part]:
    """The fullest parts of which no story is dropped: all are told shorter before the last one is left out."""
    while True:
        for shorter in range(FORMS):
            parts = _parts(shown, digest, run, look, shorter)
            if len(shown.entries) <= 1 or _holds(layout.fit(parts), shown.entries, look):
                return parts
        shown = replace(shown, entries=shown.entries[:-1], more=shown.more + 1)


def _parts(shown: Edition, digest: Digest, run: Run, look: Look, shorter: int) -> Sequence[Part]:
    lead = "edition-archive-title" if shown.from_archive else "edition-title"
    return [
        part(0, Lines(f"<@&{digest.role}>")) if digest.role is not None else part(0),
        part(0, Lines(f"### {look.words(lead, {'count': len(shown.entries) + shown.more})}\n-# {_since(shown, look)}")),
        *(
            each
            for rank, entry in enumerate(shown.entries, start=2)
            for each in (cards.GAP, _entry(entry, rank, look, shorter))
        ),
        cards.GAP,
        cards.smaller(len(shown.entries) + 2, [f"-# {_change(change, look)}" for change in shown.changes])
        if shown.changes
        else part(0),
        part(1, Lines(look.words("edition-more", {"count": shown.more}))) if shown.more else part(1),
        cards.GAP,
        part(1, cards.row(entries.menu((entry.article for entry in shown.entries), look))),
        part(0, cards.row(_about(run, look))),
        part(1, Lines(entries.footer(look))),
    ]


def _holds(pieces: Sequence[Piece], told: Sequence[Entry], look: Look) -> bool:
    """Whether every story is there."""
    said = "\n".join(piece.text for piece in pieces if isinstance(piece, Lines))
    return all(
        entries.headline(entry.article, look, SHORTEST) in said or _linked(entry, look) in said for entry in told
    )


def _linked(entry: Entry, look: Look) -> str:
    """The end of a headline's link, which is the same however short the headline is."""
    _, bracket, address = entries.headline(entry.article, look).rpartition("](")
    return bracket + address


def stamp(moment: datetime, style: str = "f") -> Markdown:
    """A time that Discord shows in each reader's own zone."""
    return Markdown(f"<t:{int(moment.timestamp())}:{style}>")


def stamps(moments: Iterable[datetime]) -> Markdown:
    """Several, each with its weekday."""
    return Markdown(", ".join(stamp(moment, "F") for moment in moments))


def _since(shown: Edition, look: Look) -> str:
    if shown.from_archive:
        return look.words("edition-archive")
    since = stamp(shown.since) if shown.since else ""
    return look.words("edition-first" if shown.is_first else "edition-since", {"since": since})


def _entry(entry: Entry, rank: int, look: Look, shorter: int) -> Part:
    """A story: headline, a sentence of it, who reported it and when; not in the `shorter` fullest of its `FORMS`."""
    article = entry.article

    def text(limit: int, named: int) -> str:
        said = plain(entry.quote, limit) if limit else ""
        also = entries.also(article, entry.also, look, named)
        lines = (
            f"**{entries.headline(article, look)}**",
            f"> {look.words('card-quote', {'text': said})}" if said else "",
            entries.byline(article, look, also),
        )
        return "\n".join(line for line in lines if line)

    full, short, least = text(QUOTE, entries.ALSO_NAMED), text(QUOTE_SHORT, 0), text(0, 0)
    shortest = f"**{entries.headline(article, look, SHORTEST)}**"
    forms = (Lines(full, look.picture(article)), Lines(full), Lines(short), Lines(least), Lines(shortest))
    return part(rank, *forms[shorter:])


def _change(change: Change, look: Look) -> str:
    headline = entries.headline(change.article, look, 120)
    if change.was:
        return look.words("edition-changed-headline", {"headline": headline, "was": plain(change.was, 120)})
    redated = entries.redated(change.article, look)
    said = entries.DOT.join(each for each in (headline, redated) if each)
    return look.words("edition-changed", {"headline": Markdown(said)})


def _about(run: Run, look: Look) -> ui.Button[Any]:
    label = shortened(look.label_words("edition-about"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=ids.edition(run.id))
