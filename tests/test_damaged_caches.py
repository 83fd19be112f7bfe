"""A cache that was damaged, before the start or while it is in use, costs time and nothing else."""

import asyncio
import json
import logging
import os
import random
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.desk import cache as desk_cache
from bot.answers.pipeline import answer
from bot.coverage.corpus import corpus as corpus_module
from bot.live_desk import live_desk as live_desk_module
from bot.live_desk.live_desk import LiveDesk
from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess, read_line, run_nutgraf, run_script

pytestmark = pytest.mark.slow

SUBJECTS = ("Otters return to the river", "Beavers build a dam", "A ferry strike ends", "Lake Orla floods a village")
QUESTION = "what about the ferry strike?"


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def write_articles(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        title = f"{SUBJECTS[number % len(SUBJECTS)]}, part {number}"
        (folder / f"{number}.md").write_text(
            f'---\ntitle: "{title}"\nexcerpt: "What {title} is about, told at length."\n'
            f"publishedDateTime: 2020-06-{1 + number % 28:02}T08:00:00Z\nwebUrl: https://paper.example/{number}\n"
            "provider:\n  name: The Paper\n  domain: paper.example\n---\n",
            "utf-8",
        )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", range(12))
    return tmp_path / "articles"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def large_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every cache as too large to be checked when it is opened."""
    monkeypatch.setattr(desk_cache, "MAX_CHECKED_ON_OPEN", 0)
    monkeypatch.setattr(corpus_module, "_CHECKED_WHEN_OPENED", 0)


def open_desk(corpus: Path, cache: Path) -> "asyncio.Future[LiveDesk]":
    return asyncio.ensure_future(LiveDesk.open([corpus], clock=now, cache=cache))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - other threads make it true
            await asyncio.sleep(0.02)


async def open_current_desk(corpus: Path, cache: Path) -> LiveDesk:
    """Open a desk and wait until no thread reads the files any more. A truncation meanwhile would end this process."""
    live_desk = await open_desk(corpus, cache)
    await until(lambda: live_desk.is_up_to_date)
    return live_desk


def describe(live_desk: LiveDesk) -> object:
    """What a desk has and what it answers."""
    desk = live_desk.current()
    found = answer(QUESTION, desk, now=now())
    return [article.title for article in desk.archive.articles], found.verdict, [quote.text for quote in found.quotes]


def list_files(cache: Path) -> Sequence[Path]:
    return sorted(file for file in cache.rglob("*") if file.is_file() and file.suffix != ".lock")


def overwrite(file: Path, content: bytes) -> None:
    """Change a file in place, as `cp` and `rsync --inplace` do."""
    with file.open("r+b") as opened:
        opened.truncate(len(content))
        opened.write(content)


def find_file(cache: Path, name: str) -> Path:
    return next(iter(sorted(cache.glob(name))))


def change_bytes(file: Path, start: int | None, new: bytes) -> None:
    """Write these bytes over those at a place, or in the middle, of a file."""
    content = bytearray(file.read_bytes())
    start = len(content) // 2 if start is None else start
    content[start : start + len(new)] = new[: len(content) - start]
    overwrite(file, bytes(content))


def damage(file: Path, chance: random.Random) -> str:
    """Damage a file at random, and say how."""
    content = bytearray(file.read_bytes())
    kind = chance.choice(("byte", "run", "zeros", "cut", "longer", "empty"))
    start = chance.randrange(len(content) or 1)
    length = chance.randrange(1, 1 + max(1, len(content) - start))
    if kind == "byte" and content:
        content[start] ^= 1 << chance.randrange(8)
    elif kind == "run":
        content[start : start + length] = chance.randbytes(min(length, len(content) - start))
    elif kind == "zeros":
        content[start : start + length] = bytes(min(length, len(content) - start))
    elif kind == "cut":
        del content[start:]
    elif kind == "longer":
        content += chance.randbytes(length)
    else:
        content.clear()
    overwrite(file, bytes(content))
    return f"{kind} at {start} of {file.name}"


@pytest.mark.usefixtures("large_cache")
@pytest.mark.parametrize("seed", range(3))
async def test_a_cache_damaged_at_random_never_keeps_the_bot_from_starting(corpus: Path, cache: Path, seed: int):
    chance = random.Random(seed)  # noqa: S311
    expected = describe(await open_current_desk(corpus, cache))
    for _ in range(10):
        files = list_files(cache)
        done = [damage(chance.choice(files), chance) for _ in range(chance.randrange(1, 4))]
        for _ in ("damaged", "mended"):
            assert describe(await open_current_desk(corpus, cache)) == expected, done


@pytest.mark.usefixtures("large_cache")
async def test_a_desk_damaged_in_any_one_section_is_built_again_and_logged(
    corpus: Path, cache: Path, caplog: pytest.LogCaptureFixture
):
    expected = describe(await open_desk(corpus, cache))
    size = len(find_file(cache, "desk-*/desk.bin").read_bytes())
    for start in range(size // 8, size, size // 32):
        change_bytes(find_file(cache, "desk-*/desk.bin"), start, b"\xff" * 16)
        with caplog.at_level(logging.INFO):
            live_desk = await open_desk(corpus, cache)
            await until(lambda live_desk=live_desk: live_desk.is_up_to_date)
        assert describe(live_desk) == expected, start
        assert any(word in caplog.text for word in ("built again", "damaged", "can't be used")), start
        caplog.clear()


@pytest.mark.usefixtures("large_cache")
async def test_damage_is_not_taken_over_into_the_next_desk(corpus: Path, cache: Path):
    await open_desk(corpus, cache)
    change_bytes(find_file(cache, "desk-*/desk.bin"), None, bytes(400))
    write_articles(corpus, range(12, 14))
    live_desk = await open_desk(corpus, cache)
    await until(lambda: live_desk.is_up_to_date)
    assert describe(live_desk) == describe(await LiveDesk.open([corpus], clock=now))


@asynccontextmanager
async def watching(live_desk: LiveDesk) -> AsyncIterator[None]:
    task = asyncio.create_task(live_desk.watch())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("name", ["corpus-*.bin", "desk-*/desk.bin", "desk-*/index/*.store", "desk-*/index/*.pos"])
async def test_a_file_that_is_overwritten_in_place_while_it_is_in_use_is_built_again(
    corpus: Path, cache: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live_desk_module, "CHECK_SECONDS", 0.05)
    live_desk = await open_desk(corpus, cache)
    expected, before = describe(live_desk), live_desk.current()
    async with watching(live_desk):
        change_bytes(find_file(cache, name), None, b"\xff" * 16)
        await until(lambda: live_desk.current() is not before)
        assert describe(live_desk) == expected
    assert describe(await open_desk(corpus, cache)) == expected


async def test_an_index_that_is_damaged_while_it_is_in_use_is_built_again_without_reading_the_articles(
    corpus: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(live_desk_module, "CHECK_SECONDS", 0.05)
    live_desk = await open_desk(corpus, cache)
    expected, before = describe(live_desk), live_desk.current()
    # Nothing could be read again.
    shutil.move(corpus, corpus.with_name("gone"))
    change_bytes(find_file(cache, "desk-*/desk.bin"), None, b"\xff" * 16)
    async with watching(live_desk):
        await until(lambda: live_desk.current() is not before)
        assert describe(live_desk) == expected
    assert "the index in the cache is damaged" in caplog.text


async def test_a_file_that_is_only_touched_stays_in_use(corpus: Path, cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live_desk_module, "CHECK_SECONDS", 0.02)
    live_desk = await open_desk(corpus, cache)
    before = live_desk.current()
    async with watching(live_desk):
        for file in list_files(cache):
            os.utime(file, (1, 1))
        await asyncio.sleep(0.5)
        assert live_desk.current() is before


async def test_a_cache_that_is_deleted_while_it_is_in_use_stays_in_use(
    corpus: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live_desk_module, "CHECK_SECONDS", 0.02)
    live_desk = await open_desk(corpus, cache)
    expected, before = describe(live_desk), live_desk.current()
    async with watching(live_desk):
        shutil.rmtree(cache)
        await asyncio.sleep(0.5)
        assert live_desk.current() is before
        assert describe(live_desk) == expected


ANSWERER_SCRIPT = """
import asyncio, sys
from pathlib import Path
from bot.coverage.columns.mapped_files import handle_bus_errors
from bot.live_desk.live_desk import LiveDesk
from bot.live_desk import live_desk as module
from tests.test_damaged_caches import describe, now, until
module.CHECK_SECONDS = 0.1

async def main():
    handle_bus_errors()
    live_desk = await LiveDesk.open([Path(sys.argv[1])], clock=now, cache=Path(sys.argv[2]))
    expected = describe(live_desk)
    task = asyncio.create_task(live_desk.watch())
    while True:
        before = live_desk.current()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        try:
            describe(live_desk)
        except Exception:
            pass
        await until(lambda: live_desk.current() is not before)
        print(describe(live_desk) == expected, flush=True)

asyncio.run(main())
"""


@pytest.mark.outside
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, a truncated mapping ends the process")
@pytest.mark.parametrize(("name", "size"), [("corpus-*.bin", 0), ("desk-*/desk.bin", 100), ("desk-*/index/*.*", 100)])
def test_a_file_that_is_truncated_in_place_does_not_end_the_process(corpus: Path, cache: Path, name: str, size: int):
    with run_script(ANSWERER_SCRIPT, str(corpus), str(cache)) as bot:
        assert bot.stdin is not None
        for _ in range(2):
            assert read_line(bot) == "ready"
            for file in cache.glob(name):
                if file.suffix not in (".json", ".lock"):
                    os.truncate(file, size)
            bot.stdin.write("\n")
            bot.stdin.flush()
            assert read_line(bot) == "True"


@pytest.mark.outside
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, a truncated mapping ends the process")
@pytest.mark.parametrize("name", ["corpus-*.bin", "desk-*/desk.bin", "desk-*/index/*.*"])
def test_a_terminal_command_reads_the_articles_again_if_its_cache_is_truncated(corpus: Path, cache: Path, name: str):
    environment = {**os.environ, "CORPUS": str(corpus), "CACHE_DIR": str(cache)}
    with ForkedProcess(run_nutgraf, ["ask", "--json"], environment=environment) as command:
        titles: list[list[str]] = []
        for _ in range(2):
            command.stdin.write(f"{QUESTION}\n")
            command.stdin.flush()
            answered = json.loads(read_line(command))
            titles.append([article["title"] for article in answered["articles"]])
            for file in cache.glob(name):
                if file.suffix not in (".json", ".lock"):
                    os.truncate(file, 100)
        command.stdin.close()
        assert "cache was damaged" in command.stderr.read()
        assert command.wait(PATIENCE) == 0
    assert titles[0] == titles[1] != []
