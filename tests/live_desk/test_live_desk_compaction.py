"""The live desk has another process rewrite its cache, and continues from that."""

import asyncio
import sys
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.coverage.corpus import updating
from bot.live_desk import compaction
from bot.live_desk.compaction import MAX_AGE
from bot.live_desk.live_desk import LiveDesk
from tests.support import compactions
from tests.support.patience import PATIENCE


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


class Paper:
    """A folder of articles, and the live desk of it."""

    def __init__(self, scratch: Path) -> None:
        self.folder, self.cache = scratch / "articles", scratch / "cache"
        self.folder.mkdir()
        self.write("Otters return")

    def write(self, *titles: str) -> list[str]:
        paths = [self.folder / f"{title.split()[0]}.md" for title in titles]
        for path, title in zip(paths, titles, strict=True):
            path.write_text(f"---\ntitle: {title}\nwebUrl: https://paper.example/{path.stem}\n---\n", "utf-8")
        return [str(path) for path in paths]

    async def open(self) -> LiveDesk:
        return await LiveDesk.open([self.folder], clock=now, cache=self.cache, least_files=1)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is a fork."""
    monkeypatch.setattr(compaction, "run_compaction", compactions.run_compaction)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process can be started."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))


def titles(live_desk: LiveDesk) -> set[str]:
    return {article.title for article in live_desk.current().archive.articles}


def is_overlay(live_desk: LiveDesk) -> bool:
    desk = live_desk.current()
    return desk.table.overlay is not None or desk.archive.table.overlay is not None


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - other threads make it true
            await asyncio.sleep(0.02)


@pytest.mark.outside
async def test_the_desk_goes_on_from_the_cache_that_was_written_anew(paper: Paper):
    live_desk = await paper.open()
    await live_desk.refresh(paper.write("Beavers build"))
    assert is_overlay(live_desk)
    await live_desk.compact()
    assert not is_overlay(live_desk)
    assert titles(live_desk) == {"Otters return", "Beavers build"}
    await live_desk.refresh(paper.write("Herons nest", "Otters leave"))
    assert titles(live_desk) == {"Otters leave", "Beavers build", "Herons nest"}
    assert (live_desk.schedule.runs, live_desk.schedule.error) == (1, "")


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_what_a_compaction_replaces_is_freed_off_the_event_loop(paper: Paper):
    live_desk = await paper.open()
    await live_desk.refresh(paper.write("Ferries stop"))
    threads: list[int] = []
    desk = live_desk.current()
    for part in (desk.archive, desk.index, desk.stories):
        weakref.finalize(part, lambda: threads.append(threading.get_ident()))
    del desk, part
    await live_desk.compact()
    # The thread that frees them may still be at it.
    await until(lambda: len(threads) == 3)
    assert threading.get_ident() not in threads


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_a_change_during_a_compaction_is_not_lost(paper: Paper):
    live_desk = await paper.open()
    await live_desk.refresh(paper.write("Beavers build"))
    compacting = asyncio.create_task(live_desk.compact())
    await asyncio.sleep(0)
    await live_desk.refresh(paper.write("Herons nest"))
    assert "Herons nest" in titles(live_desk)
    await compacting
    assert titles(live_desk) == {"Otters return", "Beavers build", "Herons nest"}


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_what_another_process_has_written_is_used(paper: Paper, monkeypatch: pytest.MonkeyPatch):
    first = await paper.open()
    second = await paper.open()
    for live_desk in (first, second):
        await live_desk.refresh(paper.write("Beavers build"))
    await first.compact()
    monkeypatch.delattr(compaction, "run_compaction")
    await second.compact()
    assert not is_overlay(second)
    assert titles(second) == {"Otters return", "Beavers build"}


@pytest.mark.outside
@pytest.mark.usefixtures("broken")
async def test_a_compaction_that_fails_is_told_and_changes_go_on(paper: Paper, caplog: pytest.LogCaptureFixture):
    live_desk = await paper.open()
    await live_desk.refresh(paper.write("Beavers build"))
    await live_desk.compact()
    assert "the cache can't be rewritten (FileNotFoundError" in caplog.text
    assert "FileNotFoundError" in live_desk.schedule.error
    await live_desk.refresh(paper.write("Herons nest"))
    assert titles(live_desk) == {"Otters return", "Beavers build", "Herons nest"}


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_a_large_change_waits_for_the_other_process(paper: Paper, monkeypatch: pytest.MonkeyPatch):
    live_desk = await paper.open()
    monkeypatch.setattr(updating, "MAX_CHANGED_FILES", 1)
    await live_desk.refresh(paper.write("Beavers build", "Herons nest"))
    assert titles(live_desk) == {"Otters return"}
    assert live_desk.schedule.is_due(0)
    await live_desk.compact()
    assert titles(live_desk) == {"Otters return", "Beavers build", "Herons nest"}
    assert not live_desk.schedule.is_needed


@pytest.mark.usefixtures("broken")
async def test_a_large_change_is_built_here_if_the_other_process_fails(paper: Paper, monkeypatch: pytest.MonkeyPatch):
    live_desk = await paper.open()
    monkeypatch.setattr(updating, "MAX_CHANGED_FILES", 1)
    await live_desk.refresh(paper.write("Beavers build", "Herons nest"))
    await live_desk.compact()
    assert titles(live_desk) == {"Otters return", "Beavers build", "Herons nest"}
    assert not live_desk.schedule.is_needed


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_after_a_large_change_a_start_answers_from_the_last_snapshot_until_it_is_read(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
):
    await paper.open()
    paper.write("Beavers build", "Herons nest")
    monkeypatch.setattr(updating, "MAX_CHANGED_FILES", 1)
    live_desk = await paper.open()
    assert "Otters return" in titles(live_desk)
    await until(lambda: live_desk.is_up_to_date)
    assert titles(live_desk) == {"Otters return", "Beavers build", "Herons nest"}


@pytest.mark.outside
@pytest.mark.usefixtures("forked")
async def test_a_running_bot_writes_its_cache_anew_when_it_is_due(paper: Paper):
    live_desk = await paper.open()
    watching = asyncio.create_task(live_desk.watch())
    await live_desk.refresh(paper.write("Beavers build"))
    clock = live_desk.schedule.clock
    live_desk.schedule.is_due(1)
    live_desk.schedule.clock = lambda: clock() + MAX_AGE
    await until(lambda: live_desk.schedule.runs == 1)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert not is_overlay(live_desk)
    assert titles(live_desk) == {"Otters return", "Beavers build"}
