"""A limit on how many tasks run at a time, with waiting tasks ordered by priority."""

import asyncio
import heapq
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count

Priority = tuple[int, int]
"""The lowest value goes first. Equal values go in the order of arrival."""

FIRST: Priority = (-1, 0)


class PriorityLimiter:
    """A semaphore that admits waiting tasks by priority."""

    def __init__(self, capacity: int) -> None:
        self._free = capacity
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._arrivals = count()

    @asynccontextmanager
    async def acquire(self, priority: Priority) -> AsyncGenerator[None]:
        """Wait until there is room and nobody with a lower priority value waits, then hold a slot for the block."""
        await self._enter(priority)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, priority: Priority) -> None:
        loop = asyncio.get_running_loop()
        admitted: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (priority, next(self._arrivals), admitted))
        # Don't admit at once: if tasks arrive together, priority decides, not the order in which they called.
        loop.call_soon(self._admit)
        try:
            await admitted
        except asyncio.CancelledError:
            # The task was admitted and cancelled at the same time, so its slot goes to the next one.
            if admitted.done() and not admitted.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        self._free += 1
        self._admit()

    def _admit(self) -> None:
        while self._free and self._waiting:
            *_, admitted = heapq.heappop(self._waiting)
            if not admitted.done():
                admitted.set_result(None)
                self._free -= 1
