"""The store as the rest of the bot knows it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine

from bot.digests.ports import Ledger
from bot.store.arrivals import StoredArrivals
from bot.store.delivery_lock import acquire_lock
from bot.store.digests import StoredDigests
from bot.store.engine import open_engine, parse_url
from bot.store.privacy import StoredPrivacy
from bot.store.runs import StoredRuns


def build_ledger(engine: Engine) -> Ledger:
    """The books in a database whose tables are there."""
    return Ledger(StoredDigests(engine), StoredRuns(engine), StoredArrivals(engine), StoredPrivacy(engine))


class OpenStore(NamedTuple):
    """A store that this process delivers from. `may_deliver`: whether it still has the right to; blocking."""

    ledger: Ledger
    may_deliver: Callable[[], bool]


@contextmanager
def open_store(given: str) -> Generator[OpenStore]:
    """The books at a URL, with the right to deliver from them. Blocking. Raises `StoreError`, one sentence."""
    url = parse_url(given)
    # The lock first: a second process, of a newer version perhaps, changes no tables under the first.
    held = acquire_lock(url)
    try:
        engine = open_engine(url)
        try:
            yield OpenStore(build_ledger(engine), held.ensure_held)
        finally:
            engine.dispose()
    finally:
        held.release()
