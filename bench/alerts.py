"""How long an alert takes from an article's appearance in a feed: a real bot with 25,000 articles, and two servers.

The bot is a process; Discord and the feed are servers of this machine. An article appears when its feed is due, so what
is measured comes on top of the interval between two polls.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec
from aiohttp import web

from bench.article_files import generate_files
from bench.ratios import Ratio
from bot.digests.digest import Digest
from bot.digests.follow import FollowRule
from bot.feeds.polling import TICK
from bot.feeds.store_port import FeedState
from bot.store.engine import open_engine
from bot.store.tables.feeds import StoredFeeds
from bot.store.urls import parse_url
from tests.support.feed_documents import item, rss
from tests.wire.due_digests import open_ledger
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

FILES = 6_250
"""Each has four articles."""
WORDS = ("zeppelin", "platypus", "monsoon", "accordion", "lighthouse")
"""A word for each article that appears, which no other article has."""
GOAL = 10.0
"""Seconds from an article's appearance to its alert, on top of the interval."""
START = 300.0
"""Seconds that the bot may take to read the archive for the first time."""


class Measured(NamedTuple):
    """Seconds since an article appeared: until the bot asked for the feed, and until the alert was in the channel."""

    asked: float
    alerted: float


class _Feed:
    """A feed on the server of the stand-in. `asked_at`: when it was asked last."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.asked_at = 0.0

    async def serve(self, _: web.Request) -> web.Response:
        self.asked_at = time.monotonic()
        now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000"
        items = [
            item(f"A {word} is seen over the harbour", f"https://wire.example.org/{word}", pubDate=now)
            for word in ("heron", *self.words)
        ]
        return web.Response(body=rss(*items), content_type="application/rss+xml")


def run(shared: Path) -> list[Ratio]:  # noqa: ARG001 - the files are generated
    """Measure, print, and return the ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        found = asyncio.run(_measure(Path(scratch)))
    for measured in found:
        after = measured.alerted - measured.asked
        print(f"asked after {measured.asked:4.1f} s, alert after {measured.alerted:4.1f} s ({after:.1f} s later)")
    print(f"the feeds that are due are looked for every {TICK:.0f} s")
    alerted = median(measured.alerted for measured in found)
    return [Ratio("article in a feed that is due to alert, 25,000 articles", alerted, GOAL, "ten seconds", goal=1.0)]


async def _measure(folder: Path) -> list[Measured]:
    corpus, url = generate_files(folder / "files", FILES), f"sqlite:///{folder}/nutgraf.db"
    feed = _Feed()
    async with StandIn.start(TOKEN, more=lambda _: [web.get("/feed.xml", feed.serve)]) as discord:
        address = discord.environment["WIRE_API"].removesuffix("/api/v10") + "/feed.xml"
        feeds = folder / "feeds.yaml"
        feeds.write_text(f"- url: {address}\n  outlet: Northern Wire\n")
        environment = {
            "CORPUS": str(corpus),
            "DATABASE_URL": url,
            "FEEDS": str(feeds),
            "FEEDS_DIR": str(folder / "feeds"),
            "FEEDS_ALLOW_PRIVATE": "1",
            "LOG_LEVEL": "info",
        }
        home = folder / "home"
        home.mkdir()
        async with run_bot(discord, home, "run", environment=environment, is_first=True) as bot:
            await bot.until_ready(START)
            await _until(lambda: _load_state(url, address).is_started and _count_batches(url) > 0, START)
            return [await _measure_one(discord, url, address, feed, word) for word in WORDS]


async def _measure_one(discord: StandIn, url: str, address: str, feed: _Feed, word: str) -> Measured:
    """Add an article to the feed that is due, and wait for the alert of the follow of its word."""
    add_follow(url, discord, word)
    start = time.monotonic()
    feed.words.append(word)
    _make_due(url, address)
    await _until(lambda: any(word in str(message) for message in discord.world.list_bot_messages()), START)
    return Measured(feed.asked_at - start, time.monotonic() - start)


def add_follow(url: str, discord: StandIn, word: str) -> Digest:
    """Store a follow of a word for the first channel, up to date with everything that has arrived."""
    world, now = discord.world, datetime.now(UTC)
    with open_ledger(url) as ledger:
        follow = Digest(
            id=0,
            server=int(world.guild_id),
            channel=int(world.channel_id),
            creator=int(world.member.id),
            schedule="",
            zone="UTC",
            words=word,
            state="active",
            cursor=ledger.arrivals.get_last_batch(),
            since=now,
            follow=FollowRule("words"),
        )
        return ledger.digests.add(follow)


def _load_state(url: str, address: str) -> FeedState:
    engine = open_engine(parse_url(url))
    try:
        states: Mapping[str, FeedState] = StoredFeeds(engine).load()
        return states.get(address, FeedState(url=address))
    finally:
        engine.dispose()


def _make_due(url: str, address: str) -> None:
    state = _load_state(url, address)
    engine = open_engine(parse_url(url))
    try:
        StoredFeeds(engine).save([msgspec.structs.replace(state, due_at=datetime.now(UTC) - timedelta(seconds=1))])
    finally:
        engine.dispose()


def _count_batches(url: str) -> int:
    with open_ledger(url) as ledger:
        return ledger.arrivals.get_last_batch()


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - the other side is another process
            await asyncio.sleep(0.05)
