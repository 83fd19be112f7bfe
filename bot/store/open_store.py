"""Opens the store: its database, with the locks and notifications that processes share."""

import secrets
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import NamedTuple

from sqlalchemy import Engine

from bot.digests.store_ports.ledger import Ledger
from bot.store.engine import Observe, open_engine
from bot.store.processes.file_lock import lock_file
from bot.store.processes.identifies import take_turn
from bot.store.processes.notifications import Notifications
from bot.store.processes.process_locks import Claim, ProcessLocks
from bot.store.processes.server_locks import ServerLocks
from bot.store.tables.arrivals import StoredArrivals
from bot.store.tables.corrections import StoredCorrections
from bot.store.tables.digests import StoredDigests
from bot.store.tables.feeds import StoredFeeds
from bot.store.tables.follows import StoredFollows
from bot.store.tables.introductions import StoredIntroductions
from bot.store.tables.privacy import StoredPrivacy
from bot.store.tables.query_counts import StoredCounts
from bot.store.tables.runs import StoredRuns
from bot.store.tables.settings import StoredSettings
from bot.store.urls import get_sqlite_file, parse_url


def build_ledger(engine: Engine) -> Ledger:
    """Build the ledger of a database that has its tables. Each ledger claims runs under a name of its own."""
    owner = secrets.token_hex(8)
    return Ledger(
        StoredDigests(engine),
        StoredRuns(engine, owner),
        StoredArrivals(engine),
        StoredPrivacy(engine),
        StoredIntroductions(engine),
        StoredFollows(engine, owner),
        StoredCorrections(engine),
    )


class OpenStore(NamedTuple):
    """A store, and what processes need to share it. The last two are None if no other process can use it.

    `take_turn`: see `identifies.take_turn`.
    """

    ledger: Ledger
    locks: ProcessLocks
    feeds: StoredFeeds
    settings: StoredSettings
    counts: StoredCounts
    notifications: Notifications | None = None
    take_turn: Callable[[int], float] | None = None

    def may_deliver(self) -> bool:
        """Return whether this process may deliver from the store now. Blocking."""
        return self.locks.ensure_delivers()


@contextmanager
def open_store(address: str, claim: Claim | None = None, *, observe: Observe | None = None) -> Generator[OpenStore]:
    """Open the store at a URL. Blocking. `claim`: what this process is configured to do. `observe`: see `Observe`.

    Raises `StoreError`, whose text is one sentence, for example if another process uses the SQLite file.
    """
    url = parse_url(address)
    with ExitStack() as stack:
        notifications = None
        if (file := get_sqlite_file(url)) is None:
            locks: ProcessLocks = ServerLocks(url, claim or Claim())
            notifications = Notifications(url)
            stack.callback(notifications.close)
        else:
            # Lock first: a second process, perhaps of a newer version, must not change tables that the first one uses.
            locks = lock_file(url, file)
        stack.callback(locks.release)
        engine = open_engine(url, observe=observe)
        stack.callback(engine.dispose)
        turns = partial(take_turn, engine) if notifications is not None else None
        tables = StoredFeeds(engine), StoredSettings(engine), StoredCounts(engine)
        yield OpenStore(build_ledger(engine), locks, *tables, notifications, turns)
