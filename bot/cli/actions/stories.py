"""`story` and `stories`: one event side by side, and all of them as a list."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from rich.text import Text

from bot.answers.browse.story import Report, Told
from bot.answers.browse.story import story as tell
from bot.answers.desk.desk import Desk
from bot.catalogue import Words
from bot.cli import as_json as to_json
from bot.cli.console import Page, clean
from bot.cli.environment import now, page
from bot.cli.load import desk, words
from bot.cli.render.answer import as_of, entry, heading, notes, say, suggestions
from bot.coverage.stories.stories import Story

Folders = Sequence[Path] | None


def story(about: str, corpus: Folders, *, as_json: bool) -> int:
    """Print one story side by side; 1 where the archive has none of that."""
    opened = desk(corpus)
    told = tell(opened, about, now=now())
    if as_json:
        to_json.write(_told(told, opened))
    else:
        _show(told, opened, page(), words())
    return 0 if told.reports else 1


def stories(corpus: Folders, *, limit: int, as_json: bool) -> int:
    """Print the stories, newest first: every one as JSON, the newest `limit` with company as text."""
    opened = desk(corpus)
    if as_json:
        to_json.write([_story(one, opened) for one in opened.stories])
        return 0
    paper, said = page(), words()
    together = (one for one in opened.stories if len(one.outlets) > 1)
    shown = list(islice(together, limit))
    count = len(opened.stories)
    paper.line(Text(said("cli-stories", {"count": count, "articles": len(opened.archive)}), "bold"))
    for one in shown:
        others = opened.stories.others(one.lead)
        entry(one.lead, opened.archive, paper, said, also=others)
    as_of(opened.archive.newest, opened.archive, paper, said)
    return 0


def _story(one: Story, opened: Desk) -> dict[str, Any]:
    """`articles`: oldest first; those without an address are left out of it, though they count for all else."""
    return {
        "id": one.id,
        "headline": next((article.title for article in one.articles if article.title), one.lead.excerpt),
        "first": to_json.moment(one.first),
        "last": to_json.moment(one.last),
        "outlets": [opened.archive.outlets[key].name for key in one.outlets],
        "articles": [article.url for article in one.articles if article.url is not None],
    }


def _told(told: Told, opened: Desk) -> dict[str, Any]:
    said = words()
    return {
        "lead": said(told.lead.id, told.lead.args),
        "remarks": [said(remark.id, remark.args) for remark in told.remarks],
        "reports": [
            {
                **to_json.article(report.article, opened.archive),
                "seconds_after": None if report.after is None else int(report.after.total_seconds()),
                "only_in_headline": list(report.words),
                "only_here": [{"text": quote.text, "url": quote.article.url} for quote in report.own],
            }
            for report in told.reports
        ],
        "related": [
            {**to_json.article(article, opened.archive), "outlets": outlets} for article, outlets in told.related
        ],
        "suggestions": list(told.suggestions),
        "as_of": to_json.moment(told.as_of),
    }


def _show(told: Told, opened: Desk, page: Page, said: Words) -> None:
    page.line(Text(say(said, told.lead), "bold"))
    notes(told.remarks, page, said)
    if told.reports:
        page.gap()
    for report in told.reports:
        entry(report.article, opened.archive, page, said, note=_after(report.after, said))
        _own(report, page, said)
    if told.related:
        heading("cli-related", page, said)
        for article, outlets in told.related:
            entry(article, opened.archive, page, said, note=said("story-outlets", {"count": outlets}))
    suggestions(told.suggestions, page, said)
    as_of(told.as_of, opened.archive, page, said)


def _own(report: Report, page: Page, said: Words) -> None:
    if report.words:
        words_ = ", ".join(clean(word) for word in report.words)
        page.line(Text(said("story-words", {"words": words_}), "dim"), indent=4, hang=2)
    for place, quote in enumerate(report.own):
        if not place:
            page.line(Text(said("story-own"), "dim"), indent=4)
        page.line(said("cli-quote-open"), Text(clean(quote.text)), said("cli-quote-close"), indent=6, hang=1)


def _after(after: timedelta | None, said: Words) -> str:
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
