"""A round of 1,000 feeds against a server of this machine, and parsing beside fastfeedparser where that is installed.

The server runs in a process of its own. Prints CPU, bytes and requests of a round: the first one, with nothing new, and
with something new in one feed of a hundred.
"""

import asyncio
import importlib
import importlib.util
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.ratios import Ratio
from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.fetching.fetch import open_session
from bot.feeds.parsing.parse import parse_feed
from bot.feeds.rounds import RoundContext, RoundReport, choose_due, run_round
from bot.store.engine import open_engine
from bot.store.tables.feeds import StoredFeeds
from bot.store.urls import parse_url
from tests.support.feed_documents import numbered
from tests.support.feed_server import FixedResolver

FEEDS, ENTRIES, HOSTS = 1_000, 20, 1_000
SHORTEST_INTERVAL = 300.0
"""Seconds between two rounds of feeds that change often."""
MAX_SHARE = 0.05
"""The share of a core that a round may take if nothing is new."""


def _serve(port: "multiprocessing.Queue[int]", grown: Event) -> None:
    """Serve feeds with ETags. Once `grown` is set, one of a hundred has another entry."""

    async def respond(request: web.Request) -> web.Response:
        number = int(request.path.strip("/"))
        count = ENTRIES + (1 if grown.is_set() and number % 100 == 0 else 0)
        body = numbered(count, host=f"feed{number}.example.org").encode()
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def run() -> None:
        application = web.Application()
        application.router.add_get("/{number}", respond)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.put(runner.addresses[0][1])
        await asyncio.sleep(3_600)

    asyncio.run(run())


@contextmanager
def _run_server() -> Iterator[tuple[int, Event]]:
    context = multiprocessing.get_context("spawn")
    port, grown = context.Queue(), context.Event()
    process = context.Process(target=_serve, args=(port, grown), daemon=True)
    process.start()
    try:
        yield port.get(timeout=60), grown
    finally:
        process.terminate()
        process.join()


async def _measure_rounds(folder: Path, port: int, grown: Event) -> list[tuple[str, RoundReport, float, float]]:
    engine = open_engine(parse_url(f"sqlite:///{folder / 'nutgraf.db'}"))
    store = StoredFeeds(engine)
    entries = [FeedEntry(f"http://feed{number % HOSTS}.example.org:{port}/{number}") for number in range(FEEDS)]
    now = datetime.now(UTC)
    figures: list[tuple[str, RoundReport, float, float]] = []
    for name in ("first round", "nothing new", "1% new"):
        now += timedelta(days=1)
        if name == "1% new":
            grown.set()
        processor, wall = time.process_time(), time.perf_counter()
        async with open_session("bench", resolver=FixedResolver(), allows_private=True) as fetcher:
            context = RoundContext(fetcher, store, folder / "feeds", now, random.random, time.monotonic, asyncio.sleep)
            states = store.load()
            report = await run_round(choose_due(entries, states, now), states, context)
        figures.append((name, report, time.process_time() - processor, time.perf_counter() - wall))
    engine.dispose()
    return figures


def _time_parsing(shared: Path) -> tuple[float, float | None]:
    """Return the seconds of CPU in which we parse the shared feeds, and fastfeedparser if it is there."""
    documents = [path.read_bytes() for path in sorted((shared / "feeds").glob("*.xml"))]
    now = datetime.now(UTC)
    parse_feed(documents[0], "", now=now)
    start = time.process_time()
    for data in documents:
        parse_feed(data, "", now=now)
    ours = time.process_time() - start
    if importlib.util.find_spec("fastfeedparser") is None:
        return ours, None
    other: Any = importlib.import_module("fastfeedparser")
    start = time.process_time()
    for data in documents:
        other.parse(data)
    return ours, time.process_time() - start


def run(shared: Path) -> list[Ratio]:
    """Measure, print, and return the ratios."""
    with tempfile.TemporaryDirectory() as folder, _run_server() as (port, grown):
        figures = asyncio.run(_measure_rounds(Path(folder), port, grown))
    for name, report, processor, wall in figures:
        print(
            f"{name}: {report.asked:,} requests, {report.unchanged:,} unchanged, {report.received:,} bytes, "
            f"{report.taken + report.baseline:,} articles, {processor:.2f} s of CPU, {wall:.1f} s; "
            f"{processor / SHORTEST_INTERVAL:.2%} of a core at a round every five minutes"
        )
    ratios = [
        Ratio(f"{FEEDS:,} feeds, {name}", processor, SHORTEST_INTERVAL, "five minutes of a core", goal=MAX_SHARE)
        for name, _, processor, _ in figures[1:]
    ]
    if (shared / "feeds").is_dir():
        ours, other = _time_parsing(shared)
        print(f"parsing the shared feeds: {ours:.3f} s of CPU")
        if other is not None:
            ratios.append(Ratio("feeds: bytes to articles", ours, other, "fastfeedparser alone"))
    return ratios
