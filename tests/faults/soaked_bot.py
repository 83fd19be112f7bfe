"""`nutgraf`, with a monitor that records what it holds, for `tests.faults.soak`, which starts it as a process.

MONITOR_FILE names the file of the samples, one JSON array for each second: the time (seconds since the epoch), by how
many seconds the event loop was late at each look, the number of its tasks, of open file descriptors, and the bytes of
resident memory.
"""

import asyncio
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import connection
from bot.chat.client import NutgrafClient
from bot.chat.session.context import BotContext
from tests.wire import launch

INTERVAL = 0.01
PAGE = os.sysconf("SC_PAGE_SIZE")


class SoakedClient(NutgrafClient):
    """The bot's own client, with the monitor beside it."""

    async def setup_hook(self) -> None:
        """Set up the client, and start the monitor."""
        await super().setup_hook()
        self._monitor = asyncio.create_task(_monitor(Path(os.environ["MONITOR_FILE"])))


async def _monitor(path: Path) -> None:
    while True:
        late: list[float] = []
        end = time.perf_counter() + 1.0
        while (start := time.perf_counter()) < end:
            await asyncio.sleep(INTERVAL)
            late.append(max(0.0, time.perf_counter() - start - INTERVAL))
        write_sample(path, late, len(asyncio.all_tasks()))


def write_sample(path: Path, late: Sequence[float], tasks: int) -> None:
    """Write a sample."""
    memory = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    with path.open("a") as file:
        file.write(json.dumps((time.time(), late, tasks, open_files, memory)) + "\n")


def build_soaked_client(context: BotContext, **options: Any) -> NutgrafClient:
    """Build a monitored client, in place of `build_client`."""
    return SoakedClient(context, **options)


def main(arguments: Sequence[str]) -> None:
    """Run the command line."""
    connection.build_client = build_soaked_client
    launch.main(arguments)
