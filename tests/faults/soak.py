"""A soak test: many servers, questions all the time, broken connections, new articles. Resource use must not grow."""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.offered_load import Outcome, offer, summarize
from bench.ratios import compute_percentile
from tests.faults import soaked_bot
from tests.faults.killing import Report, ignore
from tests.support.records import file_text
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

SERVERS = 1_200
ARTICLES = 2_000
FLOOD, FLOOD_SECONDS = 160.0, 10.0
"""Questions a second that are offered at first, to find out how many the bot can answer."""
ROUND = 10.0
"""Seconds of questions between two faults."""
WARM_UP = 1 / 3
"""The share of the time that does not count, in which memories of conversations and caches fill."""

MAX_GROWTH = 0.1
"""By how much memory may grow from the first to the last third of what counts: the allocator's ups and downs."""
MORE_OPEN, MORE_TASKS = 4, 4
"""How many more file descriptors and tasks don't count as growth: connections that are kept for a while."""
MAX_LAG = 0.05
"""Seconds by which the loop may be late, 99 of 100 times, at half of the peak."""


@dataclass(frozen=True)
class Sample:
    """What the bot held at one time; see `tests.faults.soaked_bot`."""

    time: float
    late: Sequence[float]
    tasks: int
    open_files: int
    memory: int


@dataclass(frozen=True)
class Soak:
    """The result of a soak. `samples`: of the time that counts. `calm`: those of times without a fault or questions."""

    seconds: float
    servers: int
    rate: float
    outcomes: Sequence[Outcome]
    reconnects: int
    reloads: int
    samples: Sequence[Sample]
    calm: Sequence[Sample]

    @property
    def lag(self) -> float:
        """By how many seconds the loop was late, 99 of 100 times."""
        return compute_percentile([late for sample in self.samples for late in sample.late], 99)

    def compare(self, held: str) -> tuple[float, float]:
        """Return how much of something the bot held in the first and in the last third of the calm times that count."""
        values = [getattr(sample, held) for sample in self.calm]
        share = max(1, len(values) // 3)
        return median(values[:share]), median(values[-share:])

    def find_faults(self) -> list[str]:
        """Return a sentence for each thing that grew or was late."""
        faults: list[str] = []
        for held, most in (("memory", None), ("open_files", MORE_OPEN), ("tasks", MORE_TASKS)):
            first, last = self.compare(held)
            if last > (first * (1 + MAX_GROWTH) if most is None else first + most):
                faults.append(f"{held} grew from {first:,.0f} to {last:,.0f}")
        if self.lag > MAX_LAG:
            faults.append(f"the event loop was {1e3 * self.lag:.0f} ms late, 99 of 100 times")
        if not any(outcome.is_answer for outcome in self.outcomes):
            faults.append("no question was answered")
        return faults

    def format_figures(self) -> str:
        """Format one line of figures."""
        memory, files, tasks = (self.compare(held) for held in ("memory", "open_files", "tasks"))
        return (
            f"seconds={self.seconds:.0f} servers={self.servers} rate={self.rate:.0f} asked={len(self.outcomes)} "
            f"answered={sum(outcome.is_answer for outcome in self.outcomes)} reconnects={self.reconnects} "
            f"reloads={self.reloads} memory_mb={memory[0] / 2**20:.0f}..{memory[1] / 2**20:.0f} "
            f"files={files[0]:.0f}..{files[1]:.0f} tasks={tasks[0]:.0f}..{tasks[1]:.0f} lag_p99_ms={1e3 * self.lag:.0f}"
        )


async def soak_bot(
    folder: Path,
    seconds: float,
    seed: int,
    report: Report = ignore,
    *,
    servers: int = SERVERS,
    articles: int = ARTICLES,
    rate: float = 0.0,
) -> Soak:
    """Soak a bot for some seconds. `rate`: questions a second, by default half of what the bot can answer."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    corpus, monitor = folder / "corpus", folder / "monitor"
    titles = [publish_article(corpus, number, dice) for number in range(articles)]
    settings = {"CORPUS": str(corpus), "LOG_LEVEL": "warning", "MONITOR_FILE": str(monitor)}
    async with StandIn.start(TOKEN) as discord:
        for number in range(servers):
            discord.world.add_channel(discord.world.add_guild(f"Server {number}").id)
        async with run_bot(discord, folder, "run", environment=settings, program=soaked_bot.main) as bot:
            await bot.until_ready(120)
            questions = ask_about(titles, dice)
            if not rate:
                await offer(discord, questions, 5.0, 5.0, seed)  # the first answers fill caches
                flood = await offer(discord, questions, FLOOD, FLOOD_SECONDS, seed)
                rate = max(1.0, summarize(FLOOD, flood, FLOOD_SECONDS, (), 0.0).answered / 2)
                discord.forget()
            report(f"{rate:.0f} questions a second")
            outcomes: list[Outcome] = []
            calm_times: list[tuple[float, float]] = []
            start, faults = time.time(), [0, 0]
            while time.time() < start + seconds:
                outcomes += await offer(discord, questions, rate, min(ROUND, seconds / 6), seed + len(outcomes))
                calm_from = time.time()
                await asyncio.sleep(2.0)
                calm_times.append((calm_from, time.time()))
                discord.forget()
                which = len(calm_times) % 2
                faults[which] += 1
                if which:
                    titles.append(publish_article(corpus, len(titles), dice))
                else:
                    await break_connection(discord, dice)
            reconnects, reloads = faults
    samples = [Sample(*json.loads(line)) for line in (await asyncio.to_thread(monitor.read_text, "ascii")).splitlines()]
    counted = [sample for sample in samples if sample.time >= start + WARM_UP * seconds]
    calm = [sample for sample in counted if any(first <= sample.time < last + 0.5 for first, last in calm_times)]
    return Soak(seconds, servers, rate, outcomes, reconnects, reloads, counted, calm)


async def break_connection(discord: StandIn, dice: random.Random) -> None:
    """Break the connection to the gateway, end its session, or ask the bot to connect again; wait until it has."""
    kind = dice.randrange(3)
    if kind == 0:
        discord.gateway.cut_all()
    elif kind == 1:
        await discord.gateway.invalidate()
    else:
        await discord.gateway.ask_to_reconnect()
    await discord.until_ready(60)


def ask_about(titles: Sequence[str], dice: random.Random) -> Iterator[str]:
    """Yield questions about random articles."""
    while True:
        yield f"What about {dice.choice(titles)}?"


def publish_article(folder: Path, number: int, dice: random.Random) -> str:
    """Write an article of random words, and return its title."""
    folder.mkdir(parents=True, exist_ok=True)
    title, excerpt = (" ".join(_draw_word(dice) for _ in range(count)) for count in (5, 30))
    published = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    text = file_text(
        title.capitalize(), f"https://herald.example/{number}", excerpt=f"{excerpt}.", date=published.isoformat()
    )
    (folder / f"{number:05}.txt").write_text(text)
    return title


def _draw_word(dice: random.Random) -> str:
    return "".join(dice.choice("bcdfghjklmnprstv") + dice.choice("aeiou") for _ in range(dice.choice((2, 3))))
