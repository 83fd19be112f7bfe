"""The stand-in as a process of its own, which outlives the bots that are tried against it.

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

from tests.support.openapi import Checker
from tests.wire.control import routes
from tests.wire.standin import StandIn


async def serve(token: str, openapi: str | None, *, unlimited: bool) -> None:
    """Runs until a signal comes or the input ends."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    ending = asyncio.create_task(_tell_end_of_input(over))
    async with StandIn.running(token, Checker.load(openapi) if openapi else None, more=routes) as standin:
        standin.forgiving = True  # a client that was killed cannot know what its limits are
        if unlimited:
            standin.buckets.off()
        else:
            standin.buckets.as_discord()
        print(json.dumps({"port": standin.port, "environment": standin.environment}), flush=True)  # noqa: T201
        await over.wait()
    ending.cancel()


async def _tell_end_of_input(over: asyncio.Event) -> None:
    kind = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
        return
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()
    over.set()


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.server", description="A stand-in for Discord.")
    parser.add_argument("--token", required=True, help="the token that it takes")
    parser.add_argument("--openapi", help="Discord's OpenAPI document, to check every request and answer against")
    parser.add_argument("--unlimited", action="store_true", help="without rate limits")
    given = parser.parse_args(arguments)
    asyncio.run(serve(given.token, given.openapi, unlimited=given.unlimited))


if __name__ == "__main__":
    main(sys.argv[1:])
