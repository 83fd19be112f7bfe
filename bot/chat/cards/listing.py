"""A page of a list as a card: the newest, a timeline, an outlet's profile, topics, outlets."""

from collections.abc import Iterable, Sequence
from typing import Final

from discord import ui

from bot.answers.browse.listing import Entry, Listing, ListingKind, Tally
from bot.chat.cards import answer as cards
from bot.chat.cards import article_lines as entries
from bot.chat.cards import layout, paging
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Attached, Lines, Part, part
from bot.chat.cards.markdown import plain
from bot.chat.custom_ids import Page
from bot.coverage.periods import Silence

SIZES: Final[dict[ListingKind, int]] = {"latest": 5, "timeline": 8, "source": 5, "topics": 15, "outlets": 15}
"""Entries of a page: what a phone's screen or two show."""

EXCERPT, EXCERPT_SHORT = 180, 90


def listing(found: Listing, page: Page, look: Look) -> ui.LayoutView:
    """One page of a list, with the sentences around it and the buttons to the others."""
    size = SIZES[found.kind]
    rows = paging.shown(found.entries, page, size)
    tallies = paging.shown(found.tallies, page, size)
    total = len(found.entries) or len(found.tallies)
    parts = [
        part(0, Lines(f"### {look.words(found.lead.id, found.lead.args)}")),
        cards.remarks(found.remarks, look),
        part(4, Attached(look.drawn.name, look.drawn.alt) if look.drawn else None),
        *(_timeline(rows, look) if found.kind == "timeline" else _pieces(rows, look)),
        *_tallies(tallies, look),
        cards.GAP,
        cards.suggestions(found.suggestions, look),
        cards.GAP,
        part(1, cards.row(entries.menu((entry.article for entry in rows), look))),
        part(1, paging.buttons(page, total, size, look)),
        part(1, Lines(entries.footer(look))),
    ]
    return layout.card(parts, cards.LISTING if found.known and total else cards.NOTHING)


def _pieces(rows: Sequence[Entry], look: Look) -> Iterable[Part]:
    """Articles with the beginning of what they say."""
    for rank, entry in enumerate(rows, start=2):
        article = entry.article
        more = [look.words("listing-alone")] if entry.alone else []
        head = f"**{entries.headline(article, look)}**"

        def text(limit: int, named: int, head: str = head, entry: Entry = entry, more: list[str] = more) -> str:
            said = plain(entry.article.excerpt, limit) if limit and entry.article.title else ""
            also = entries.also(entry.article, entry.also, look, named)
            quoted = f"> {look.words('card-quote', {'text': said})}" if said else ""
            lines = (head, quoted, entries.byline(entry.article, look, *more, also))
            return "\n".join(line for line in lines if line)

        if rank > 2:  # noqa: PLR2004 - all but the first
            yield cards.GAP
        full, short, least = text(EXCERPT, entries.ALSO_NAMED), text(EXCERPT_SHORT, 0), text(0, 0)
        yield part(rank, Lines(full, look.picture(article)), Lines(full), Lines(short), Lines(least))


def _timeline(rows: Sequence[Entry], look: Look) -> Iterable[Part]:
    """Articles one a line under their day, month or year, with the silences between."""
    period = ""
    for rank, entry in enumerate(rows, start=2):
        if entry.silence is not None:
            yield part(rank, Lines(f"-# ⋯ {_silence(entry.silence, look)}"))
        said = "listing-week" if entry.step == "week" else "listing-period"
        heading = f"**{look.words(said, {'period': entry.period})}**\n" if entry.period != period else ""
        if heading:
            yield cards.GAP
        period = entry.period
        line = entries.event(entry.article, look, dated=entry.step != "day")
        also = entries.also(entry.article, entry.also, look, 0)
        busy = look.words("listing-of-busy-day") if entry.busy else ""
        yield part(rank, Lines(f"{heading}- {entries.DOT.join(each for each in (line, also, busy) if each)}"))


def _silence(silence: Silence, look: Look) -> str:
    return look.words(f"listing-silence-{silence.unit}", {"count": silence.count})


def _tallies(rows: Sequence[Tally], look: Look) -> Iterable[Part]:
    lines: list[str] = []
    for tally in rows:
        parts = [f"**{plain(tally.name, entries.OUTLET)}**", look.words("listing-tally", {"count": tally.count})]
        if tally.newest is not None:
            parts.append(look.words("listing-tally-newest", {"day": look.moment(tally.newest)}))
        lines.append(f"- {entries.DOT.join(parts)}")
    if lines:
        yield cards.smaller(2, lines)
