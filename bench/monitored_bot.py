"""`nutgraf`, with a monitor that records how late its event loop is and how much processor time it takes.

`bench.digest_drain` starts it as a process. MONITOR_FILE names the file of the samples, one JSON array a line: the time
(seconds since the epoch), by how many seconds the loop was late, and the seconds of processor time so far.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot import connection
from bot.chat.client import NutgrafClient
from bot.chat.session.context import BotContext
from tests.wire.launch import redirect

INTERVAL = 0.005
SAMPLES_AT_ONCE = 200


class MonitoredClient(NutgrafClient):
    """The bot's own client, with the monitor beside it."""

    async def setup_hook(self) -> None:
        """Set up the client, and start the monitor."""
        await super().setup_hook()
        self._monitor = asyncio.create_task(_monitor(Path(os.environ["MONITOR_FILE"])))


async def _monitor(path: Path) -> None:
    samples: list[tuple[float, float, float]] = []
    while True:
        start = time.perf_counter()
        await asyncio.sleep(INTERVAL)
        samples.append((time.time(), time.perf_counter() - start - INTERVAL, time.process_time()))
        if len(samples) == SAMPLES_AT_ONCE:
            with path.open("a") as file:
                file.writelines(json.dumps(sample) + "\n" for sample in samples)
            samples.clear()


def build_monitored_client(context: BotContext, **options: Any) -> NutgrafClient:  # noqa: ANN401 - passed on
    """Build a monitored client, in place of `build_client` of this commit or of an earlier one."""
    return MonitoredClient(context, **options)


if __name__ == "__main__":
    redirect()
    connection.build_client = build_monitored_client
    from bot.cli import main

    sys.argv[0] = "nutgraf"
    main()
