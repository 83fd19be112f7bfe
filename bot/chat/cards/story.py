"""The card of `/story`: who reported an event when, side by side, a page at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from discord import ui

from bot.answers.answer import mark_cut
from bot.answers.browse.story import StoryReport, StoryView, find_story
from bot.answers.desk.desk import Desk
from bot.chat.cards.parts import article_lines, layout, paging
from bot.chat.cards.parts.blocks import (
    GAP,
    LISTING,
    NOTHING,
    build_button_row,
    build_remark_lines,
    build_shrinkable_lines,
    build_suggestions,
    join_lines,
)
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, Separator, TextBlock, build_part
from bot.chat.cards.parts.markdown import clean_line, escape
from bot.chat.custom_ids.pages import ListingPage

PAGE_SIZE = 5
"""Reports of a page."""

MAX_RELATED = 5
OWN, OWN_SHORT = 280, 140


def build_story_card(story: StoryView, context: CardContext, *, offset: int = 0) -> ui.LayoutView:
    """Return the page of a story that starts at `offset`. Its buttons remember which story it is."""
    about = story.reports[0].article.id if story.reports else ""
    page = ListingPage("story", asker=context.asker, offset=offset, about=about)
    reports = paging.select_page_rows(story.reports, page, PAGE_SIZE)
    follow = article_lines.build_new_follow_button("story", about, context)
    parts = [
        build_part(0, TextBlock(f"### {context.words(story.lead.id, story.lead.args)}")),
        build_remark_lines(story.remarks, context),
        _build_settling_part(story, context) if offset == 0 else build_part(2),
        *_report_parts(reports, context),
        build_part(7, (Separator(),) if story.related else ()),
        _build_related_part(story, context),
        GAP,
        build_suggestions(story.suggestions, context),
        GAP,
        build_part(
            1, build_button_row(article_lines.build_article_menu((report.article for report in reports), context))
        ),
        build_part(1, paging.build_page_buttons(page, len(story.reports), PAGE_SIZE, context, follow=follow)),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]
    return layout.build_card(parts, LISTING if story.reports else NOTHING)


def find_story_about(desk: Desk, now: datetime, *, about: str) -> StoryView:
    """Find the story that a text or an article's id is about: `find_story` with the signature of all work."""
    return find_story(desk, about, now=now)


def _build_settling_part(story: StoryView, context: CardContext) -> Part:
    """Return the report that confirms or corrects the story's others: it comes before those that it settles."""
    article = story.settling
    if article is None:
        return build_part(2)
    byline = article_lines.format_byline(article, context, context.words("story-settling"))
    return build_part(2, TextBlock(f"**{article_lines.format_headline(article, context)}**\n{byline}"))


def _report_parts(reports: Iterable[StoryReport], context: CardContext) -> Iterable[Part]:
    for rank, report in enumerate(reports, start=2):
        if rank > 2:  # noqa: PLR2004 - all but the first
            yield GAP
        article = report.article
        head = f"**{article_lines.format_headline(article, context)}**"
        byline = article_lines.format_byline(article, context, _format_delay(report.delay, context))
        full = join_lines(head, byline, *_list_names(report, context), *_list_unique_quotes(report, context, OWN))
        short = join_lines(head, byline, *_list_unique_quotes(report, context, OWN_SHORT))
        least = join_lines(head, byline)
        pictured = TextBlock(full, context.build_thumbnail(article))
        yield build_part(rank, pictured, TextBlock(full), TextBlock(short), TextBlock(least))


def _list_names(report: StoryReport, context: CardContext) -> list[str]:
    """Return a line with the names that this report was the first to mention, and one with those that only it has."""
    lines = (("story-first-to-mention", report.names.first), ("story-names", report.names.only))
    return [
        f"-# {context.words(message, {'names': ', '.join(clean_line(name, 40) for name in names)})}"
        for message, names in lines
        if names
    ]


def _list_unique_quotes(report: StoryReport, context: CardContext, limit: int) -> list[str]:
    """Return the sentences that only this report has, under a heading."""
    texts = (escape(mark_cut(quote), limit) for quote in report.unique_quotes)
    quotes = [f"> {context.words('card-quote', {'text': text})}" for text in texts]
    return [f"-# {context.words('story-own')}", *quotes] if quotes else []


def _format_delay(after: timedelta | None, context: CardContext) -> str:
    """Return how long after the first report this one came, such as "2 h later"; empty if `after` is None."""
    if after is None:
        return ""
    minutes = int(after.total_seconds()) // 60
    if minutes < 1:
        return context.words("story-at-once")
    for unit, threshold, size in (("days", 2 * 24 * 60, 24 * 60), ("hours", 90, 60), ("minutes", 1, 1)):
        if minutes >= threshold:
            return context.words(f"story-after-{unit}", {"count": round(minutes / size)})
    return ""


def _build_related_part(story: StoryView, context: CardContext) -> Part:
    lines = [
        "- "
        + article_lines.DOT.join(
            (
                article_lines.format_headline(article, context, article_lines.LISTED_TITLE),
                context.words("story-outlets", {"count": outlets}),
                article_lines.format_published(article, context),
            )
        )
        for article, outlets in story.related[:MAX_RELATED]
    ]
    return (
        build_shrinkable_lines(8, [f"**{context.words('card-related')}**", *lines], least=2) if lines else build_part(8)
    )
