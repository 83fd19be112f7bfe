"""The stand-in as a separate process, which outlives the bots that connect to it.

`python -m tests.wire.server --token … [--openapi FILE] [--unlimited]` writes one line to its output, a JSON object
with its port and the addresses that a client is to be sent to, and serves until SIGTERM or SIGINT. Where its
standard input is a pipe it ends with that, too: with whoever started it.
"""

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import Sequence
from functools import cache

from tests.support.openapi import Checker
from tests.wire.control import build_routes
from tests.wire.standin import StandIn


@cache
def load_checker(openapi: str) -> Checker:
    """Load the checker of requests. What forks this process has loaded it already."""
    return Checker.load(openapi)


async def serve(token: str, openapi: str | None, *, unlimited: bool) -> None:
    """Run until a signal comes or the input ends."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    ending = asyncio.create_task(_set_at_end_of_input(stop))
    async with StandIn.start(token, load_checker(openapi) if openapi else None, more=build_routes) as standin:
        standin.allows_excess = True  # a client that was killed can't know its limits
        if unlimited:
            standin.buckets.disable()
        else:
            standin.buckets.use_discord_limits()
        print(json.dumps({"port": standin.port, "environment": standin.environment}), flush=True)  # noqa: T201
        await stop.wait()
    ending.cancel()


async def _set_at_end_of_input(stop: asyncio.Event) -> None:
    kind = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
        return
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()
    stop.set()


def main(arguments: Sequence[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.server", description="A stand-in for Discord.")
    parser.add_argument("--token", required=True, help="the token that it accepts")
    parser.add_argument("--openapi", help="Discord's OpenAPI document, to check every request and answer against")
    parser.add_argument("--unlimited", action="store_true", help="without rate limits")
    given = parser.parse_args(arguments)
    asyncio.run(serve(given.token, given.openapi, unlimited=given.unlimited))


if __name__ == "__main__":
    main(sys.argv[1:])
