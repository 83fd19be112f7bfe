"""How work that would block the event loop is done beside it. A leaf: whoever waits for such work is handed this."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class RunBlocking(Protocol):
    """Does work elsewhere."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """The result of `work`, or what it raises."""
        ...


async def run_in_thread(work: Callable[[], T], /) -> T:
    """On a thread of the loop's own."""
    return await asyncio.to_thread(work)
