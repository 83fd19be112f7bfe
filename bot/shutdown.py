"""How the bot stops: at the first SIGINT or SIGTERM."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def handle_signals(stop: asyncio.Event, signals: list[int]) -> None:
    """Stop at the first SIGINT or SIGTERM. A second one has its default effect and ends the process at once."""
    loop = asyncio.get_running_loop()

    def request_stop(number: int) -> None:
        signals.append(number)
        stop.set()
        for handled in _SIGNALS:
            loop.remove_signal_handler(handled)

    for number in _SIGNALS:
        # Windows has no such handlers; there, Ctrl-C ends the bot without waiting for replies.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, request_stop, number)


async def wait_unless_stopped(task: asyncio.Task[Any], stop: asyncio.Event) -> bool:
    """Wait for `task` or `stop`. Return whether the task is done; its exception, if any, stays in it."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    return task.done()


def choose_exit_code(signals: Sequence[int]) -> int:
    """Return the exit code after these signals."""
    return 130 if signal.SIGINT in signals else 0
