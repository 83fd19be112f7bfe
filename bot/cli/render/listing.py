"""Listings on the terminal: the newest articles, a timeline, an outlet's profile, topics and outlets."""

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from bot.answers.browse.listing import Listing, ListingEntry, NameCount
from bot.catalogue import Translator
from bot.cli.console import TerminalOutput, clean_line, join_parts
from bot.cli.render.answer import (
    format_day,
    format_remark,
    print_as_of,
    print_entry,
    print_heading,
    print_notes,
    print_suggestions,
)
from bot.coverage.archive.archive import Archive

# What fits on a screen or two; `--all` shows the rest.
MAX_ENTRIES = 60
MAX_PER_OUTLET = 10
MAX_PER_PERIOD = 3


def print_listing(
    listing: Listing, archive: Archive, output: TerminalOutput, words: Translator, *, show_all: bool
) -> None:
    """Print a listing: its lead, how it is limited, its entries or counts, and suggestions."""
    output.print_line(Text(format_remark(words, listing.lead), "bold"))
    print_notes(listing.remarks, output, words)
    if listing.kind == "timeline":
        _print_timeline(listing.entries, archive, output, words, show_all=show_all)
    elif listing.kind in ("topics", "outlets"):
        _print_counts(listing.counts, output, words, show_all=show_all)
    else:
        limit = MAX_PER_OUTLET if listing.kind == "source" and not show_all else len(listing.entries)
        if listing.entries:
            output.print_blank()
        for entry in listing.entries[:limit]:
            _print_entry(entry, archive, output, words)
        _print_more(len(listing.entries) - limit, output, words)
    print_suggestions(listing.suggestions, output, words)
    print_as_of(listing.as_of, archive, output, words)


def _print_timeline(
    entries: Sequence[ListingEntry], archive: Archive, output: TerminalOutput, words: Translator, *, show_all: bool
) -> None:
    limit = None if show_all or len(entries) <= MAX_ENTRIES else MAX_PER_PERIOD
    for period, group in groupby(entries, key=lambda entry: entry.period):
        of_period = list(group)
        step, silence = of_period[0].step, of_period[0].silence
        if silence is not None:
            output.print_blank()
            text = words(f"listing-silence-{silence.unit}", {"count": silence.count})
            output.print_line(Text(f"{output.choose_mark('⋯', '...')} {text}", "yellow"))
        print_heading("cli-week" if step == "week" else "cli-period", output, words, {"period": period})
        for entry in of_period[:limit]:
            # Under a day's heading, its entries need no date.
            _print_entry(entry, archive, output, words, dated=step != "day")
        if limit is not None:
            _print_more(len(of_period) - limit, output, words)


def _print_entry(
    entry: ListingEntry, archive: Archive, output: TerminalOutput, words: Translator, *, dated: bool = True
) -> None:
    note = words("listing-alone") if entry.exclusive else words("listing-of-busy-day") if entry.busy else ""
    if entry.same_outlet:
        more = words("listing-same-outlet", {"count": entry.same_outlet})
        note = f"{note} · {more}" if note else more
    print_entry(entry.article, archive, output, words, also=entry.also, dated=dated, note=note)
    if (previous := entry.continues) is not None:
        headline = clean_line(previous.title or words("cli-untitled"))
        line = words("cli-continues", {"headline": headline, "day": format_day(previous.published, words)})
        output.print_line(Text(line, "dim"), indent=4, hang=2)


def _print_counts(counts: Sequence[NameCount], output: TerminalOutput, words: Translator, *, show_all: bool) -> None:
    shown_counts = counts if show_all else counts[:MAX_ENTRIES]
    if not shown_counts:
        return
    output.print_blank()
    digits = max(len(f"{count.count:,}") for count in shown_counts)
    for count in shown_counts:
        site = "" if count.key == count.name.casefold() or "." not in count.key else Text(clean_line(count.key), "dim")
        newest = words("cli-newest", {"day": format_day(count.newest, words)}) if count.newest else ""
        parts = join_parts((Text(clean_line(count.name), "bold"), site, Text(newest, "dim")))
        output.print_line(f"{count.count:>{digits},}  ", parts, indent=2, hang=digits + 2)
    _print_more(len(counts) - len(shown_counts), output, words)


def _print_more(count: int, output: TerminalOutput, words: Translator) -> None:
    """Say how many entries are left out, if any."""
    if count > 0:
        output.print_line(Text(words("cli-more", {"count": count}), "dim"), indent=2)
