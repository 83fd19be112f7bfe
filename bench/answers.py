"""`answer()` over 25,000 articles against `rapidfuzz.process.extract(scorer=token_set_ratio)` over their titles.

The questions are 4 to 7 words of a title, some misspelt, and long questions if the shared data has them. Both sides get
each question, one after the other, and the medians are compared.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console

from bench.archives import NOW, SIZE, enlarge, load_readings
from bench.ratios import Ratio, compute_percentile
from bench.sample_questions import sample_known_items
from bot.answers.desk.desk import open_desk
from bot.answers.pipeline import answer
from bot.coverage.archive.build import build_archive

_SHORT_QUESTIONS = 100
_LONG_QUESTIONS = 30


def run(shared: Path) -> list[Ratio]:
    """Return the ratios for short questions and for long ones."""
    console = Console()
    archive = build_archive(enlarge(load_readings(shared / "corpora"), SIZE))
    start = time.perf_counter()
    desk = open_desk(archive)
    console.print(f"{len(archive.articles)} articles; desk opened in {time.perf_counter() - start:.2f} s")
    titles = [article.title for article in archive.articles]

    def ours(question: str) -> object:
        return answer(question, desk, now=NOW)

    def baseline(question: str) -> object:
        return process.extract(question, titles, scorer=fuzz.token_set_ratio, limit=10)

    items = sample_known_items(archive.articles, _SHORT_QUESTIONS // 4, seed=3)
    short = [question for item in items for question in item.questions]
    ratios = [_compare("answer() to short questions, median", short, ours, baseline, console)]
    file = shared / "eval" / "multihop" / "questions_dev.jsonl"
    if file.is_file():
        long = [json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()[:_LONG_QUESTIONS]]
        ratios.append(_compare("answer() to long questions, median", long, ours, baseline, console))
    return ratios


def _compare(
    name: str,
    questions: Sequence[str],
    ours: Callable[[str], object],
    baseline: Callable[[str], object],
    console: Console,
) -> Ratio:
    times: tuple[list[float], list[float]] = [], []
    for question in questions:
        for work, taken in zip((ours, baseline), times, strict=True):
            start = time.perf_counter()
            work(question)
            taken.append(time.perf_counter() - start)
    console.print(f"{name}: p99 {compute_percentile(times[0], 99) * 1e3:.1f} ms")
    medians = [statistics.median(taken) for taken in times]
    return Ratio(name, medians[0], medians[1], "token_set_ratio over the titles", is_speed_up=True, goal=10)
