"""Lists on the terminal: the newest, a timeline, an outlet's profile, the topics and outlets."""

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

# What a screen or two hold; `--all` shows the rest.
MOST = 60
OF_SOURCE = 10
OF_PERIOD = 3


def print_listing(listing: Listing, archive: Archive, page: TerminalOutput, words: Translator, *, whole: bool) -> None:
    """The lead, how it was limited, the list, what would work instead, as of when. `whole`: nothing is left out."""
    page.line(Text(format_remark(words, listing.lead), "bold"))
    print_notes(listing.remarks, page, words)
    if listing.kind == "timeline":
        _timeline(listing.entries, archive, page, words, whole=whole)
    elif listing.kind in ("topics", "outlets"):
        _tallies(listing.tallies, page, words, whole=whole)
    else:
        most = OF_SOURCE if listing.kind == "source" and not whole else len(listing.entries)
        if listing.entries:
            page.gap()
        for one in listing.entries[:most]:
            _entry(one, archive, page, words)
        _more(len(listing.entries) - most, page, words, indent=2)
    print_suggestions(listing.suggestions, page, words)
    print_as_of(listing.as_of, archive, page, words)


def _timeline(
    entries: Sequence[ListingEntry], archive: Archive, page: TerminalOutput, words: Translator, *, whole: bool
) -> None:
    whole = whole or len(entries) <= MOST
    for period, members in groupby(entries, key=lambda one: one.period):
        of_period = list(members)
        silence = of_period[0].silence
        if silence is not None:
            page.gap()
            said = words(f"listing-silence-{silence.unit}", {"count": silence.count})
            page.line(Text(f"{page.mark('⋯', '...')} {said}", "yellow"))
        step = of_period[0].step
        print_heading("cli-week" if step == "week" else "cli-period", page, words, {"period": period})
        # A day's heading dates what stands under it.
        dated = step != "day"
        shown = of_period if whole else of_period[:OF_PERIOD]
        for one in shown:
            _entry(one, archive, page, words, dated=dated)
        _more(len(of_period) - len(shown), page, words, indent=2)


def _entry(one: ListingEntry, archive: Archive, page: TerminalOutput, words: Translator, *, dated: bool = True) -> None:
    alone = words("listing-alone") if one.alone else words("listing-of-busy-day") if one.busy else ""
    print_entry(one.article, archive, page, words, also=one.also, dated=dated, note=alone)


def _tallies(tallies: Sequence[NameCount], page: TerminalOutput, words: Translator, *, whole: bool) -> None:
    shown = tallies if whole else tallies[:MOST]
    if not shown:
        return
    page.gap()
    digits = max(len(f"{tally.count:,}") for tally in shown)
    for tally in shown:
        site = "" if tally.key == tally.name.casefold() or "." not in tally.key else Text(clean_line(tally.key), "dim")
        newest = words("cli-newest", {"day": format_day(tally.newest, words)}) if tally.newest else ""
        parts = join_parts((Text(clean_line(tally.name), "bold"), site, Text(newest, "dim")))
        page.line(f"{tally.count:>{digits},}  ", parts, indent=2, hang=digits + 2)
    _more(len(tallies) - len(shown), page, words, indent=2)


def _more(count: int, page: TerminalOutput, words: Translator, *, indent: int) -> None:
    if count > 0:
        page.line(Text(words("cli-more", {"count": count}), "dim"), indent=indent)
