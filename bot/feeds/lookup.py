"""Looks at one feed, or at a site that has one: what `check` shows, and what is added to the list."""

import asyncio
from datetime import datetime

from msgspec import Struct

from bot.coverage.article import Problem
from bot.feeds.fetching.discovery import find_feeds
from bot.feeds.fetching.fetch import Fetcher, Response
from bot.feeds.item import ParsedFeed
from bot.feeds.parsing.parse import parse_feed

_MAX_TRIES = 3
"""How many feeds of a site are tried until one can be read."""


class Found(Struct, frozen=True):
    """The result of looking for a feed. `url`: where the feed is; that of the site or file if there is no feed.

    `others`: further feeds of the site.
    """

    url: str
    feed: ParsedFeed
    others: tuple[str, ...] = ()


async def look_up(fetcher: Fetcher, url: str, *, now: datetime, outlet: str = "") -> Found:
    """Fetch a feed once, or the first feed that a site's page names and that can be read. Never raises."""
    response = await fetcher.fetch(url, now=now)
    found = await _parse(response, url, now, outlet)
    if found.feed.format or response.outcome != "document":
        return found
    addresses = await asyncio.to_thread(find_feeds, response.data, response.url, response.charset)
    for number, address in enumerate(addresses[:_MAX_TRIES]):
        candidate = await _parse(await fetcher.fetch(address, now=now), address, now, outlet)
        if candidate.feed.format:
            return Found(candidate.url, candidate.feed, addresses[number + 1 :])
    if not addresses:
        return found
    reason = f"the site names {len(addresses)} feeds, of which none could be read"
    return Found(url, ParsedFeed("", "", (), (*found.feed.problems, Problem(url, 0, "error", reason))))


async def _parse(response: Response, url: str, now: datetime, outlet: str) -> Found:
    if response.outcome != "document":
        return Found(url, ParsedFeed("", "", (), (Problem(url, 0, "error", response.reason),)))
    place = response.moved_to or url
    feed = await asyncio.to_thread(
        parse_feed, response.data, response.url, now=now, outlet=outlet, charset=response.charset
    )
    return Found(place, feed)
