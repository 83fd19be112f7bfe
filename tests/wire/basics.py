"""Building blocks of the stand-in: ids that contain their time, and waiting for a condition."""

import asyncio
import time
from collections.abc import Callable
from itertools import count

from tests.support.patience import PATIENCE

DISCORD_EPOCH = 1_420_070_400_000  # milliseconds; snowflakes count from the first second of 2015


class Snowflakes:
    """Makes ids that contain the time, as Discord's do. No two are the same."""

    def __init__(self) -> None:
        self._serial = count()

    def __call__(self) -> str:
        return str(((int(time.time() * 1000) - DISCORD_EPOCH) << 22) | (next(self._serial) & 0x3FFFFF))


class Changes:
    """Lets a test wait for a condition."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Say that something changed: those who wait check their conditions again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait until `holds()` is true. Raises `AssertionError` with `what` if that takes longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not seen within {seconds:g} s: {what}") from None
