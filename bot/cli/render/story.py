"""Stories on the terminal: one side by side, or a list of them."""

from collections.abc import Sequence
from datetime import timedelta

from rich.text import Text

from bot.answers.answer import mark_cut
from bot.answers.browse.story import StoryReport, StoryView
from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line
from bot.cli.render.answer import format_remark, print_as_of, print_entry, print_heading, print_notes, print_suggestions
from bot.coverage.archive.archive import Archive
from bot.coverage.stories.stories import Story


def print_stories(
    stories: Sequence[Story], desk: Desk, output: TerminalOutput, words: Translator, *, about: str = ""
) -> None:
    """Print a list of stories, each as its first report and the outlets that followed, under the count of all.

    `about`: what the stories are about, if they are not all.
    """
    archive = desk.archive
    counts = {"count": len(desk.stories), "articles": len(archive)}
    lead = words("cli-stories", counts)
    if about:
        lead = words("cli-stories-about", {"about": about, "shown": len(stories)})
    output.print_line(Text(lead, "bold"))
    for story in stories:
        print_entry(story.lead, archive, output, words, also=desk.stories.others(story.lead))
    print_as_of(archive.newest, archive, output, words)


def print_story(view: StoryView, archive: Archive, output: TerminalOutput, words: Translator) -> None:
    """Print a story side by side: its reports, oldest first, then stories near it."""
    output.print_line(Text(format_remark(words, view.lead), "bold"))
    print_notes(view.remarks, output, words)
    if view.reports:
        output.print_blank()
    if view.settling is not None:
        print_entry(view.settling, archive, output, words, note=words("story-settling"))
    for report in view.reports:
        print_entry(report.article, archive, output, words, note=_format_delay(report.delay, words))
        _print_own(report, output, words)
    if view.related:
        print_heading("cli-related", output, words)
        for article, outlets in view.related:
            print_entry(article, archive, output, words, note=words("story-outlets", {"count": outlets}))
    print_suggestions(view.suggestions, output, words)
    print_as_of(view.as_of, archive, output, words)


def _print_own(report: StoryReport, output: TerminalOutput, words: Translator) -> None:
    """Print what only this report has: words of its headline, and sentences."""
    for message, names in (("story-first-to-mention", report.names.first), ("story-names", report.names.only)):
        if names:
            line = words(message, {"names": ", ".join(clean_line(name) for name in names)})
            output.print_line(Text(line, "dim"), indent=4, hang=2)
    if report.unique_quotes:
        output.print_line(Text(words("story-own"), "dim"), indent=4)
    for quote in report.unique_quotes:
        text = Text(clean_line(mark_cut(quote)))
        output.print_line(words("cli-quote-open"), text, words("cli-quote-close"), indent=6, hang=1)


def _format_delay(after: timedelta | None, words: Translator) -> str:
    """Say how long after the first report this one appeared; empty if that is not known."""
    if after is None:
        return ""
    minutes = int(after.total_seconds()) // 60
    if minutes < 1:
        return words("story-at-once")
    if minutes < 90:  # noqa: PLR2004 - an hour and a half
        return words("story-after-minutes", {"count": minutes})
    if minutes < 2 * 24 * 60:
        return words("story-after-hours", {"count": round(minutes / 60)})
    return words("story-after-days", {"count": round(minutes / 60 / 24)})
