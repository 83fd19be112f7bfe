"""A story as a card: who reported it when, side by side, a page at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from discord import ui

from bot.answers.browse.story import StoryReport, StoryView, find_story
from bot.answers.desk.desk import Desk
from bot.chat.cards import answer, article_lines, layout, paging
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import Part, Separator, TextBlock, part
from bot.chat.cards.markdown import clean_line, escape
from bot.chat.custom_ids import ListingPage

SIZE = 5
"""Reports of a page."""

RELATED = 5
OWN, OWN_SHORT = 280, 140


def story_card(told: StoryView, look: CardContext, *, offset: int = 0) -> ui.LayoutView:
    """A page of a story, with buttons that remember which it is."""
    about = told.reports[0].article.id if told.reports else ""
    page = ListingPage("story", asker=look.asker, offset=offset, about=about)
    reports = paging.page_rows(told.reports, page, SIZE)
    related = [article for article, _ in told.related[:RELATED]]
    parts = [
        part(0, TextBlock(f"### {look.words(told.lead.id, told.lead.args)}")),
        answer.remark_lines(told.remarks, look),
        *_reports(reports, look),
        part(7, (Separator(),) if related else ()),
        _related(told, look),
        answer.GAP,
        answer.suggestion_lines(told.suggestions, look),
        answer.GAP,
        part(1, answer.button_row(article_lines.article_menu((report.article for report in reports), look))),
        part(1, paging.page_buttons(page, len(told.reports), SIZE, look)),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]
    return layout.build_card(parts, answer.LISTING if told.reports else answer.NOTHING)


def story_work(desk: Desk, now: datetime, *, about: str) -> StoryView:
    """The work behind a card."""
    return find_story(desk, about, now=now)


def _reports(reports: Iterable[StoryReport], look: CardContext) -> Iterable[Part]:
    for rank, report in enumerate(reports, start=2):
        if rank > 2:  # noqa: PLR2004 - all but the first
            yield answer.GAP
        article = report.article
        after = _after(report.after, look)
        head = f"**{article_lines.format_headline(article, look)}**"
        by = article_lines.format_byline(article, look, after)
        words = ", ".join(clean_line(word, 40) for word in report.words[:8])
        alone = f"-# {look.words('story-words', {'words': words})}" if words else ""

        full = _lines(head, by, alone, *_own(report, look, OWN))
        short = _lines(head, by, *_own(report, look, OWN_SHORT))
        yield part(
            rank, TextBlock(full, look.picture(article)), TextBlock(full), TextBlock(short), TextBlock(_lines(head, by))
        )


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _own(report: StoryReport, look: CardContext, limit: int) -> list[str]:
    """What no other report has, with a word on that before it."""
    quoted = [f"> {look.words('card-quote', {'text': escape(quote.text, limit)})}" for quote in report.own]
    return [f"-# {look.words('story-own')}", *quoted] if quoted else []


def _after(after: timedelta | None, look: CardContext) -> str:
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


def _related(told: StoryView, look: CardContext) -> Part:
    lines = [
        "- "
        + article_lines.DOT.join(
            (
                article_lines.format_headline(article, look, 120),
                look.words("story-outlets", {"count": outlets}),
                article_lines.format_published(article, look),
            )
        )
        for article, outlets in told.related[:RELATED]
    ]
    return answer.shrinkable_lines(8, [f"**{look.words('card-related')}**", *lines], least=2) if lines else part(8)
