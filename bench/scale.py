"""The same figures at 5, 1,000, 25,000 and 200,000 records, each size in a process of its own; `--million`: 1,000,000.

    python -m bench scale              the table
    python -m bench.scale --write      the same, and docs/performance.md anew
    python -m bench.scale --million    the same with 1,000,000, generated; takes more than half an hour and about 10 GB

The records are the shared corpora (or files generated here where those are absent), repeated under new addresses with
words changed. Beside `answer()`: `token_set_ratio` over the titles, SQLite's FTS5, and tantivy with one combined field,
asked the same questions one after the other. Memory is what the process holds beyond its imports.
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
from typing import Any

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from bench.ratios import Ratio, percentile, shared

SIZES = (5, 1_000, 25_000, 200_000)
MILLION = 1_000_000
_ITEMS = 30
_NAIVE = 12
_TYPED = ("", "t", "the", "tech", "wash", "reutres", "google clo", "xyzzy")
_DOCUMENT = Path("docs", "performance.md")

Figures = dict[str, Any]


def run(shared_folder: Path) -> list[Ratio]:
    """Print the table; the ratios at the largest size, and the speed-up at 25,000."""
    found = [measure(size, shared_folder) for size in SIZES]
    console = Console()
    console.print(table(found))
    large, real = found[-1], found[-2]
    return [
        Ratio(
            f"answer() at {large['records']:,}, p99", large["ours"][1], large["plain"][1], "plain tantivy, p99", goal=10
        ),
        Ratio(
            f"answer() at {real['records']:,}, median",
            real["ours"][0],
            real["naive"][0],
            "token_set_ratio",
            faster=True,
            goal=10,
        ),
    ]


def measure(size: int, shared_folder: Path) -> Figures:
    """The figures of one size, taken in a process of their own."""
    with tempfile.TemporaryDirectory() as scratch:
        for step in ("make", "measure"):
            command = [sys.executable, "-m", "bench.scale", "--step", step, str(size), scratch, str(shared_folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
            if done.returncode:
                raise RuntimeError(done.stderr)
        return json.loads(done.stdout)


def table(found: Sequence[Figures]) -> Table:
    """One row for each size."""
    shown = Table(title="Performance (milliseconds: median, 99th percentile)", title_justify="left")
    for name, _ in _COLUMNS:
        shown.add_column(name, justify="right")
    for figures in found:
        shown.add_row(*(show(figures) for _, show in _COLUMNS))
    return shown


_LINES = (("ours", "answer()"), ("plain", "plain tantivy"), ("fts5", "FTS5"), ("naive", "token_set_ratio"))


def _ms(name: str) -> Callable[[Figures], str]:
    def show(figures: Figures) -> str:
        middle, worst = figures[name]
        return f"{middle * 1e3:,.1f}, {worst * 1e3:,.1f}"

    return show


_COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("records", lambda figures: f"{figures['records']:,}"),
    ("answer()", _ms("ours")),
    ("plain tantivy", _ms("plain")),
    ("FTS5", _ms("fts5")),
    ("token_set_ratio", _ms("naive")),
    ("autocomplete", _ms("autocomplete")),
    ("start, ms", lambda figures: f"{figures['opened'] * 1e3:,.0f}"),
    ("first build, s", lambda figures: f"{figures['made']:,.1f}"),
    ("update, s", lambda figures: f"{figures['changed']:,.2f}"),
    ("longest stall, ms", lambda figures: f"{figures['stall'] * 1e3:,.0f}"),
    ("memory, MB", lambda figures: f"{figures['memory']:,.0f}"),
    ("on disk, MB", lambda figures: f"{figures['disk']:,.0f}"),
)


def document(found: Sequence[Figures], machine: str) -> str:
    """`docs/performance.md`: the table, the plot's name and the machine."""
    head = " | ".join(name for name, _ in _COLUMNS)
    rows = [" | ".join(show(figures) for _, show in _COLUMNS) for figures in found]
    lines = "\n".join(f"| {row} |" for row in (head, " | ".join("---:" for _ in _COLUMNS), *rows))
    return f"""# Performance

`python -m bench.scale --write` measured this on {machine}. The records are real ones, repeated with new
URLs and with most words changed: there are fewer different articles, but as many words, headlines and outlets to
search. Where a cell has two numbers, the first is the median of the questions and the second is the 99th percentile.
All columns of a row come from one run. Machines differ and may be shared, so compare columns rather than milliseconds.

{lines}

![Milliseconds per answer, by number of records](performance.svg)

- **start**: from opening the snapshot and the cached index to the first answer, without importing the packages.
  **first build**: archive, index, names and stories, from records that are already parsed, on one core. **update**: one
  changed article, until the bot can answer from it.
- **longest stall**: the longest time that the event loop was blocked while another thread built that update.
- **memory**: resident memory after the questions, on top of what the imports take, including mapped files that were
  read.
- Each size runs in its own process. `answer()` parses the question, searches, chooses quotes and builds the reply; the
  other columns only rank articles.
"""


