"""So many at a time; the others wait in an order that those who come later can come into."""

import asyncio
import heapq
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count

Priority = tuple[int, int]
"""The lower is let in first; among equals, who came first."""

FIRST: Priority = (-1, 0)


class PriorityLimiter:
    """Places that are taken and left."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._came = count()

    @asynccontextmanager
    async def place(self, rank: Priority) -> AsyncGenerator[None]:
        """Hold a place, when there is one and nobody of a lower rank waits."""
        await self._enter(rank)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, rank: Priority) -> None:
        loop = asyncio.get_running_loop()
        called: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (rank, next(self._came), called))
        # Not at once: of those who come together the lowest ranks are let in, not those who are named first.
        loop.call_soon(self._call)
        try:
            await called
        except asyncio.CancelledError:
            # Called and cancelled at once: the place is the next one's.
            if called.done() and not called.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        self._free += 1
        self._call()

    def _call(self) -> None:
        while self._free and self._waiting:
            *_, called = heapq.heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                self._free -= 1
