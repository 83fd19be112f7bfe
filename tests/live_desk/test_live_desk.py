"""The live desk follows the files: each change gives a new desk, and an error leaves the last one."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.live_desk.archive_counts import format_counts
from bot.live_desk.live_desk import LiveDesk
from tests.support.patience import PATIENCE


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def article(title: str, number: int = 1) -> str:
    return (
        f'---\ntitle: "{title}"\nexcerpt: "What {title} is about."\n'
        f"publishedDateTime: 2020-06-1{number}T08:00:00Z\nwebUrl: https://paper.example/{number}\n"
        "provider:\n  name: The Paper\n  domain: paper.example\n---\n"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.md").write_text(article("Otters return"), "utf-8")
    return folder


@pytest.fixture
async def live_desk(corpus: Path, tmp_path: Path) -> LiveDesk:
    return await LiveDesk.open([corpus], clock=now, cache=tmp_path / "cache")


@pytest.fixture
async def watched(live_desk: LiveDesk) -> AsyncIterator[LiveDesk]:
    task = asyncio.create_task(live_desk.watch())
    yield live_desk
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - other threads make it true
            await asyncio.sleep(0.02)


def titles(live_desk: LiveDesk) -> set[str]:
    return {article.title for article in live_desk.current().archive.articles}


async def test_the_first_desk_has_the_articles_of_the_folder(live_desk: LiveDesk):
    assert titles(live_desk) == {"Otters return"}


async def test_a_cache_folder_that_the_bot_creates_belongs_to_its_owner_alone(corpus: Path, tmp_path: Path):
    before = os.umask(0)
    try:
        await LiveDesk.open([corpus], clock=now, cache=tmp_path / "outer" / "cache")
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "outer" / "cache").iterdir()}
    assert (tmp_path / "outer" / "cache").stat().st_mode & 0o077 == 0
    assert len(modes) == 2
    assert set(modes.values()) == {0}


async def test_a_missing_folder_gives_an_empty_desk(tmp_path: Path):
    live_desk = await LiveDesk.open([tmp_path / "nowhere"], clock=now)
    assert not titles(live_desk)
    assert live_desk.current().archive.problems


async def test_a_new_file_is_in_the_next_desk(watched: LiveDesk, corpus: Path):
    before = watched.current()
    await asyncio.sleep(0.3)
    (corpus / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await until(lambda: "Beavers build" in titles(watched))
    assert watched.current() is not before
    assert {article.title for article in before.archive.articles} == {"Otters return"}


async def test_a_deleted_file_is_not_in_the_next_desk(watched: LiveDesk, corpus: Path):
    (corpus / "one.md").unlink()
    await until(lambda: not titles(watched))


async def test_a_file_that_is_broken_now_keeps_its_articles(live_desk: LiveDesk, corpus: Path):
    (corpus / "one.md").write_bytes(b"\x00\x01")
    await live_desk.refresh()
    assert titles(live_desk) == {"Otters return"}


async def test_a_replaced_folder_is_followed(watched: LiveDesk, corpus: Path, tmp_path: Path):
    new = tmp_path / "new"
    new.mkdir()
    (new / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await asyncio.sleep(0.3)
    shutil.move(corpus, tmp_path / "old")
    new.rename(corpus)
    await until(lambda: titles(watched) == {"Beavers build"})


async def test_a_refresh_without_a_change_keeps_the_desk(live_desk: LiveDesk):
    before = live_desk.current()
    await live_desk.refresh()
    assert live_desk.current() is before


async def test_an_error_in_a_refresh_is_logged_and_the_last_desk_stays(corpus: Path, caplog: pytest.LogCaptureFixture):
    def broken_clock() -> datetime:
        raise OSError("the clock is gone")

    live_desk = await LiveDesk.open([corpus], clock=_once(now, broken_clock))
    (corpus / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await live_desk.refresh()
    assert titles(live_desk) == {"Otters return"}
    assert "the clock is gone" in caplog.text


def _once(first: Callable[[], datetime], then: Callable[[], datetime]) -> Callable[[], datetime]:
    clocks = iter([first])

    def read() -> datetime:
        return next(clocks, then)()

    return read


async def test_reading_and_indexing_leave_the_event_loop_free(corpus: Path, tmp_path: Path):
    for number in range(250):
        (corpus / f"{number}.md").write_text(article(f"Article {number}", number % 9), "utf-8")
    task = asyncio.create_task(LiveDesk.open([corpus], clock=now, cache=tmp_path / "cache"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1
    # If the work were done on the event loop, it would turn only once for each step that waits for a thread.
    assert turns > 10


async def test_a_damaged_snapshot_is_rebuilt_from_the_files_once_it_is_checked(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache"
    await LiveDesk.open([corpus], clock=now, cache=cache)
    (snapshot,) = cache.glob("corpus-*.bin")
    snapshot.write_bytes(snapshot.read_bytes().replace(b"Otters return", b"Otters retire"))
    # As if it were too large to be checked when it is opened.
    monkeypatch.setattr("bot.coverage.corpus.corpus._CHECKED_WHEN_OPENED", 0)
    live_desk = await LiveDesk.open([corpus], clock=now, cache=cache)
    await until(lambda: live_desk.is_up_to_date)
    assert titles(live_desk) == {"Otters return"}
    assert titles(await LiveDesk.open([corpus], clock=now, cache=cache)) == {"Otters return"}


async def test_a_damaged_snapshot_without_a_usable_desk_does_not_stop_the_start(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache"
    await LiveDesk.open([corpus], clock=now, cache=cache)
    (snapshot,) = cache.glob("corpus-*.bin")
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole.replace(b"\xadOtters return", b"\xffOtters return"))
    shutil.rmtree(next(cache.glob("desk-*")))
    monkeypatch.setattr("bot.coverage.corpus.corpus._CHECKED_WHEN_OPENED", 0)
    live_desk = await LiveDesk.open([corpus], clock=now, cache=cache)
    assert titles(live_desk) == {"Otters return"}


async def test_the_log_says_what_was_loaded(corpus: Path, caplog: pytest.LogCaptureFixture):
    (corpus / "broken.md").write_text("---\nno title here: x\n---\n", "utf-8")
    with caplog.at_level(logging.INFO, "bot.live_desk.live_desk"):
        live_desk = await LiveDesk.open([corpus], clock=now)
    assert "1 articles of 1 outlets in 2 files, 2020-06-11 to 2020-06-11" in caplog.text
    assert "1 files have problems" in format_counts(live_desk.current().archive)


async def test_progress_is_reported_and_can_end_the_start(corpus: Path):
    reports: list[tuple[int, int]] = []
    await LiveDesk.open([corpus], clock=now, progress=lambda done, total: reports.append((done, total)))
    assert reports == [(1, 1)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError(f"{done} of {total}")

    with pytest.raises(InterruptedError):
        await LiveDesk.open([corpus], clock=now, progress=stop)


async def test_a_link_that_leads_out_of_the_folder_is_followed_only_if_the_operator_says_so(
    corpus: Path, tmp_path: Path
):
    (tmp_path / "outside.md").write_text(article("Beavers build", 2), "utf-8")
    (corpus / "two.md").symlink_to(tmp_path / "outside.md")
    cache = tmp_path / "cache"
    live_desk = await LiveDesk.open([corpus], clock=now, cache=cache, follow_links=True)
    await live_desk.refresh()
    assert titles(live_desk) == {"Otters return", "Beavers build"}
    live_desk = await LiveDesk.open([corpus], clock=now, cache=cache)
    await until(lambda: live_desk.is_up_to_date)
    assert titles(live_desk) == {"Otters return"}
    (problem,) = live_desk.current().archive.problems
    assert "CORPUS_FOLLOW_LINKS" in problem.reason