def plot(found: Sequence[Figures]) -> bytes:
    """The growth of `answer()` and its baselines, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    sizes = [figures["records"] for figures in found]
    for name, label in (
        ("ours", "answer()"),
        ("plain", "plain tantivy"),
        ("fts5", "FTS5"),
        ("naive", "token_set_ratio"),
    ):
        (line,) = axes.plot(sizes, [figures[name][0] * 1e3 for figures in found], marker="o", label=f"{label}, median")
        if name in ("ours", "plain"):
            worst = [figures[name][1] * 1e3 for figures in found]
            axes.plot(sizes, worst, marker=".", linestyle=":", color=line.get_color(), label=f"{label}, 99th of 100")
    axes.set(xscale="log", yscale="log", xlabel="records", ylabel="milliseconds")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    import io  # noqa: PLC0415

    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "nutgraf", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


# What a process of its own does


def _make(size: int, scratch: Path, shared_folder: Path) -> None:
    """Write the snapshot, the desk and the baselines' indexes; say how long it took."""
    from bench.archives import enlarged, readings  # noqa: PLC0415
    from bench.startup import generated  # noqa: PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.coverage.archive.archive import Archive  # noqa: PLC0415
    from bot.coverage.archive.build import build_archive  # noqa: PLC0415
    from bot.coverage.columns.table import open_table, write_table  # noqa: PLC0415
    from bot.coverage.corpus import snapshot  # noqa: PLC0415
    from bot.coverage.parsing.reader import Reading  # noqa: PLC0415

    corpora = shared_folder / "corpora"
    base = readings(corpora if corpora.is_dir() else generated(scratch / "generated", 500))
    flat = {record.url: Reading((record,), ()) for reading in base for record in reading.records if record.url}
    records = enlarged(list(flat.values()), size)[:size]
    start = time.perf_counter()
    sections = build_archive(records).table.sections()
    write_table(scratch / "archive.bin", snapshot.snapshot_format(), sections)
    archive = Archive(open_table(scratch / "archive.bin", snapshot.snapshot_format()))
    open_desk(archive, cache=scratch / "cache")
    (scratch / "made").write_text(str(time.perf_counter() - start))
    other = replace(records[-1].records[0], title="Harbour council votes to close the old bridge")
    later = build_archive([*records[:-1], Reading((other,), ())]).table.sections()
    write_table(scratch / "later.bin", snapshot.snapshot_format(), later)
    from bench.baselines import write_fts5, write_plain  # noqa: PLC0415

    write_plain(archive, scratch / "plain")
    write_fts5(archive, scratch / "fts5.sqlite")


