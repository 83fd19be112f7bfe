"""Start-up with 25,000 files, without a cache (cold) and with one (warm); one changed file; and memory.

The files nest two articles each, as the shared corpora do. Cold start-up is also measured with nine each, as in
archives that were never thinned (26,052 real files had 236,958 nested articles).

A cold start goes from files to a desk that answers, on every core. It is compared with what `yaml.CSafeLoader` alone
takes to parse the same files on one core, divided by the number of cores, as if parsing were all the work and could be
divided without loss. Neither side includes imports. Each figure comes from its own process, and the parser runs right
before and after ours, so that both meet the same load on the machine.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from rich.console import Console

from bench.article_files import add_nested, generate_files, list_files, repeat_files
from bench.ratios import ROOT, Ratio

ROUNDS = 3
FILES = 25_000
NESTED = 9
_TITLE = re.compile(r"^title: .*$", re.MULTILINE)


def run(shared: Path) -> list[Ratio]:
    """Return the ratios over copies of the shared corpora, or over generated files if there are none."""
    console = Console()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as scratch:
        corpora = shared / "corpora"
        folder = Path(scratch, "files")
        if corpora.is_dir():
            repeat_files(corpora, folder, FILES)
        else:
            generate_files(folder, FILES)
        console.print(f"{FILES:,} files {'after the shared corpora' if corpora.is_dir() else 'generated here'}")
        figures = _measure_rounds(("parse", "cold", "parse", "warm", "changed"), folder, Path(scratch, "cache"))
        nested = add_nested(folder, Path(scratch, "nested"), NESTED)
        nested_figures = _measure_rounds(("parse", "cold", "parse"), nested, Path(scratch, "nested-cache"))
    console.print(
        f"cold {figures['cold']:.2f} s: the archive {figures['archive']:.2f} s, the desk {figures['desk']:.2f} s; "
        f"memory {figures['cold memory']:.0f} MB"
    )
    console.print(f"warm {figures['warm'] * 1e3:.0f} ms (goal 200); memory {figures['warm memory']:.0f} MB (goal 80)")
    console.print(
        f"one changed file, until an answer has it: {figures['changed'] * 1e3:.0f} ms (goal 500), of which the archive "
        f"{figures['changed archive'] * 1e3:.0f} ms; memory {figures['changed memory']:.0f} MB"
    )
    parse, compared_to = figures["parse"] / cores, f"CSafeLoader, 1 core, ÷ {cores}"
    nested_parse = nested_figures["parse"] / cores
    return [
        Ratio("files to archive, cold", figures["archive"], parse, compared_to, goal=1.3),
        Ratio("start-up, cold", figures["cold"], parse, compared_to, goal=1.3),
        Ratio(f"start-up, cold, {NESTED} nested a file", nested_figures["cold"], nested_parse, compared_to, goal=1.3),
        Ratio("start-up, warm", figures["warm"], figures["parse"], "CSafeLoader, 1 core"),
        Ratio("one changed file", figures["changed"], figures["parse"], "CSafeLoader, 1 core"),
    ]


def _measure_rounds(steps: Sequence[str], folder: Path, cache: Path) -> dict[str, float]:
    """Take the steps in turns, with a new cache in each round. Return the median of each figure."""
    _measure("parse", folder, cache)  # so that the files are in the page cache for every step
    samples: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        for step in steps:
            for name, figure in _measure(step, folder, cache.with_name(f"{cache.name}-{number}")).items():
                samples.setdefault(name, []).append(figure)
    return {name: statistics.median(figures) for name, figures in samples.items()}


def _measure(step: str, folder: Path, cache: Path) -> dict[str, float]:
    """Run a step in its own process. Return its figures, in seconds, and in megabytes on top of the imports."""
    completed = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.startup", step, str(folder), str(cache)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(completed.stdout.splitlines()[-1])


def main(step: str, folder: Path, cache: Path) -> dict[str, float]:
    """Run a step (`parse`, `cold`, `warm` or `changed`) in this process and return its figures."""
    if step == "parse":
        files = list_files(folder)
        return {"parse": time_work(lambda: parse_files(files))}
    import bot.app  # noqa: F401, PLC0415
    from bot.answers.desk.delta import open_next_desk  # noqa: PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.answers.pipeline import answer  # noqa: PLC0415
    from bot.coverage.corpus import loading  # noqa: PLC0415
    from bot.coverage.corpus.corpus import open_snapshot  # noqa: PLC0415
    from bot.coverage.workers import WorkerPool  # noqa: PLC0415
    from bot.memory import trim_memory  # noqa: PLC0415

    before, now = resident_memory(), datetime.now(UTC)
    start = time.perf_counter()
    if step == "cold":
        with WorkerPool() as pool:
            corpus = loading.load_corpus([folder], now=now, cache=cache, pool=pool)
            loaded = time.perf_counter()
            desk = open_desk(corpus.archive, cache=cache, pool=pool)
        end = time.perf_counter()
        assert len(desk.archive) > FILES / 2
        # As the bot does once it is ready.
        trim_memory()
        return {
            "cold": end - start,
            "archive": loaded - start,
            "desk": end - loaded,
            "cold memory": resident_memory() - before,
        }
    corpus = open_snapshot([folder], cache)
    assert corpus is not None
    desk = open_desk(corpus.archive, cache=cache)
    answer("what was reported first?", desk, now=now)
    if step == "warm":
        return {"warm": time.perf_counter() - start, "warm memory": resident_memory() - before}
    corpus = loading.update_snapshot(corpus, now=now, cache=cache)
    file = sorted(folder.rglob("*.md"))[FILES // 2]
    text = file.read_text("utf-8")
    file.write_text(_TITLE.sub(f'title: "Seen {time.time_ns()} at last"', text, count=1), "utf-8")
    start = time.perf_counter()
    corpus = loading.refresh_corpus(corpus, now=now, cache=cache)
    loaded = time.perf_counter()
    desk = open_next_desk(corpus.archive, desk, []) or open_desk(corpus.archive, cache=cache)
    answer("what was seen at last?", desk, now=now)
    end = time.perf_counter()
    file.write_text(text, "utf-8")
    loading.update_snapshot(corpus, now=now, cache=cache)
    return {"changed": end - start, "changed archive": loaded - start, "changed memory": resident_memory() - before}


def resident_memory() -> float:
    """Return this process's resident memory in megabytes; 0 if the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1e3


def parse_files(files: Sequence[Path]) -> None:
    """Parse the front matter of each file: the baseline. A file that is not YAML takes the time to find that out."""
    for file in files:
        text = file.read_text("utf-8", errors="replace")
        matter = text.split("\n---", 1)[0] if text.startswith("---") else text
        try:
            yaml.load(matter, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            continue


def time_work(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
