"""The list of feeds is changed while the bot runs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.feeds.feed_list.configuration import FeedEntry, FeedListError, read_feed_list
from bot.feeds.service import FeedService
from bot.feeds.store_port import FeedState
from bot.store.tables.feeds import StoredFeeds
from tests.support.feed_documents import numbered
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serve_feeds() as running:
        yield running


@pytest.fixture
def service(tmp_path: Path, engine: Engine) -> FeedService:
    clock = lambda: datetime(2026, 3, 1, 12, tzinfo=UTC)  # noqa: E731
    return FeedService(tmp_path / "feeds.yaml", StoredFeeds(engine), open_fetcher, clock)


async def test_a_feed_is_added_by_the_url_of_its_site(service: FeedService, server: FeedServer) -> None:
    site = server.serve("/", '<link rel="alternate" type="application/rss+xml" href="/feed">')
    url = server.serve("/feed", numbered(1))
    await service.add(site, "Herald", ["Ports"])
    assert read_feed_list(service.file) == (FeedEntry(url, "Herald", ("Ports",)),)
    with pytest.raises(FeedListError, match="already"):
        await service.add(url, "", [])


async def test_what_is_no_feed_is_not_added(service: FeedService, server: FeedServer) -> None:
    found = await service.add(server.url("/nothing"), "", [])
    assert not found.feed.format
    assert not service.file.exists()
    with pytest.raises(FeedListError, match="no usable http or https URL"):
        await service.add("ftp://news.example.org", "", [])


async def test_feeds_are_listed_with_their_states_and_removed(service: FeedService, server: FeedServer) -> None:
    url = server.serve("/feed", numbered(1))
    await service.add(url, "Herald", [])
    state = FeedState(url=url, taken=7)
    service.store.save([state])
    assert await service.list_feeds() == [(FeedEntry(url, "Herald"), state)]
    assert await service.remove("Herald") == (FeedEntry(url, "Herald"),)
    assert await service.list_feeds() == []
    assert not service.store.load()
