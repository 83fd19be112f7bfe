"""An `/ask` round trip over real sockets against a bare `/echo` of the same client in the same process.

The stand-in for Discord adds 40 ms to every answer, in place of a network. A round trip is from the interaction's
leaving the gateway until the bot has the answer to the request that made its reply visible. The two commands
take turns, and each question comes from somebody new, so that nobody is slowed for asking too much.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.ratios import ROOT, NotHere, Ratio, percentile
from bot.coverage.corpus.loading import load_corpus
from tests.wire.process import TOKEN, running
from tests.wire.standin import StandIn

LATENCY = 0.04
TURNS = 200
WARM_UP = 10
WORDS = 6


def run(shared: Path) -> list[Ratio]:
    """The ratios of the medians and of the 95th percentiles, over the shared corpora or, without them, the seeds."""
    corpora = sorted(each for each in (shared / "corpora").glob("*") if each.is_dir())
    folders = corpora or [ROOT / "seeds"]
    questions = asked_about(folders, TURNS + WARM_UP)
    times = asyncio.run(take_turns(folders, questions))
    asks, echoes = times["ask"][WARM_UP:], times["echo"][WARM_UP:]
    Console().print(
        f"{len(asks)} turns, {LATENCY * 1e3:.0f} ms added to every answer; over "
        f"{'the shared corpora' if corpora else 'the seeds'}; slowest /ask {max(asks) * 1e3:.0f} ms"
    )
    return [
        Ratio(f"/ask round trip, p{share}", percentile(asks, share), percentile(echoes, share), "/echo", goal=goal)
        for share, goal in ((50, None), (95, 1.3))
    ]


def asked_about(folders: Sequence[Path], count: int) -> list[str]:
    """Questions in the words of titles, no two alike where the archive is large enough."""
    articles = load_corpus(folders, now=datetime.now(UTC)).archive.articles
    if not articles:
        raise NotHere("there are no articles to ask about")
    dice = random.Random(5)
    titles = [each.title for each in articles]
    chosen = dice.sample(titles, count) if len(titles) >= count else dice.choices(titles, k=count)
    return ["What about " + " ".join(title.split()[:WORDS]) + "?" for title in chosen]


async def take_turns(folders: Sequence[Path], questions: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of each round trip, by command."""
    times: dict[str, list[float]] = {"ask": [], "echo": []}
    with tempfile.TemporaryDirectory() as home:
        settings = {"CORPUS": ",".join(map(str, folders)), "LOG_LEVEL": "warning"}
        async with (
            StandIn.running(TOKEN) as discord,
            running(discord, Path(home), "run", environment=settings, module="bench.echo_bot") as bot,
        ):
            await bot.until_ready(120)
            discord.latency = LATENCY
            for question in questions:
                for command, option in (("ask", "question"), ("echo", "said")):
                    discord.world.newcomer()
                    times[command].append(await round_trip(discord, command, {option: question}))
    return times


async def round_trip(discord: StandIn, command: str, options: dict[str, Any]) -> float:
    """Uses a command and waits for the bot to be done with it."""
    began, before = time.perf_counter(), len(discord.requests)
    asked = await discord.use(command, **options)
    await asked.reply(30)
    # The reply became visible by the bot's newest request; it is over when its answer has left.
    await discord.until(lambda: all(each.status for each in discord.requests[before:]), "an answered request")
    return time.perf_counter() - began
