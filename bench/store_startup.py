"""Print, as JSON, what importing and opening the store takes in this process. `bench.digests` starts it."""

import json
import sys
import time

from bench.startup import resident_memory


def main(url: str) -> dict[str, float]:
    """Return seconds and megabytes: of importing discord.py, and of what the store adds to the bot."""
    start = time.perf_counter()
    import discord  # noqa: F401, PLC0415

    library = time.perf_counter() - start
    # Import what the bot has without the store, so that only the store's own part is measured.
    import bot.chat.client  # noqa: F401, PLC0415

    before, start = resident_memory(), time.perf_counter()
    from bot.store.open_store import open_store  # noqa: PLC0415

    imports, imported = time.perf_counter() - start, resident_memory()
    start = time.perf_counter()
    with open_store(url):
        return {
            "library": library,
            "imports": imports,
            "imports memory": imported - before,
            "opening": time.perf_counter() - start,
            "opening memory": resident_memory() - imported,
        }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
