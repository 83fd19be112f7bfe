"""Whether the store answers, and whether this process delivers. Only one probe runs at a time, however many ask."""

import asyncio
from dataclasses import dataclass

from bot.digests.store_ports.errors import StoreError
from bot.store.open_store import OpenStore

TIMEOUT = 3.0
"""Seconds that an answer may take. Prometheus waits ten for a scrape."""
FRESH_FOR = 1.0
"""Seconds for which a result is reused."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """Whether the store answers. `delivers`: whether this process holds the right to deliver digests."""

    is_reachable: bool
    delivers: bool


UNREACHABLE = StoreState(is_reachable=False, delivers=False)


class StoreProbe:
    """Asks the store at most once a second. If it does not answer, one question stays open, not one for each caller."""

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self._task: asyncio.Task[StoreState] | None = None
        self._ended_at = 0.0

    async def check(self) -> StoreState:
        """Return the state of the store, not older than a second."""
        monotonic = asyncio.get_running_loop().time
        if self._task is None or (self._task.done() and monotonic() - self._ended_at > FRESH_FOR):
            self._task = asyncio.create_task(self._ask())
        task = self._task
        await asyncio.wait((task,), timeout=TIMEOUT)
        return task.result() if task.done() and not task.cancelled() else UNREACHABLE

    async def _ask(self) -> StoreState:
        try:
            await asyncio.to_thread(self._store.ledger.runs.get_next_due)
        except StoreError:
            return UNREACHABLE
        finally:
            self._ended_at = asyncio.get_running_loop().time()
        return StoreState(is_reachable=True, delivers=self._store.locks.delivers)

    async def close(self) -> None:
        """Stop waiting for an answer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
