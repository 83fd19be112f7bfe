"""The store as the rest of the bot sees it."""

import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine

from bot.digests.store_ports import Ledger
from bot.store.arrivals import StoredArrivals
from bot.store.delivery_lock import acquire_lock
from bot.store.digests import StoredDigests
from bot.store.engine import Observe, open_engine
from bot.store.privacy import StoredPrivacy
from bot.store.runs import StoredRuns
from bot.store.urls import parse_url


def build_ledger(engine: Engine) -> Ledger:
    """Build the ledger of a database that has its tables. Each has another name under which it claims runs."""
    runs = StoredRuns(engine, owner=secrets.token_hex(8))
    return Ledger(StoredDigests(engine), runs, StoredArrivals(engine), StoredPrivacy(engine))


class OpenStore(NamedTuple):
    """A store from which this process delivers. `may_deliver`: whether it still holds the lock; blocking."""

    ledger: Ledger
    may_deliver: Callable[[], bool]


@contextmanager
def open_store(given: str, *, observe: Observe | None = None) -> Generator[OpenStore]:
    """Open the store at a URL, with the right to deliver from it. Blocking. `observe`: told of each transaction.

    Raises `StoreError`, whose text is one sentence.
    """
    url = parse_url(given)
    # Lock first: a second process, perhaps of a newer version, must not change tables that the first one uses.
    lock = acquire_lock(url)
    try:
        engine = open_engine(url, observe=observe)
        try:
            yield OpenStore(build_ledger(engine), lock.ensure_held)
        finally:
            engine.dispose()
    finally:
        lock.release()
