"""A story as a card: who reported it when, side by side, a page at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from discord import ui

from bot.answers.browse.story import Report, Told, story
from bot.answers.desk.desk import Desk
from bot.chat.cards import answer as cards
from bot.chat.cards import article_lines as entries
from bot.chat.cards import layout, paging
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Lines, Part, Rule, part
from bot.chat.cards.markdown import clean, plain
from bot.chat.custom_ids import Page

SIZE = 5
"""Reports of a page."""

RELATED = 5
OWN, OWN_SHORT = 280, 140


def show(told: Told, look: Look, *, offset: int = 0) -> ui.LayoutView:
    """A page of a story, with buttons that remember which it is."""
    about = told.reports[0].article.id if told.reports else ""
    page = Page("story", asker=look.asker, offset=offset, about=about)
    reports = paging.shown(told.reports, page, SIZE)
    related = [article for article, _ in told.related[:RELATED]]
    parts = [
        part(0, Lines(f"### {look.words(told.lead.id, told.lead.args)}")),
        cards.remarks(told.remarks, look),
        *_reports(reports, look),
        part(7, (Rule(),) if related else ()),
        _related(told, look),
        cards.GAP,
        cards.suggestions(told.suggestions, look),
        cards.GAP,
        part(1, cards.row(entries.menu((report.article for report in reports), look))),
        part(1, paging.buttons(page, len(told.reports), SIZE, look)),
        part(1, Lines(entries.footer(look))),
    ]
    return layout.card(parts, cards.LISTING if told.reports else cards.NOTHING)


def of(desk: Desk, now: datetime, *, about: str) -> Told:
    """The work behind a card."""
    return story(desk, about, now=now)


def _reports(reports: Iterable[Report], look: Look) -> Iterable[Part]:
    for rank, report in enumerate(reports, start=2):
        if rank > 2:  # noqa: PLR2004 - all but the first
            yield cards.GAP
        article = report.article
        after = _after(report.after, look)
        head = f"**{entries.headline(article, look)}**"
        by = entries.byline(article, look, after)
        words = ", ".join(clean(word, 40) for word in report.words[:8])
        alone = f"-# {look.words('story-words', {'words': words})}" if words else ""

        full = _lines(head, by, alone, *_own(report, look, OWN))
        short = _lines(head, by, *_own(report, look, OWN_SHORT))
        yield part(rank, Lines(full, look.picture(article)), Lines(full), Lines(short), Lines(_lines(head, by)))


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _own(report: Report, look: Look, limit: int) -> list[str]:
    """What no other report has, with a word on that before it."""
    quoted = [f"> {look.words('card-quote', {'text': plain(quote.text, limit)})}" for quote in report.own]
    return [f"-# {look.words('story-own')}", *quoted] if quoted else []


def _after(after: timedelta | None, look: Look) -> str:
    """How long after the first: "2 h later"; nothing of the first itself, or where a time of day is missing."""
    if after is None:
        return ""
    minutes = int(after.total_seconds()) // 60
    if minutes < 1:
        return look.words("story-at-once")
    for unit, size in (("days", 2 * 24 * 60), ("hours", 90), ("minutes", 1)):
        if minutes >= size:
            each = {"days": 24 * 60, "hours": 60, "minutes": 1}[unit]
            return look.words(f"story-after-{unit}", {"count": round(minutes / each)})
    return ""


def _related(told: Told, look: Look) -> Part:
    lines = [
        "- "
        + entries.DOT.join(
            (
                entries.headline(article, look, 120),
                look.words("story-outlets", {"count": outlets}),
                entries.when(article, look),
            )
        )
        for article, outlets in told.related[:RELATED]
    ]
    return cards.smaller(8, [f"**{look.words('card-related')}**", *lines], least=2) if lines else part(8)
