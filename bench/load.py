"""Goodput against offered load: `/ask` at 10 to 160 questions a second, and at four times the peak.

The bot and the stand-in for Discord have a processor each, if there are two. The same questions go to the bot of
another commit in turns: BENCH_BASE names it, by default the one before this. It runs with this environment's libraries.

Goodput is how many questions get an answer within Discord's three seconds. A bot that goes on working on what Discord
has given up on answers ever fewer the more it is asked.
"""

import asyncio
import json
import os
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.offered_load import Stage, offer, summarize
from bench.ratios import ROOT, Ratio
from bench.round_trip import LATENCY, write_questions
from tests.wire.process import TOKEN, run_bot
from tests.wire.standin import StandIn

RATES = (10.0, 20.0, 40.0, 80.0, 160.0)
SECONDS = 13.0
"""Seconds of a stage."""
QUESTIONS = 4_000
WARM_UP = 40
BOUND = 0.9
"""The share of a processor from which the processor counts as the bottleneck."""
KEPT, NOISE = 0.8, 0.95
"""The share of the peak that must remain at four times the peak; the share of the base's peak that counts as equal."""


class Contestant(NamedTuple):
    """A running bot, its own Discord, and the file of its monitor."""

    discord: StandIn
    monitor: Path


def run(shared: Path) -> list[Ratio]:
    """Return the ratios of the peaks and of what remains at four times the peak."""
    corpora = sorted(folder for folder in (shared / "corpora").glob("*") if folder.is_dir())
    folders = corpora or [ROOT / "seeds"]
    questions = write_questions(folders, QUESTIONS)
    rates = [float(rate) for rate in os.environ.get("BENCH_RATES", "").split(",") if rate] or RATES
    with tempfile.TemporaryDirectory() as home:
        for name in ("this", "base"):
            Path(home, f"home-{name}").mkdir()
        base = extract_base(os.environ.get("BENCH_BASE", "HEAD~1"), Path(home, "base"))
        checkouts = {"this": ROOT, **({"base": base} if base else {})}
        stages = asyncio.run(contest(checkouts, folders, questions, rates, Path(home)))
    Console().print(build_table(stages))
    return compare(stages)


def extract_base(commit: str, folder: Path) -> Path | None:
    """Extract the package `bot` of a commit into a folder and return it; None if there is no such commit."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit, "bot"], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607
    if archive.returncode:
        return None
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)  # noqa: S603, S607
    return folder


async def contest(
    checkouts: Mapping[str, Path], folders: Sequence[Path], questions: Sequence[str], rates: Sequence[float], home: Path
) -> Mapping[str, list[Stage]]:
    """Offer each load to each bot in turns, then four times its peak."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    ours, theirs = (processors[:1], processors[-1:]) if len(processors) > 1 else ([], [])
    stages: dict[str, list[Stage]] = {name: [] for name in checkouts}
    async with AsyncExitStack() as running:
        bots = {
            name: await running.enter_async_context(start_bot(checkout, folders, home / f"home-{name}", theirs))
            for name, checkout in checkouts.items()
        }
        pin_threads(os.getpid(), ours)
        running.callback(pin_threads, os.getpid(), processors)
        texts = cycle(questions)
        for bot in bots.values():
            await measure(bot, texts, WARM_UP / 4, 4.0)
        for rate in rates:
            for name, bot in bots.items():
                stages[name].append(await measure(bot, texts, rate, SECONDS))
        for name, bot in bots.items():
            stages[name].append(await measure(bot, texts, 4 * find_peak(stages[name]).answered, SECONDS))
    return stages


@asynccontextmanager
async def start_bot(
    checkout: Path, folders: Sequence[Path], home: Path, processors: Sequence[int]
) -> AsyncIterator[Contestant]:
    """Run the bot of a checkout on these processors, with the folder `home`, which exists."""
    monitor = home / "monitor"
    settings = {
        "CORPUS": ",".join(map(str, folders)),
        "LOG_LEVEL": "warning",
        "MONITOR_FILE": str(monitor),
        # Only the bot is of that checkout.
        "PYTHONPATH": f"{checkout}{os.pathsep}{ROOT}",
    }
    async with (
        StandIn.start(TOKEN) as discord,
        run_bot(discord, home, "run", environment=settings, module="bench.monitored_bot") as bot,
    ):
        await asyncio.to_thread(pin_threads, bot.process.pid, processors)
        await bot.until_ready(120)
        discord.latency = LATENCY
        yield Contestant(discord, monitor)


def pin_threads(process: int, processors: Sequence[int]) -> None:
    """Let the threads of a process, and those to come, run on these processors only; on any if there are none."""
    if processors:
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setaffinity(int(thread.name), processors)


async def measure(bot: Contestant, questions: Iterator[str], rate: float, seconds: float) -> Stage:
    """Offer one load to one bot."""
    outcomes = await offer(bot.discord, questions, rate, seconds, seed=round(rate))
    lines = await asyncio.to_thread(bot.monitor.read_text, "ascii") if bot.monitor.exists() else ""
    samples = [json.loads(line) for line in lines.splitlines()]
    return summarize(rate, outcomes, seconds, samples, time.time() - time.monotonic())


def find_peak(stages: Sequence[Stage]) -> Stage:
    """Return the stage in which most questions were answered."""
    return max(stages, key=lambda stage: stage.answered)


def compare(stages: Mapping[str, Sequence[Stage]]) -> list[Ratio]:
    """Return how much of the peak remains at four times the peak, and the seconds between two answers at the peak."""
    peak = find_peak(stages["this"][:-1])
    ratios = [
        Ratio("seconds for an answer at four times the peak", 1 / (stages["this"][-1].answered or 1e-9),
              1 / peak.answered, "the peak", goal=1.25)
    ]  # fmt: skip
    if "base" in stages:
        base = find_peak(stages["base"][:-1])
        ratios.append(
            Ratio("seconds for an answer at the peak", 1 / peak.answered, 1 / base.answered, "the base", goal=1.05)
        )
    return ratios


def build_table(stages: Mapping[str, Sequence[Stage]]) -> Table:
    """Return a table with a row for each load."""
    table = Table(title="Questions a second", title_justify="left", caption_justify="left")
    for column in (
        "bot", "offered", "answered in time", "told why not", "median, p95 (s)", "loop late, p99 (ms)", "CPU",
        "CPU for each answer (ms)",
    ):  # fmt: skip
        table.add_column(column, justify="right")
    for name, rows in stages.items():
        peak = find_peak(rows)
        for stage in rows:
            table.add_row(
                name,
                f"{stage.offered:.0f}",
                f"{stage.answered:.1f}{' peak' if stage is peak else ''}",
                f"{stage.told:.1f}",
                f"{stage.median:.2f}, {stage.p95:.2f}",
                f"{1e3 * stage.late:.0f}",
                f"{stage.processor:.0%}",
                f"{1e3 * stage.cost:.1f}",
            )
    table.caption = "\n".join(f"{name}: {describe_peak(find_peak(rows))}" for name, rows in stages.items())
    return table


def describe_peak(peak: Stage) -> str:
    """Describe the peak, and what limits it."""
    if peak.processor >= BOUND:
        return f"the peak is {peak.answered:.0f} a second; the bot's one processor bounds it"
    return (
        f"the peak is {peak.answered:.0f} a second with {peak.processor:.0%} of a processor; more is not offered, or "
        "other programs take the rest of the processor"
    )
