"""Digests on each kind of store: a round of the delivery, a thousand digests due at once, and the store's start-up."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from rich.console import Console

from bench.article_files import generate_files
from bench.digest_drain import Drain, build_drain_table, compare_drain, measure_drain
from bench.digest_rounds import NOON, Database, measure_rounds
from bench.ratios import ROOT, Ratio
from bot.answers.desk.desk import open_desk
from bot.coverage.corpus.loading import load_corpus
from bot.store.engine import open_engine
from bot.store.urls import parse_url
from tests.support import postgres

STARTS = 5


def run(shared: Path) -> list[Ratio]:
    """Return the ratios on each kind of store that this machine has."""
    console = Console()
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as scratch, open_databases(Path(scratch), console) as databases:
        corpora = shared / "corpora"
        folder = corpora if corpora.is_dir() else generate_files(Path(scratch, "files"), 500)
        desk = open_desk(load_corpus([folder], now=NOON).archive)
        for kind, database in databases.items():
            ratios += measure_rounds(kind, database, desk)
        drains: dict[str, Drain] = {}
        for kind, database in databases.items():
            with database() as url:
                drains[kind] = asyncio.run(measure_drain(url, folder, desk))
            ratios += compare_drain(kind, drains[kind])
        console.print(build_drain_table(drains))
        ratios += [measure_startup(kind, database, console) for kind, database in databases.items()]
    return ratios


@contextmanager
def open_databases(scratch: Path, console: Console) -> Iterator[Mapping[str, Database]]:
    """Yield functions that create databases, by kind of store: SQLite, and PostgreSQL if its programs are installed."""
    number = iter(range(1_000))

    @contextmanager
    def create_file() -> Iterator[str]:
        yield f"sqlite:///{scratch / f'{next(number)}.db'}"

    programs = postgres.find_programs(os.environ)
    if programs is None:
        console.print(f"PostgreSQL: not run; it {postgres.HOW}")
        yield {"SQLite": create_file}
        return
    with postgres.run_server(programs) as server:
        yield {"SQLite": create_file, "PostgreSQL": server.database}


def measure_startup(kind: str, database: Database, console: Console) -> Ratio:
    """Compare what the store adds to the bot's start with importing discord.py, each time in a new process."""
    samples: list[Mapping[str, float]] = []
    with database() as url:
        # Create the tables first; most starts find them there.
        open_engine(parse_url(url)).dispose()
        for _ in range(STARTS):
            completed = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", "bench.store_startup", url],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
            samples.append(json.loads(completed.stdout))
    figures = {name: median(sample[name] for sample in samples) for name in samples[0]}
    console.print(
        f"{kind} at start-up: imports {figures['imports'] * 1e3:.0f} ms and {figures['imports memory']:.1f} MB, "
        f"opening {figures['opening'] * 1e3:.0f} ms and {figures['opening memory']:.1f} MB"
    )
    ours = figures["imports"] + figures["opening"]
    return Ratio(f"the store, imported and opened, {kind}", ours, figures["library"], "importing discord.py")
