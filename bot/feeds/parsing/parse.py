"""Parses a feed: from its bytes to items that can become articles, with a problem for each thing lost or in doubt."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.coverage.article import Moment, Problem, Severity
from bot.coverage.dates import DateError
from bot.coverage.urls import canonicalize_url
from bot.feeds.item import FeedItem, ParsedFeed, Tombstone
from bot.feeds.parsing.addresses import choose_outlet, choose_url
from bot.feeds.parsing.document import decode_feed
from bot.feeds.parsing.excerpts import make_excerpt, read_html
from bot.feeds.parsing.feed_dates import read_date
from bot.feeds.parsing.raw_entries import NotAFeedError, RawEntry, RawFeed, read_entries

MAX_PROBLEMS = 50
"""How many problems of one document are listed; the others are counted."""

_MAX_TITLE = 500
"""Characters. A longer title is really the text of an item without a title."""


def parse_feed(data: bytes, url: str, *, now: datetime, outlet: str = "", charset: str = "") -> ParsedFeed:
    """Parse a document that came from `url`, or from a file if that is empty. No document raises an exception.

    `outlet`: the operator's name for the outlet. `charset`: what the HTTP header says.
    """
    try:
        raw = read_entries(decode_feed(data, charset), url)
    except NotAFeedError as error:
        return ParsedFeed("", "", (), (Problem(url, 0, "error", str(error)),))
    return _build_feed(raw, url, now, outlet)


def _build_feed(raw: RawFeed, url: str, now: datetime, outlet: str) -> ParsedFeed:
    problems = [Problem(url, 0, "warning", fault) for fault in raw.faults]
    identities = Counter(entry.identity for entry in raw.entries)
    items: dict[str, FeedItem] = {}
    repeated = 0
    for number, entry in enumerate(raw.entries, 1):

        def note(severity: Severity, reason: str, number: int = number) -> None:
            problems.append(Problem(url, 0, severity, f"entry {number}: {reason}"))

        title = read_html(entry.title)[:_MAX_TITLE]
        address = choose_url(entry.link, tuple(filter(None, entry.alternatives)), url or raw.link)
        if not title:
            note("warning", "it has no headline and was left out")
        elif address is None:
            reason = "its URL is not a usable http or https URL" if entry.link else "it has no URL"
            note("warning", f"{reason}, so it was left out")
        elif (key := canonicalize_url(address)) in items:
            repeated += 1
        else:
            date, fault = _read_published(entry, now)
            if fault:
                note("warning", fault)
            identity = entry.identity if identities[entry.identity] == 1 else ""
            excerpt = make_excerpt(entry.body)
            place = choose_outlet(address, url or raw.link, outlet)
            items[key] = FeedItem(title, address, date, "" if excerpt == title else excerpt, place, identity)
    if repeated:
        reason = f"{repeated:,} entries have the URL of another and were left out"
        problems.append(Problem(url, 0, "info", reason))
    if not raw.entries:
        problems.append(Problem(url, 0, "info", "it has no entries"))
    return ParsedFeed(
        read_html(raw.title)[:_MAX_TITLE],
        raw.format,
        tuple(items.values()),
        tuple(_limit(problems)),
        raw.lifetime,
        tuple(Tombstone(stone.identity, make_excerpt(stone.reason)) for stone in raw.tombstones),
    )


def _read_published(entry: RawEntry, now: datetime) -> tuple[Moment | None, str]:
    if not entry.date.strip():
        return None, ""
    try:
        return read_date(entry.date, now=now), ""
    except DateError as error:
        return None, f"its date was ignored: {error.reason}"


def _limit(problems: list[Problem]) -> Iterator[Problem]:
    yield from problems[:MAX_PROBLEMS]
    if (hidden := len(problems) - MAX_PROBLEMS) > 0:
        yield Problem(problems[0].path, 0, "warning", f"{hidden:,} more problems are not listed")
