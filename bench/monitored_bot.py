"""`nutgraf`, with a note of how late its loop was and how much of a processor it took, all the while it is connected.

Started as a process of its own by `bench.digests`; WATCHED names the file that the notes go to, a JSON array a line:
the time (seconds of the epoch), by how many seconds the loop was late, seconds of processor time so far.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from bot import app
from bot.chat.client import NutgrafClient
from bot.chat.command_tree.sync import SyncState
from bot.chat.session.context import BotContext
from tests.wire.launch import redirect

STEP = 0.005


class Watched(NutgrafClient):
    """The very client that the bot has, with a watch beside it."""

    async def setup_hook(self) -> None:
        """As the bot's; the watch begins."""
        await super().setup_hook()
        self._watching = asyncio.create_task(_watch(Path(os.environ["WATCHED"])))


async def _watch(path: Path) -> None:
    notes: list[tuple[float, float, float]] = []
    while True:
        began = time.perf_counter()
        await asyncio.sleep(STEP)
        notes.append((time.time(), time.perf_counter() - began - STEP, time.process_time()))
        if len(notes) == 200:
            with path.open("a") as file:
                file.writelines(json.dumps(note) + "\n" for note in notes)
            notes.clear()


def with_watch(chat: BotContext, *, sync_state: SyncState | None) -> NutgrafClient:
    """In the place of `build_client`."""
    return Watched(chat, sync_state=sync_state)


if __name__ == "__main__":
    redirect()
    app.build_client = with_watch
    from bot.cli import main

    sys.argv[0] = "nutgraf"
    main()
