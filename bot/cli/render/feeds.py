"""Feeds on the terminal: the list with their states, and what one feed has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.lookup import Found
from bot.feeds.polling import is_failing
from bot.feeds.store_port import FeedState

_MARKS = {
    "error": ("✗", "BAD ", "bold red"),
    "warning": ("!", "hint", "yellow"),
    "info": ("·", "info", "dim"),
    "ok": ("✓", "ok  ", "green"),
}


_HOUR, _DAY = 60, 1_440
"""Minutes."""


def print_feeds(
    entries: Sequence[FeedEntry], states: Mapping[str, FeedState], file: Path, now: datetime, output: TerminalOutput
) -> None:
    """Print every feed with its state, and how many fail."""
    if not entries:
        output.print_line(f"There are no feeds in {file}. Add one: nutgraf feeds add URL")
        return
    for entry in entries:
        state = states.get(entry.url)
        is_bad = is_failing(state)
        has_failed = state is not None and state.failures > 0
        severity = "error" if is_bad else "warning" if has_failed else "ok"
        unicode, plain, color = _MARKS[severity]
        name = entry.outlet or (state.title if state else "") or entry.url
        output.print_line(Text(f"{output.choose_mark(unicode, plain)} ", color), Text(clean_line(name), "bold"), hang=2)
        output.print_unbroken(Text(clean_line(entry.url), "blue"), indent=2)
        output.print_line(join_parts(_describe(entry, state, now)), indent=2)
    failing = sum(is_failing(states.get(entry.url)) for entry in entries)
    output.print_blank()
    output.print_line(Text(f"Feeds: {len(entries):,}, failing: {failing:,}", "bold"))


def _describe(entry: FeedEntry, state: FeedState | None, now: datetime) -> list[str]:
    parts = [", ".join(map(clean_line, entry.topics))]
    if state is None or state.checked_at is None:
        return [*parts, "never fetched"]
    if state.location and state.location != entry.url:
        parts.append(f"moved to {clean_line(state.location)}")
    if state.failures:
        times = "once" if state.failures == 1 else f"{state.failures} times"
        parts.append(f"failed {times}: {clean_line(state.reason)}")
    else:
        parts.append(f"{state.format}, {_count_articles(state.taken)} taken")
    if state.state == "gone":
        return [*parts, "no longer fetched"]
    if state.due_at is not None:
        minutes = max(0, round((state.due_at - now).total_seconds() / 60))
        parts.append(f"fetched again in {_format_minutes(minutes)}" if minutes else "due now")
    return parts


def _count_articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _format_minutes(minutes: int) -> str:
    if minutes < 2 * _HOUR:
        return f"{minutes} min"
    return f"{round(minutes / _HOUR)} hours" if minutes < 2 * _DAY else f"{round(minutes / _DAY)} days"


def print_found(found: Found, output: TerminalOutput) -> None:
    """Print what a feed is, what would be taken of it, and what is wrong."""
    feed = found.feed
    if feed.format:
        output.print_line(Text(clean_line(feed.title) or "(no headline)", "bold"))
        output.print_unbroken(Text(clean_line(found.url), "blue"))
        output.print_line(f"{feed.format}, {_count_articles(len(feed.items))}")
    for item in feed.items:
        output.print_blank()
        output.print_line(output.link(item.title, item.url, "bold"))
        output.print_url(item.url, indent=2)
        published = item.published.iso() if item.published else "no date"
        output.print_line(join_parts([clean_line(item.outlet), published]), indent=2)
        if item.excerpt:
            output.print_line(clean_line(item.excerpt), indent=2)
    if feed.problems:
        output.print_blank()
    for problem in feed.problems:
        unicode, plain, color = _MARKS[problem.severity]
        output.print_line(Text(f"{output.choose_mark(unicode, plain)} ", color), clean_line(problem.reason), hang=2)
    for other in found.others:
        output.print_unbroken(f"Another feed of the site: {clean_line(other)}")
