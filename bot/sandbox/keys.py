"""The keys that a person presses in the terminal while the sandbox runs."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Generator
from typing import Final

from bot.sandbox.simulation import Simulation

KEYS: Final[dict[str, str]] = {
    "g": "general",
    "n": "newsroom",
    "d": "dm",
    "h": "hour",
    "t": "day",
    "r": "restart",
    "q": "quit",
}


def has_keys() -> bool:
    """Tell whether single keys can be read: standard input is a terminal, and the system can do it."""
    return sys.stdin.isatty() and os.name == "posix"


async def handle_keys(simulation: Simulation, stop: asyncio.Event) -> None:
    """Act on keys pressed in the terminal, until cancelled. Without a terminal, do nothing."""
    if not has_keys():
        await asyncio.Event().wait()
    keys: asyncio.Queue[str] = asyncio.Queue()
    with _read_keys(keys.put_nowait):
        while not stop.is_set():
            action = KEYS.get((await keys.get()).lower(), "")
            if action == "quit":
                stop.set()
            elif not await simulation.run(action):
                simulation.print_line(simulation.words("sandbox-keys"))


@contextlib.contextmanager
def _read_keys(handle: Callable[[str], None]) -> Generator[None]:
    """Call `handle` with each key as it is pressed, and restore the terminal afterwards."""
    import termios  # noqa: PLC0415 - Windows has no such modules
    import tty  # noqa: PLC0415

    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)
    loop = asyncio.get_running_loop()
    tty.setcbreak(stream)

    def read() -> None:
        if key := os.read(stream, 1).decode("ascii", "replace"):
            handle(key)
        else:
            # The terminal is gone. It would report its end again and again.
            loop.remove_reader(stream)

    loop.add_reader(stream, read)
    try:
        yield
    finally:
        loop.remove_reader(stream)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(stream, termios.TCSADRAIN, before)
