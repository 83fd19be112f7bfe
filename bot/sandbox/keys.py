"""The keys that a person presses in the terminal while the sandbox runs."""

import asyncio
import contextlib
import sys
from collections.abc import Callable, Generator
from typing import Final

from bot.sandbox.simulation import Simulation

HOUR, DAY = 3_600.0, 86_400.0
KEYS: Final[dict[str, str]] = {
    "g": "general",
    "n": "newsroom",
    "d": "dm",
    "h": "hour",
    "t": "day",
    "r": "restart",
    "q": "quit",
}


async def handle_keys(simulation: Simulation, stop: asyncio.Event) -> None:
    """Act on keys pressed in the terminal, until cancelled. Without a terminal, do nothing."""
    keys: asyncio.Queue[str] = asyncio.Queue()
    with _read_keys(keys.put_nowait) as is_terminal:
        if not is_terminal:
            await asyncio.Event().wait()
        while not stop.is_set():
            match KEYS.get((await keys.get()).lower()):
                case "general" | "newsroom" | "dm" as view:
                    await simulation.show(view)
                case "hour":
                    await simulation.advance(HOUR)
                case "day":
                    await simulation.advance(DAY)
                case "restart":
                    await simulation.restart()
                case "quit":
                    stop.set()
                case _:
                    simulation.print_line(simulation.words("sandbox-keys"))


@contextlib.contextmanager
def _read_keys(handle: Callable[[str], None]) -> Generator[bool]:
    """Call `handle` with each key as it is pressed, and restore the terminal afterwards.

    Yield whether standard input is a terminal.
    """
    try:
        import termios  # noqa: PLC0415
        import tty  # noqa: PLC0415
    except ImportError:  # Windows
        yield False
        return
    if not sys.stdin.isatty():
        yield False
        return
    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)
    loop = asyncio.get_running_loop()
    tty.setcbreak(stream)
    loop.add_reader(stream, lambda: handle(sys.stdin.read(1)))
    try:
        yield True
    finally:
        loop.remove_reader(stream)
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
