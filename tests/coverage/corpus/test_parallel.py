"""Many files are read by a pool of processes with the same result, and without one if there can be none."""

import os
import resource
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.coverage.corpus import parallel
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from bot.coverage.parsing.reader import Reading
from bot.coverage.workers import WorkerPool
from tests.support.patience import PATIENCE
from tests.support.records import NOW, file_text, write_files
from tests.support.root import ROOT
from tests.support.work import die

MANY = 3_000


@pytest.mark.outside
def test_thousands_of_new_files_are_read_in_bounded_memory_with_progress_to_the_end(tmp_path: Path):
    folder, cache = tmp_path / "corpus", tmp_path / "cache"
    write_files(folder, 5)
    corpus = load_corpus([folder], now=NOW, cache=cache)
    write_files(folder, MANY, start=5)
    reports: list[tuple[int, int]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with WorkerPool(2) as pool:
        after = refresh_corpus(corpus, now=NOW, cache=cache, progress=lambda *done: reports.append(done), pool=pool)
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(after.archive) == MANY + 5
    assert after.archive.problems == ()
    assert reports == sorted(reports)
    assert reports[-1] == (MANY, MANY)
    # In kilobytes; a file takes some 4.
    assert growth < 8 * MANY


@pytest.mark.outside
def test_if_the_processes_die_this_process_reads_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(tmp_path / "corpus", 40)
    monkeypatch.setattr(parallel, "POOL_MINIMUM", 10)
    monkeypatch.setattr(parallel, "read_chunk", die)
    assert len(load_corpus([tmp_path / "corpus"], now=NOW).archive) == 40


@pytest.mark.outside
def test_a_pool_gives_the_same_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(tmp_path / "corpus", 40)
    (tmp_path / "corpus" / "caf\udce9.md").write_text(file_text("Odd name", "https://herald.example/odd"))
    (tmp_path / "corpus" / "broken.md").write_text("---\n[")
    here = load_corpus([tmp_path / "corpus"], now=NOW)
    monkeypatch.setattr(parallel, "POOL_MINIMUM", 10)
    reports: list[tuple[int, int]] = []
    read: list[str] = []
    original = parallel.read_with_canonical_urls

    def read_here(path: str, now: datetime) -> Reading:
        read.append(Path(path).name)
        return original(path, now)

    monkeypatch.setattr(parallel, "read_with_canonical_urls", read_here)
    with WorkerPool(2) as pool:
        pooled = load_corpus([tmp_path / "corpus"], now=NOW, progress=lambda *done: reports.append(done), pool=pool)
    assert pooled.archive.articles == here.archive.articles
    assert pooled.archive.problems == here.archive.problems
    assert reports[-1] == (42, 42)
    # A path that is not valid text can't be sent to another process.
    assert read == ["caf\udce9.md"]
    assert refresh_corpus(pooled, now=NOW) is pooled


@pytest.mark.outside
def test_without_a_pool_this_process_reads_the_files(tmp_path: Path):
    """A script without a main guard can't start worker processes."""
    write_files(tmp_path / "corpus", 350)
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from bot.coverage.corpus import loading\n"
        "from bot.coverage.workers import WorkerPool\n"
        "now = datetime(2024, 5, 20, tzinfo=UTC)\n"
        "corpus = loading.load_corpus([Path(sys.argv[1])], now=now, pool=WorkerPool(2))\n"
        "print(len(corpus.archive))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "corpus")],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip().splitlines()[-1] == "350"