def _measure(scratch: Path, shared_folder: Path) -> Figures:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    import bot.app  # noqa: PLC0415
    from bench.archives import NOW  # noqa: PLC0415
    from bench.baselines import read_fts5, read_plain  # noqa: PLC0415
    from bench.sample_questions import known_items  # noqa: PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.answers.pipeline import answer  # noqa: PLC0415
    from bot.coverage.archive.archive import Archive  # noqa: PLC0415
    from bot.coverage.columns.table import open_table  # noqa: PLC0415
    from bot.coverage.corpus import snapshot  # noqa: PLC0415

    del bot
    before = _resident()
    start = time.perf_counter()
    archive = Archive(open_table(scratch / "archive.bin", snapshot.snapshot_format()))
    desk = open_desk(archive, cache=scratch / "cache")
    answer("what was reported first?", desk, now=NOW)
    opened = time.perf_counter() - start
    some = archive.articles[:: max(1, len(archive) // 2_000)]
    items = known_items(some, _ITEMS, seed=5) if len(archive) > 100 else []
    questions = [asked for item in items for asked in item.asked] or [article.title for article in archive.articles]
    long = shared_folder / "eval" / "multihop" / "questions_dev.jsonl"
    if long.is_file():
        questions += [json.loads(line)["question"] for line in long.read_text("utf-8").splitlines()[:40]]
    ours = _timed(lambda question: answer(question, desk, now=NOW), questions)
    typed = _timed(desk.names.suggest_outlets, _TYPED * 25)
    memory = _resident() - before
    plain, fts5 = read_plain(scratch / "plain"), read_fts5(scratch / "fts5.sqlite")
    figures = {"plain": _timed(plain, questions), "fts5": _timed(fts5, questions)}
    titles = [article.title for article in archive.articles]
    naive = _timed(
        lambda question: process.extract(question, titles, scorer=fuzz.token_set_ratio, limit=10),
        questions[:: max(1, len(questions) // _NAIVE)],
    )
    later = Archive(open_table(scratch / "later.bin", snapshot.snapshot_format()))
    changed, stall = asyncio.run(_aside(lambda: open_desk(later, cache=scratch / "cache", previous=desk)))
    return {
        "records": len(archive),
        "ours": ours,
        **figures,
        "naive": naive,
        "autocomplete": typed,
        "opened": opened,
        "made": float((scratch / "made").read_text()),
        "changed": changed,
        "stall": stall,
        "memory": memory / 1e6,
        "disk": sum(file.stat().st_size for file in (scratch / "cache").rglob("*") if file.is_file()) / 2e6
        + (scratch / "archive.bin").stat().st_size / 1e6,
    }


async def _aside(work: Callable[[], object]) -> tuple[float, float]:
    """How long work on another thread took, and the longest that the loop did nothing else meanwhile, in seconds."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(asyncio.to_thread(work))
    began = last = loop.time()
    worst = 0.0
    while not task.done():
        await asyncio.sleep(0.002)
        worst, last = max(worst, loop.time() - last - 0.002), loop.time()
    await task
    return loop.time() - began, worst


def _timed(work: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """The median and the 99th of a hundred, in seconds; the first few questions only warm up."""
    times: list[float] = []
    for question in (*questions[:5], *questions):
        start = time.perf_counter()
        work(question)
        times.append(time.perf_counter() - start)
    kept = times[min(5, len(questions)) :]
    return statistics.median(kept), percentile(kept, 99) if len(kept) > 1 else kept[0]


def _resident() -> float:
    """Bytes of memory that this process holds."""
    with Path("/proc/self/statm").open() as said:
        return int(said.read().split()[1]) * float(os.sysconf("SC_PAGE_SIZE"))


def main(arguments: list[str]) -> int:
    """Measures, and writes where that is asked for; `--step` is what the processes of their own are called by."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 records; writes docs/performance.md")
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.step:
        step, size, scratch, folder = chosen.step
        if step == "make":
            _make(int(size), Path(scratch), Path(folder))
        else:
            print(json.dumps(_measure(Path(scratch), Path(folder))))
        return 0
    sizes = (*SIZES, MILLION) if chosen.million else SIZES
    found = [measure(size, shared(os.environ)) for size in sizes]
    Console().print(table(found))
    if chosen.million or chosen.write:
        cpu = (
            re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
            if Path("/proc/cpuinfo").exists()
            else None
        )
        name = f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.processor()}), Python {platform.python_version()}"
        _DOCUMENT.write_text(document(found, name))
        _DOCUMENT.with_suffix(".svg").write_bytes(plot(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
