"""What importing and opening the store takes, in this process: JSON on the output. Started by `bench.digests`."""

import json
import sys
import time

from bench.startup import resident


def main(url: str) -> dict[str, float]:
    """Seconds and megabytes: of the bot's library, then of what the store adds to it."""
    began = time.perf_counter()
    import discord  # noqa: F401, PLC0415

    library, before = time.perf_counter() - began, resident()
    # What the bot has besides.
    import bot.chat.client  # noqa: F401, PLC0415

    before, began = resident(), time.perf_counter()
    from bot.store.ledger import open_store  # noqa: PLC0415

    imports, between = time.perf_counter() - began, resident()
    began = time.perf_counter()
    with open_store(url):
        return {
            "library": library,
            "imports": imports,
            "imports memory": between - before,
            "opening": time.perf_counter() - began,
            "opening memory": resident() - between,
        }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
