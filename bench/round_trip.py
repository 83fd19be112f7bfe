"""The round trip of `/ask` over real sockets, against a bare `/echo` of the same client in the same process.

The stand-in for Discord adds 40 ms to every response, in place of a network. A round trip begins when the interaction
leaves the gateway and ends when the bot has the response to the request that showed its reply. The two commands take
turns, and each question comes from a new person, so that no rate limit slows them down.
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

from bench.ratios import ROOT, DataMissingError, Ratio, compute_percentile
from bot.coverage.corpus.loading import load_corpus
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

LATENCY = 0.04
TURNS = 200
WARM_UP = 10
WORDS = 6


def run(shared: Path) -> list[Ratio]:
    """Return the ratios of the medians and the 95th percentiles, over the shared corpora or else the seeds."""
    corpora = sorted(folder for folder in (shared / "corpora").glob("*") if folder.is_dir())
    folders = corpora or [ROOT / "seeds"]
    questions = write_questions(folders, TURNS + WARM_UP)
    times = asyncio.run(take_turns(folders, questions))
    asks, echoes = times["ask"][WARM_UP:], times["echo"][WARM_UP:]
    Console().print(
        f"{len(asks)} turns, {LATENCY * 1e3:.0f} ms added to every response; over "
        f"{'the shared corpora' if corpora else 'the seeds'}; slowest /ask {max(asks) * 1e3:.0f} ms"
    )
    return [
        Ratio(
            f"/ask round trip, p{percent}",
            compute_percentile(asks, percent),
            compute_percentile(echoes, percent),
            "/echo",
            goal=goal,
        )
        for percent, goal in ((50, None), (95, 1.3))
    ]


def write_questions(folders: Sequence[Path], count: int) -> list[str]:
    """Return questions made of titles; all different if the archive is large enough."""
    articles = load_corpus(folders, now=datetime.now(UTC)).archive.articles
    if not articles:
        raise DataMissingError("there are no articles to ask about")
    rng = random.Random(5)
    titles = [article.title for article in articles]
    chosen = rng.sample(titles, count) if len(titles) >= count else rng.choices(titles, k=count)
    return ["What about " + " ".join(title.split()[:WORDS]) + "?" for title in chosen]


async def take_turns(folders: Sequence[Path], questions: Sequence[str]) -> dict[str, list[float]]:
    """Ask every question with both commands. Return the seconds of each round trip, by command."""
    times: dict[str, list[float]] = {"ask": [], "echo": []}
    with tempfile.TemporaryDirectory() as home:
        settings = {"CORPUS": ",".join(map(str, folders)), "LOG_LEVEL": "warning"}
        async with (
            StandIn.start(TOKEN) as discord,
            run_bot(discord, Path(home), "run", environment=settings, module="bench.echo_bot") as bot,
        ):
            await bot.until_ready(120)
            discord.latency = LATENCY
            for question in questions:
                for command, option in (("ask", "question"), ("echo", "text")):
                    discord.world.replace_member()
                    times[command].append(await time_round_trip(discord, command, {option: question}))
    return times


async def time_round_trip(discord: StandIn, command: str, options: dict[str, Any]) -> float:
    """Use a command and wait until the bot is done with it. Return the seconds."""
    start, before = time.perf_counter(), len(discord.requests)
    interaction = await discord.use(command, **options)
    await interaction.reply(30)
    # The bot's newest request showed the reply; the round trip is over when the response to it has been sent.
    await discord.until(lambda: all(request.status for request in discord.requests[before:]), "an answered request")
    return time.perf_counter() - start
