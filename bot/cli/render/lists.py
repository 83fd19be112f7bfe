"""Lists on the terminal: the newest, a timeline, an outlet's profile, the topics and outlets."""

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from bot.answers.browse.listing import Entry, Listing, Tally
from bot.catalogue import Words
from bot.cli.console import Page, clean, joined
from bot.cli.render.answer import as_of, day, entry, heading, notes, say, suggestions
from bot.coverage.archive.archive import Archive

# What a screen or two hold; `--all` shows the rest.
MOST = 60
OF_SOURCE = 10
OF_PERIOD = 3


def show(listing: Listing, archive: Archive, page: Page, words: Words, *, whole: bool) -> None:
    """The lead, how it was limited, the list, what would work instead, as of when. `whole`: nothing is left out."""
    page.line(Text(say(words, listing.lead), "bold"))
    notes(listing.remarks, page, words)
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
    suggestions(listing.suggestions, page, words)
    as_of(listing.as_of, archive, page, words)


def _timeline(entries: Sequence[Entry], archive: Archive, page: Page, words: Words, *, whole: bool) -> None:
    whole = whole or len(entries) <= MOST
    for period, members in groupby(entries, key=lambda one: one.period):
        of_period = list(members)
        silence = of_period[0].silence
        if silence is not None:
            page.gap()
            said = words(f"listing-silence-{silence.unit}", {"count": silence.count})
            page.line(Text(f"{page.mark('⋯', '...')} {said}", "yellow"))
        step = of_period[0].step
        heading("cli-week" if step == "week" else "cli-period", page, words, {"period": period})
        # A day's heading dates what stands under it.
        dated = step != "day"
        shown = of_period if whole else of_period[:OF_PERIOD]
        for one in shown:
            _entry(one, archive, page, words, dated=dated)
        _more(len(of_period) - len(shown), page, words, indent=2)


def _entry(one: Entry, archive: Archive, page: Page, words: Words, *, dated: bool = True) -> None:
    alone = words("listing-alone") if one.alone else words("listing-of-busy-day") if one.busy else ""
    entry(one.article, archive, page, words, also=one.also, dated=dated, note=alone)


def _tallies(tallies: Sequence[Tally], page: Page, words: Words, *, whole: bool) -> None:
    shown = tallies if whole else tallies[:MOST]
    if not shown:
        return
    page.gap()
    digits = max(len(f"{tally.count:,}") for tally in shown)
    for tally in shown:
        site = "" if tally.key == tally.name.casefold() or "." not in tally.key else Text(clean(tally.key), "dim")
        newest = words("cli-newest", {"day": day(tally.newest, words)}) if tally.newest else ""
        parts = joined((Text(clean(tally.name), "bold"), site, Text(newest, "dim")))
        page.line(f"{tally.count:>{digits},}  ", parts, indent=2, hang=digits + 2)
    _more(len(tallies) - len(shown), page, words, indent=2)


def _more(count: int, page: Page, words: Words, *, indent: int) -> None:
    if count > 0:
        page.line(Text(words("cli-more", {"count": count}), "dim"), indent=indent)
