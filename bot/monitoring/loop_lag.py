"""Measures how late the event loop is: everything that the bot does on it waits that long."""

import asyncio
from collections.abc import Callable

INTERVAL = 0.25
"""Seconds between two measurements. What blocks the loop for longer can't hide between them."""


async def measure_lag(record: Callable[[float], None]) -> None:
    """Measure until cancelled, and give each lag, in seconds, to `record`."""
    monotonic = asyncio.get_running_loop().time
    while True:
        planned = monotonic() + INTERVAL
        await asyncio.sleep(INTERVAL)
        record(max(0.0, monotonic() - planned))
