"""The same figures at 5, 1,000, 25,000 and 200,000 records, each size in its own process; with `--million`, 1,000,000.

    python -m bench scale              print the table
    python -m bench.scale --write      also write docs/performance.md
    python -m bench.scale --million    also measure 1,000,000 records; takes more than half an hour and about 10 GB

The records are the shared corpora (or generated files if there are none), enlarged by copies with other words. Beside
`answer()`, three baselines get the same questions, one after the other: `token_set_ratio` over the titles, SQLite's
FTS5, and tantivy with one field. Memory is what the process holds on top of its imports.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bench.ratios import Ratio, compute_percentile, find_shared_data
from bench.scale_report import Figures, build_tables, draw_plot, format_document

if TYPE_CHECKING:
    from bot.coverage.parsing.reader import Reading

SIZES = (5, 1_000, 25_000, 200_000)
MILLION = 1_000_000
_ITEMS = 30
_SLOW_QUESTIONS = 12
"""Questions that the slow baseline gets."""
_TYPED = ("", "t", "the", "tech", "wash", "reutres", "google clo", "xyzzy")
_DOCUMENT = Path("docs", "performance.md")


def run(shared: Path) -> list[Ratio]:
    """Print the table. Return the ratio at the largest size, and the speed-up at 25,000."""
    rows = [measure(size, shared) for size in SIZES]
    Console().print(*build_tables(rows))
    medium, large = rows[-2], rows[-1]
    return [
        Ratio(
            f"answer() at {large['records']:,}, p99",
            large["ours"][1],
            large["tantivy"][1],
            "plain tantivy, p99",
            goal=10,
        ),
        Ratio(
            f"answer() at {medium['records']:,}, median",
            medium["ours"][0],
            medium["titles"][0],
            "token_set_ratio",
            is_speed_up=True,
            goal=10,
        ),
    ]


def measure(size: int, shared: Path) -> Figures:
    """Build and measure an archive of this size, each step in its own process."""
    with tempfile.TemporaryDirectory() as scratch:
        figures: Figures = {}
        for step in ("build", "measure", "change"):
            command = [sys.executable, "-m", "bench.scale", "--step", step, str(size), scratch, str(shared)]
            completed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
            if completed.returncode:
                raise RuntimeError(completed.stderr)
            figures |= json.loads(completed.stdout or "{}")
        return figures


# The steps


def _build(size: int, scratch: Path, shared: Path) -> None:
    """Write the snapshot, the desk and the baselines' indexes; record how long the desk took."""
    from bench.baselines import write_fts5, write_tantivy  # noqa: PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.coverage.archive.archive import Archive  # noqa: PLC0415
    from bot.coverage.archive.build import build_archive  # noqa: PLC0415
    from bot.coverage.columns.table import open_table, write_table  # noqa: PLC0415
    from bot.coverage.corpus import snapshot  # noqa: PLC0415

    readings = _list_readings(size, scratch, shared)
    start = time.perf_counter()
    sections = build_archive(readings).table.sections()
    write_table(scratch / "archive.bin", snapshot.get_snapshot_format(), sections)
    archive = Archive(open_table(scratch / "archive.bin", snapshot.get_snapshot_format()))
    open_desk(archive, cache=scratch / "cache")
    (scratch / "build-seconds").write_text(str(time.perf_counter() - start))
    write_tantivy(archive, scratch / "tantivy")
    write_fts5(archive, scratch / "fts5.sqlite")


def _list_readings(size: int, scratch: Path, shared: Path) -> "list[Reading]":
    """Return as many records as asked for, each as that of a file of its own."""
    from bench.archives import enlarge, load_readings  # noqa: PLC0415
    from bench.article_files import generate_files  # noqa: PLC0415
    from bot.coverage.parsing.reader import Reading  # noqa: PLC0415

    corpora, generated = shared / "corpora", scratch / "generated"
    if not corpora.is_dir() and not generated.is_dir():
        generate_files(generated, 500)
    base = load_readings(corpora if corpora.is_dir() else generated)
    distinct = {record.url: Reading((record,), ()) for reading in base for record in reading.records if record.url}
    return enlarge(list(distinct.values()), size)[:size]


