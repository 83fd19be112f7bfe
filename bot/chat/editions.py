"""An edition as a message. What goes out, and what a preview shows, are made here alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui

from bot.chat import cards, entries, ids, layout, limits
from bot.chat.layout import Lines, Part, part
from bot.chat.look import Look
from bot.chat.text import Markdown, plain, shortened
from bot.digests.digest import Change, Digest, Edition, Entry, Run

QUOTE, QUOTE_SHORT = 300, 140
ARCHIVE: Final = 0x7A6FB0


def edition(shown: Edition, digest: Digest, run: Run, look: Look) -> ui.LayoutView:
    """The one message of a run. Its button carries the run's id, by which it can be found again."""
    lead = "edition-archive-title" if shown.from_archive else "edition-title"
    parts = [
        part(0, Lines(f"<@&{digest.role}>")) if digest.role is not None else part(0),
        part(0, Lines(f"### {look.words(lead, {'count': len(shown.entries)})}\n-# {_since(shown, look)}")),
        *(each for rank, entry in enumerate(shown.entries, start=2) for each in (cards.GAP, _entry(entry, rank, look))),
        cards.GAP,
        cards.smaller(6, [f"-# {_change(change, look)}" for change in shown.changes]) if shown.changes else part(6),
        part(1, Lines(look.words("edition-more", {"count": shown.more}))) if shown.more else part(1),
        cards.GAP,
        part(1, cards.row(entries.menu((entry.article for entry in shown.entries), look))),
        part(0, cards.row(_about(run, look))),
        part(1, Lines(entries.footer(look))),
    ]
    return layout.card(parts, ARCHIVE if shown.from_archive else cards.FOUND)


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


def _entry(entry: Entry, rank: int, look: Look) -> Part:
    """A story: headline, a sentence of it, who reported it and when."""
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
    return part(rank, Lines(full, look.picture(article)), Lines(full), Lines(short), Lines(least))


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
