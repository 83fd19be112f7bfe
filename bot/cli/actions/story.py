"""`story` and `stories`: one event side by side, and all of them as a list."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from rich.text import Text

from bot.answers.browse.story import StoryReport, StoryView
from bot.answers.browse.story import find_story as tell
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line
from bot.cli.environment import current_time, open_console
from bot.cli.json_output import article_json, moment_json, write_json
from bot.cli.load import load_desk, terminal_words
from bot.cli.render.answer import format_remark, print_as_of, print_entry, print_heading, print_notes, print_suggestions
from bot.coverage.stories.stories import Story

Folders = Sequence[Path] | None


def story(about: str, corpus: Folders, *, as_json: bool) -> int:
    """Print one story side by side; 1 where the archive has none of that."""
    opened = load_desk(corpus)
    told = tell(opened, about, now=current_time())
    if as_json:
        write_json(_told(told, opened))
    else:
        _show(told, opened, open_console(), terminal_words())
    return 0 if told.reports else 1


def stories(corpus: Folders, *, limit: int, as_json: bool) -> int:
    """Print the stories, newest first: every one as JSON, the newest `limit` with company as text."""
    opened = load_desk(corpus)
    if as_json:
        write_json([_story(one, opened) for one in opened.stories])
        return 0
    paper, said = open_console(), terminal_words()
    together = (one for one in opened.stories if len(one.outlets) > 1)
    shown = list(islice(together, limit))
    count = len(opened.stories)
    paper.line(Text(said("cli-stories", {"count": count, "articles": len(opened.archive)}), "bold"))
    for one in shown:
        others = opened.stories.others(one.lead)
        print_entry(one.lead, opened.archive, paper, said, also=others)
    print_as_of(opened.archive.newest, opened.archive, paper, said)
    return 0


def _story(one: Story, opened: Desk) -> dict[str, Any]:
    """`articles`: oldest first; those without an address are left out of it, though they count for all else."""
    return {
        "id": one.id,
        "headline": next((article.title for article in one.articles if article.title), one.lead.excerpt),
        "first": moment_json(one.first),
        "last": moment_json(one.last),
        "outlets": [opened.archive.outlets[key].name for key in one.outlets],
        "articles": [article.url for article in one.articles if article.url is not None],
    }


def _told(told: StoryView, opened: Desk) -> dict[str, Any]:
    said = terminal_words()
    return {
        "lead": said(told.lead.id, told.lead.args),
        "remarks": [said(remark.id, remark.args) for remark in told.remarks],
        "reports": [
            {
                **article_json(report.article, opened.archive),
                "seconds_after": None if report.after is None else int(report.after.total_seconds()),
                "only_in_headline": list(report.words),
                "only_here": [{"text": quote.text, "url": quote.article.url} for quote in report.own],
            }
            for report in told.reports
        ],
        "related": [{**article_json(article, opened.archive), "outlets": outlets} for article, outlets in told.related],
        "suggestions": list(told.suggestions),
        "as_of": moment_json(told.as_of),
    }


def _show(told: StoryView, opened: Desk, page: TerminalOutput, said: Translator) -> None:
    page.line(Text(format_remark(said, told.lead), "bold"))
    print_notes(told.remarks, page, said)
    if told.reports:
        page.gap()
    for report in told.reports:
        print_entry(report.article, opened.archive, page, said, note=_after(report.after, said))
        _own(report, page, said)
    if told.related:
        print_heading("cli-related", page, said)
        for article, outlets in told.related:
            print_entry(article, opened.archive, page, said, note=said("story-outlets", {"count": outlets}))
    print_suggestions(told.suggestions, page, said)
    print_as_of(told.as_of, opened.archive, page, said)


def _own(report: StoryReport, page: TerminalOutput, said: Translator) -> None:
    if report.words:
        words_ = ", ".join(clean_line(word) for word in report.words)
        page.line(Text(said("story-words", {"words": words_}), "dim"), indent=4, hang=2)
    for place, quote in enumerate(report.own):
        if not place:
            page.line(Text(said("story-own"), "dim"), indent=4)
        page.line(said("cli-quote-open"), Text(clean_line(quote.text)), said("cli-quote-close"), indent=6, hang=1)


def _after(after: timedelta | None, said: Translator) -> str:
    if after is None:
        return ""
    minutes = int(after.total_seconds()) // 60
    if minutes < 1:
        return said("story-at-once")
    if minutes < 90:  # noqa: PLR2004 - an hour and a half
        return said("story-after-minutes", {"count": minutes})
    if minutes < 2 * 24 * 60:
        return said("story-after-hours", {"count": round(minutes / 60)})
    return said("story-after-days", {"count": round(minutes / 60 / 24)})
