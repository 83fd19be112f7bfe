"""What everything here is made of: ids that tell their time, and waiting until something is so."""

import asyncio
import time
from collections.abc import Callable
from itertools import count

from tests.support.patience import PATIENCE

DISCORD_EPOCH = 1_420_070_400_000  # milliseconds; a snowflake counts from the first second of 2015


class Snowflakes:
    """Ids that tell the time of their making, as Discord's do; no two are the same."""

    def __init__(self) -> None:
        self._serial = count()

    def __call__(self) -> str:
        return str(((int(time.time() * 1000) - DISCORD_EPOCH) << 22) | (next(self._serial) & 0x3FFFFF))


class Changes:
    """Lets a test wait until something is so."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def tell(self) -> None:
        """Something changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Returns when `holds()`. Raises `AssertionError` naming `what` when it does not come to be so in time."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not seen within {seconds:g} s: {what}") from None