def _change(size: int, scratch: Path, shared: Path) -> Figures:
    """Write the records as article files, and measure changes of them."""
    from bench.changes import LATER, measure_changes, write_article_files  # noqa: PLC0415

    readings = _list_readings(size + LATER, scratch, shared)
    files = write_article_files(readings[:size], scratch / "articles")
    return asyncio.run(measure_changes(files, readings[size:], scratch / "articles", scratch / "changes"))


def _measure(scratch: Path, shared: Path) -> Figures:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    import bot.app  # noqa: F401, PLC0415
    from bench.archives import NOW  # noqa: PLC0415
    from bench.baselines import open_fts5, open_tantivy  # noqa: PLC0415
    from bench.sample_questions import sample_known_items  # noqa: PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.answers.pipeline import answer  # noqa: PLC0415
    from bot.coverage.archive.archive import Archive  # noqa: PLC0415
    from bot.coverage.columns.table import open_table  # noqa: PLC0415
    from bot.coverage.corpus import snapshot  # noqa: PLC0415

    before = _resident_bytes()
    start = time.perf_counter()
    archive = Archive(open_table(scratch / "archive.bin", snapshot.get_snapshot_format()))
    desk = open_desk(archive, cache=scratch / "cache")
    answer("what was reported first?", desk, now=NOW)
    opened = time.perf_counter() - start
    some = archive.articles[:: max(1, len(archive) // 2_000)]
    items = sample_known_items(some, _ITEMS, seed=5) if len(archive) > 100 else []
    questions = [question for item in items for question in item.questions]
    questions = questions or [article.title for article in archive.articles]
    file = shared / "eval" / "multihop" / "questions_dev.jsonl"
    if file.is_file():
        questions += [json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()[:40]]
    ours = _time_questions(lambda question: answer(question, desk, now=NOW), questions)
    autocomplete = _time_questions(desk.names.suggest_outlets, _TYPED * 25)
    memory = _resident_bytes() - before
    baselines = {
        "tantivy": _time_questions(open_tantivy(scratch / "tantivy"), questions),
        "fts5": _time_questions(open_fts5(scratch / "fts5.sqlite"), questions),
    }
    titles = [article.title for article in archive.articles]
    by_titles = _time_questions(
        lambda question: process.extract(question, titles, scorer=fuzz.token_set_ratio, limit=10),
        questions[:: max(1, len(questions) // _SLOW_QUESTIONS)],
    )
    return {
        "records": len(archive),
        "ours": ours,
        **baselines,
        "titles": by_titles,
        "autocomplete": autocomplete,
        "start": opened,
        "build": float((scratch / "build-seconds").read_text()),
        "memory": memory / 1e6,
        "disk": sum(file.stat().st_size for file in (scratch / "cache").rglob("*") if file.is_file()) / 2e6
        + (scratch / "archive.bin").stat().st_size / 1e6,
    }


def _time_questions(work: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile, in seconds. The first five questions are asked twice, to warm up."""
    times: list[float] = []
    for question in (*questions[:5], *questions):
        start = time.perf_counter()
        work(question)
        times.append(time.perf_counter() - start)
    kept = times[min(5, len(questions)) :]
    return statistics.median(kept), compute_percentile(kept, 99) if len(kept) > 1 else kept[0]


def _resident_bytes() -> float:
    """Return this process's resident memory in bytes."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * float(os.sysconf("SC_PAGE_SIZE"))


def main(arguments: list[str]) -> int:
    """Measure all sizes, or run one `--step` in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 records; writes docs/performance.md")
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.step:
        step, size, scratch, shared = options.step
        if step == "build":
            _build(int(size), Path(scratch), Path(shared))
        elif step == "change":
            print(json.dumps(_change(int(size), Path(scratch), Path(shared))))
        else:
            print(json.dumps(_measure(Path(scratch), Path(shared))))
        return 0
    sizes = (*SIZES, MILLION) if options.million else SIZES
    rows = [measure(size, find_shared_data(os.environ)) for size in sizes]
    Console().print(*build_tables(rows))
    if options.million or options.write:
        _DOCUMENT.write_text(format_document(rows, _describe_machine(), _DOCUMENT.read_text("utf-8")), "utf-8")
        _DOCUMENT.with_suffix(".svg").write_bytes(draw_plot(rows))
    return 0


def _describe_machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    cpu = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    name = cpu[1] if cpu else platform.processor()
    return f"{os.cpu_count()} cores ({name}), Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
