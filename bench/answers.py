"""`answer()` over 25,000 articles against `rapidfuzz.process.extract(scorer=token_set_ratio)` over their titles.

The questions are 4 to 7 words of a title, some misspelt, and long questions where the shared data has them. Both sides
get the same question one after the other; the medians are compared.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console

from bench.archives import NOW, SIZE, enlarged, readings
from bench.ratios import Ratio, percentile
from bench.sample_questions import known_items
from bot.answers.desk.desk import open_desk
from bot.answers.pipeline import answer
from bot.coverage.archive.build import build_archive

_SHORT = 100
_LONG = 30


def run(shared: Path) -> list[Ratio]:
    """The ratios for short questions and for long ones."""
    console = Console()
    built = build_archive(enlarged(readings(shared / "corpora"), SIZE))
    start = time.perf_counter()
    desk = open_desk(built)
    console.print(f"{len(built.articles)} articles; desk opened in {time.perf_counter() - start:.2f} s")
    titles = [article.title for article in built.articles]

    def ours(question: str) -> object:
        return answer(question, desk, now=NOW)

    def naive(question: str) -> object:
        return process.extract(question, titles, scorer=fuzz.token_set_ratio, limit=10)

    short = [asked for item in known_items(built.articles, _SHORT // 4, seed=3) for asked in item.asked]
    ratios = [_ratio("answer() to short questions, median", short, ours, naive, console)]
    questions = shared / "eval" / "multihop" / "questions_dev.jsonl"
    if questions.is_file():
        long = [json.loads(line)["question"] for line in questions.read_text("utf-8").splitlines()[:_LONG]]
        ratios.append(_ratio("answer() to long questions, median", long, ours, naive, console))
    return ratios


def _ratio(
    what: str,
    questions: Sequence[str],
    ours: Callable[[str], object],
    naive: Callable[[str], object],
    console: Console,
) -> Ratio:
    times: tuple[list[float], list[float]] = [], []
    for question in questions:
        for side, took in zip((ours, naive), times, strict=True):
            start = time.perf_counter()
            side(question)
            took.append(time.perf_counter() - start)
    console.print(f"{what}: p99 {percentile(times[0], 99) * 1e3:.1f} ms")
    medians = [statistics.median(side) for side in times]
    return Ratio(what, medians[0], medians[1], "token_set_ratio over the titles", faster=True, goal=10)
