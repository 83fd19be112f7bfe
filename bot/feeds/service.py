"""The list of feeds, for those who change it while the bot runs."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from msgspec import structs

from bot.feeds.feed_list.configuration import (
    FeedEntry,
    add_to_feed_list,
    build_feed_entry,
    read_feed_list,
    remove_from_feed_list,
)
from bot.feeds.fetching.fetch import Fetcher
from bot.feeds.keeping import Keep
from bot.feeds.lookup import Found, look_up
from bot.feeds.store_port import FeedState, FeedStore


@dataclass(frozen=True, slots=True)
class FeedService:
    """The feeds of one list. The methods work on threads, and raise `FeedListError` and what the store raises."""

    file: Path
    store: FeedStore
    open_fetcher: Callable[[], AbstractAsyncContextManager[Fetcher]]
    clock: Callable[[], datetime]
    keep: Keep = field(default_factory=Keep)

    async def check(self, url: str, outlet: str = "") -> Found:
        """Look at a feed or site once."""
        entry = build_feed_entry({"url": url, "outlet": outlet})
        async with self.open_fetcher() as fetcher:
            return await look_up(fetcher, entry.url, now=self.clock(), outlet=entry.outlet)

    async def add(self, url: str, outlet: str, topics: Sequence[str]) -> Found:
        """Look at a feed or site, and add its feed, if any, to the list."""
        entry = build_feed_entry({"url": url, "outlet": outlet, "topics": list(topics)})
        found = await self.check(url, outlet)
        if found.feed.format:
            await asyncio.to_thread(add_to_feed_list, self.file, structs.replace(entry, url=found.url))
        return found

    async def remove(self, url: str) -> Sequence[FeedEntry]:
        """Remove a feed, by its URL or outlet, and forget its state. Returns what was removed."""

        def work() -> Sequence[FeedEntry]:
            removed = remove_from_feed_list(self.file, url.strip())
            for entry in removed:
                self.store.remove(entry.url)
            return removed

        return await asyncio.to_thread(work)

    async def list_feeds(self) -> Sequence[tuple[FeedEntry, FeedState | None]]:
        """List the feeds, each with its state if it was ever fetched."""

        def work() -> Sequence[tuple[FeedEntry, FeedState | None]]:
            states = self.store.load()
            return [(entry, states.get(entry.url)) for entry in read_feed_list(self.file)]

        return await asyncio.to_thread(work)
