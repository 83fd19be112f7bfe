"""A feed is read once; the URL of a site is enough."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.feeds.lookup import Found, look_up
from tests.support.feed_documents import numbered
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds

pytestmark = pytest.mark.outside

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/broken">'
PAGE += (
    '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="text/xml" href="/more">'
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serve_feeds() as running:
        yield running


async def look(url: str) -> Found:
    async with open_fetcher() as fetcher:
        return await look_up(fetcher, url, now=NOW)


async def test_a_feed_is_found(server: FeedServer) -> None:
    url = server.serve("/feed", numbered(2))
    found = await look(url)
    assert (found.url, found.feed.format, len(found.feed.items)) == (url, "RSS 2.0", 2)


async def test_a_site_s_first_feed_that_can_be_read_is_found(server: FeedServer) -> None:
    url = server.serve("/", PAGE)
    server.serve("/feed", numbered(2))
    found = await look(url)
    assert found.url == server.url("/feed")
    assert found.others == (server.url("/more"),)


async def test_a_feed_that_moved_for_good_is_named_by_its_new_url(server: FeedServer) -> None:
    url = server.serve("/old", "", status=301, headers={"Location": "/feed"})
    new = server.serve("/feed", numbered(1))
    assert (await look(url)).url == new


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("<html><body>", 200, "it is a web page, not a feed"),
        ("", 404, "the server answers 404 Not Found"),
        (PAGE, 200, "the site names 3 feeds, of which none could be read"),
    ],
)
async def test_what_is_no_feed_says_why(server: FeedServer, body: str, status: int, reason: str) -> None:
    found = await look(server.serve("/page", body, status=status))
    assert not found.feed.format
    assert found.feed.problems[-1].reason == reason
