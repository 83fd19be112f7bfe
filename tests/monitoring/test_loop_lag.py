"""The lag of the event loop."""

import asyncio
import time

from bot.monitoring import loop_lag
from tests.support.patience import PATIENCE


async def test_what_blocks_the_loop_is_measured():
    lags: list[float] = []
    task = asyncio.create_task(loop_lag.measure_lag(lags.append))
    await asyncio.sleep(0)
    time.sleep(loop_lag.INTERVAL + 0.2)  # noqa: ASYNC251 - it blocks the loop on purpose
    async with asyncio.timeout(PATIENCE):
        while not lags:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    assert lags[0] > 0.1
