"""Sets up feeds from the settings: the HTTP session, the limits, and the poller of the running bot."""

import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime

import aiohttp

from bot import __version__
from bot.feeds.fetching.fetch import Fetcher, open_session
from bot.feeds.keeping import Keep
from bot.feeds.polling import Poller
from bot.feeds.service import FeedService
from bot.feeds.store_port import FeedState, FeedStore
from bot.settings.settings import Settings
from bot.store.engine import open_engine
from bot.store.tables.feeds import StoredFeeds
from bot.store.urls import get_sqlite_file, parse_url

_log = logging.getLogger(__name__)

USER_AGENT = f"Nutgraf/{__version__} (feed reader of a Discord bot)"


def open_fetcher(settings: Settings) -> AbstractAsyncContextManager[Fetcher]:
    """Open a session that fetches feeds."""
    return open_session(USER_AGENT, resolver=aiohttp.ThreadedResolver(), allows_private=settings.feeds_allow_private)


def prepare_feeds_folder(settings: Settings) -> None:
    """Create the folder for articles from feeds if there is a list of feeds, so that it is watched from the start."""
    if settings.feeds.exists():
        try:
            settings.feeds_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.warning("FEEDS_DIR: %s can't be created (%s)", settings.feeds_dir, error.strerror)


def load_feed_states(settings: Settings) -> Mapping[str, FeedState]:
    """Return the state of every feed; empty if there is no database yet. Raises `StoreError`."""
    file = get_sqlite_file(parse_url(settings.database))
    if file is not None and not file.exists():
        return {}
    with open_feed_store(settings) as store:
        return store.load()


@contextmanager
def open_feed_store(settings: Settings) -> Generator[StoredFeeds]:
    """Open the feeds in the database. The bot may be running. Raises `StoreError`."""
    engine = open_engine(parse_url(settings.database))
    try:
        yield StoredFeeds(engine)
    finally:
        engine.dispose()


def build_feed_access(
    settings: Settings, store: FeedStore, *, clock: Callable[[], datetime]
) -> Callable[[], FeedService] | None:
    """Return what `/feed` uses; None if there is no list of feeds."""
    if not settings.feeds.exists():
        return None
    keep = Keep(settings.feeds_keep.age, settings.feeds_keep.count)
    service = FeedService(settings.feeds, store, lambda: open_fetcher(settings), clock, keep)
    return lambda: service


def build_poller(
    settings: Settings,
    store: FeedStore,
    *,
    clock: Callable[[], datetime],
    may_poll: Callable[[], bool] = lambda: True,
) -> Poller:
    """Build a poller for the list and the folder that the settings name."""
    return Poller(
        settings.feeds,
        settings.feeds_dir,
        store,
        open_fetcher=lambda: open_fetcher(settings),
        clock=clock,
        keep=Keep(settings.feeds_keep.age, settings.feeds_keep.count),
        may_poll=may_poll,
    )
