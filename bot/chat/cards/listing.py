"""A page of a list as a card: the newest, a timeline, an outlet's profile, topics, outlets."""

from collections.abc import Iterable, Sequence
from typing import Final

from discord import ui

from bot.answers.browse.listing import Listing, ListingEntry, ListingKind, NameCount
from bot.chat.cards import answer, article_lines, layout, paging
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import AttachedImage, Part, TextBlock, part
from bot.chat.cards.markdown import escape
from bot.chat.custom_ids import ListingPage
from bot.coverage.periods import Silence

SIZES: Final[dict[ListingKind, int]] = {"latest": 5, "timeline": 8, "source": 5, "topics": 15, "outlets": 15}
"""Entries of a page: what a phone's screen or two show."""

EXCERPT, EXCERPT_SHORT = 180, 90


def listing_card(found: Listing, page: ListingPage, look: CardContext) -> ui.LayoutView:
    """One page of a list, with the sentences around it and the buttons to the others."""
    size = SIZES[found.kind]
    rows = paging.page_rows(found.entries, page, size)
    tallies = paging.page_rows(found.tallies, page, size)
    total = len(found.entries) or len(found.tallies)
    parts = [
        part(0, TextBlock(f"### {look.words(found.lead.id, found.lead.args)}")),
        answer.remark_lines(found.remarks, look),
        part(4, AttachedImage(look.drawn.name, look.drawn.alt) if look.drawn else None),
        *(_timeline(rows, look) if found.kind == "timeline" else _pieces(rows, look)),
        *_tallies(tallies, look),
        answer.GAP,
        answer.suggestion_lines(found.suggestions, look),
        answer.GAP,
        part(1, answer.button_row(article_lines.article_menu((entry.article for entry in rows), look))),
        part(1, paging.page_buttons(page, total, size, look)),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]
    return layout.build_card(parts, answer.LISTING if found.known and total else answer.NOTHING)


def _pieces(rows: Sequence[ListingEntry], look: CardContext) -> Iterable[Part]:
    """Articles with the beginning of what they say."""
    for rank, entry in enumerate(rows, start=2):
        article = entry.article
        more = [look.words("listing-alone")] if entry.alone else []
        head = f"**{article_lines.format_headline(article, look)}**"

        def text(limit: int, named: int, head: str = head, entry: ListingEntry = entry, more: list[str] = more) -> str:
            said = escape(entry.article.excerpt, limit) if limit and entry.article.title else ""
            also = article_lines.format_copies(entry.article, entry.also, look, named)
            quoted = f"> {look.words('card-quote', {'text': said})}" if said else ""
            lines = (head, quoted, article_lines.format_byline(entry.article, look, *more, also))
            return "\n".join(line for line in lines if line)

        if rank > 2:  # noqa: PLR2004 - all but the first
            yield answer.GAP
        full, short, least = text(EXCERPT, article_lines.ALSO_NAMED), text(EXCERPT_SHORT, 0), text(0, 0)
        yield part(rank, TextBlock(full, look.picture(article)), TextBlock(full), TextBlock(short), TextBlock(least))


def _timeline(rows: Sequence[ListingEntry], look: CardContext) -> Iterable[Part]:
    """Articles one a line under their day, month or year, with the silences between."""
    period = ""
    for rank, entry in enumerate(rows, start=2):
        if entry.silence is not None:
            yield part(rank, TextBlock(f"-# ⋯ {_silence(entry.silence, look)}"))
        said = "listing-week" if entry.step == "week" else "listing-period"
        heading = f"**{look.words(said, {'period': entry.period})}**\n" if entry.period != period else ""
        if heading:
            yield answer.GAP
        period = entry.period
        line = article_lines.format_event(entry.article, look, dated=entry.step != "day")
        also = article_lines.format_copies(entry.article, entry.also, look, 0)
        busy = look.words("listing-of-busy-day") if entry.busy else ""
        yield part(rank, TextBlock(f"{heading}- {article_lines.DOT.join(each for each in (line, also, busy) if each)}"))


def _silence(silence: Silence, look: CardContext) -> str:
    return look.words(f"listing-silence-{silence.unit}", {"count": silence.count})


def _tallies(rows: Sequence[NameCount], look: CardContext) -> Iterable[Part]:
    lines: list[str] = []
    for tally in rows:
        parts = [f"**{escape(tally.name, article_lines.OUTLET)}**", look.words("listing-tally", {"count": tally.count})]
        if tally.newest is not None:
            parts.append(look.words("listing-tally-newest", {"day": look.moment(tally.newest)}))
        lines.append(f"- {article_lines.DOT.join(parts)}")
    if lines:
        yield answer.shrinkable_lines(2, lines)
