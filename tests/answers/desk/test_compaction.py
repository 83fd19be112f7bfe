"""Another process rewrites the snapshot and the desk."""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bot.answers.desk.compaction import CompactionTask, build_task, compact, run_compaction
from bot.answers.desk.desk import open_stored_desk
from bot.answers.index.synonyms import parse_synonyms
from bot.coverage.corpus.compaction import lock_snapshot
from bot.coverage.corpus.corpus import find_snapshot_path, open_snapshot
from tests.support.patience import PATIENCE
from tests.support.records import NOW

PAGE = "---\ntitle: Otters return\nwebUrl: https://paper.example/1\n---\n"
SYNONYMS = parse_synonyms("same: [[river otter, otter]]")


@pytest.fixture
def task(tmp_path: Path) -> CompactionTask:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "one.md").write_text(PAGE, "utf-8")
    return build_task([articles], tmp_path / "cache", SYNONYMS, now=NOW)


def find_snapshot(task: CompactionTask) -> Path:
    path = find_snapshot_path(Path(task.cache), [Path(folder) for folder in task.folders])
    assert path is not None
    return path


@pytest.mark.outside
async def test_another_process_writes_snapshot_and_desk(task: CompactionTask):
    result = await run_compaction(task)
    assert (result.error, result.articles) == ("", 1)
    corpus = open_snapshot([Path(folder) for folder in task.folders], Path(task.cache))
    assert corpus is not None
    desk = open_stored_desk(corpus.archive, SYNONYMS, Path(task.cache))
    assert desk is not None
    assert [article.title for article in desk.archive.articles] == ["Otters return"]


def test_the_desk_is_there_before_the_snapshot(task: CompactionTask, monkeypatch: pytest.MonkeyPatch):
    replace = Path.replace

    def stop(self: Path, target: Path) -> Path:
        if target == find_snapshot(task):
            # As if the process were killed at this moment.
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        compact(task)
    assert not find_snapshot(task).exists()
    assert [path for path in Path(task.cache).iterdir() if path.name.startswith("desk-")]


def test_while_another_process_is_at_it_nothing_is_written(task: CompactionTask):
    with lock_snapshot(find_snapshot(task)):
        assert compact(task).is_busy
    assert not find_snapshot(task).exists()


def test_code_that_has_been_replaced_writes_nothing(task: CompactionTask):
    task.formats = ("older", task.formats[1])
    assert "restart" in compact(task).error
    assert not Path(task.cache).exists()


@pytest.mark.outside
def test_a_cache_that_cannot_be_written_is_told(task: CompactionTask):
    Path(task.cache).write_text("a file", "utf-8")
    assert "FileExistsError" in asyncio.run(run_compaction(task)).error


@pytest.mark.outside
def test_a_child_that_is_killed_is_told(task: CompactionTask, tmp_path: Path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nkill -9 $$\n", "utf-8")
    program.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(program))
        assert asyncio.run(run_compaction(task)).error == "ended by signal 9"


@pytest.mark.outside
@pytest.mark.parametrize("lacking", [1, 0])
def test_a_child_ends_with_its_parent(task: CompactionTask, lacking: int):
    encoded = msgspec.msgpack.encode(task)
    command = [sys.executable, "-m", "bot.answers.desk.compaction"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write((len(encoded).to_bytes(8) + encoded)[: -lacking or None])
        child.stdin.close()
        assert child.wait(PATIENCE) == 1
    assert not find_snapshot(task).exists()
