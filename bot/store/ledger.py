"""The store as the rest of the bot knows it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine

from bot.digests.ports import Books
from bot.store.arrivals import StoredArrivals
from bot.store.delivery_lock import lock
from bot.store.digests import StoredDigests
from bot.store.engine import open_engine, url_of
from bot.store.privacy import StoredPrivacy
from bot.store.runs import StoredRuns


def books_of(engine: Engine) -> Books:
    """The books in a database whose tables are there."""
    return Books(StoredDigests(engine), StoredRuns(engine), StoredArrivals(engine), StoredPrivacy(engine))


class Opened(NamedTuple):
    """A store that this process delivers from. `holds`: whether it still has the right to; blocking."""

    books: Books
    holds: Callable[[], bool]


@contextmanager
def opened(given: str) -> Generator[Opened]:
    """The books at a URL, with the right to deliver from them. Blocking. Raises `StoreError`, one sentence."""
    url = url_of(given)
    # The lock first: a second process, of a newer version perhaps, changes no tables under the first.
    held = lock(url)
    try:
        engine = open_engine(url)
        try:
            yield Opened(books_of(engine), held.holds)
        finally:
            engine.dispose()
    finally:
        held.release()
