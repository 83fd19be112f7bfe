"""The newsroom: the current desk, and how a change in the files becomes the next one."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.coverage.corpus import loading
from bot.live_desk import LiveDesk, format_counts
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
async def room(corpus: Path, tmp_path: Path) -> LiveDesk:
    return await LiveDesk.open([corpus], clock=now, cache=tmp_path / "cache")


@pytest.fixture
async def watched(room: LiveDesk) -> AsyncIterator[LiveDesk]:
    task = asyncio.create_task(room.watch())
    yield room
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    """Return when `true` gives true."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what is waited for happens on other threads
            await asyncio.sleep(0.02)


def titles(room: LiveDesk) -> set[str]:
    return {article.title for article in room.current().archive.articles}


async def test_the_first_desk_has_what_the_folder_holds(room: LiveDesk):
    assert titles(room) == {"Otters return"}


async def test_a_folder_that_is_not_there_gives_an_empty_desk(tmp_path: Path):
    room = await LiveDesk.open([tmp_path / "nowhere"], clock=now)
    assert not titles(room)
    assert room.current().archive.problems


async def test_a_new_file_is_answered_from(watched: LiveDesk, corpus: Path):
    before = watched.current()
    await asyncio.sleep(0.3)
    (corpus / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await until(lambda: "Beavers build" in titles(watched))
    assert watched.current() is not before
    assert {one.title for one in before.archive.articles} == {"Otters return"}


async def test_a_deleted_file_is_answered_from_no_more(watched: LiveDesk, corpus: Path):
    (corpus / "one.md").unlink()
    await until(lambda: not titles(watched))


async def test_a_file_broken_by_its_editor_leaves_the_archive_as_it_was(room: LiveDesk, corpus: Path):
    (corpus / "one.md").write_bytes(b"\x00\x01")
    await room.refresh()
    assert titles(room) == {"Otters return"}


async def test_a_folder_that_is_replaced_is_followed(watched: LiveDesk, corpus: Path, tmp_path: Path):
    new = tmp_path / "new"
    new.mkdir()
    (new / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await asyncio.sleep(0.3)
    shutil.move(corpus, tmp_path / "old")
    new.rename(corpus)
    await until(lambda: titles(watched) == {"Beavers build"})


async def test_a_look_without_a_change_keeps_the_desk(room: LiveDesk):
    before = room.current()
    await room.refresh()
    assert room.current() is before


async def test_a_change_that_can_not_be_read_is_logged_and_the_last_desk_stays(
    corpus: Path, caplog: pytest.LogCaptureFixture
):
    def broken() -> datetime:
        raise OSError("the clock is gone")

    room = await LiveDesk.open([corpus], clock=_once(now, broken))
    (corpus / "two.md").write_text(article("Beavers build", 2), "utf-8")
    await room.refresh()
    assert titles(room) == {"Otters return"}
    assert "the clock is gone" in caplog.text


def _once(first: Callable[[], datetime], then: Callable[[], datetime]) -> Callable[[], datetime]:
    clocks = iter([first])

    def tell() -> datetime:
        return next(clocks, then)()

    return tell


async def test_reading_and_indexing_leave_the_event_loop_free(corpus: Path, tmp_path: Path):
    for number in range(250):
        (corpus / f"{number}.md").write_text(article(f"Piece {number}", number % 9), "utf-8")
    task = asyncio.create_task(LiveDesk.open([corpus], clock=now, cache=tmp_path / "cache"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1
    # Once for each step that waits for the other thread, if the steps themselves were done on the loop.
    assert turns > 10


async def test_a_snapshot_damaged_beneath_a_running_bot_is_made_anew_from_the_files(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache"
    await LiveDesk.open([corpus], clock=now, cache=cache)
    (snapshot,) = cache.glob("corpus-*.bin")
    snapshot.write_bytes(snapshot.read_bytes().replace(b"Otters return", b"Otters retire"))
    # One that is too large to be checked before it answers.
    monkeypatch.setattr(loading, "_CHECKED_WHEN_OPENED", 0)
    room = await LiveDesk.open([corpus], clock=now, cache=cache)
    await until(lambda: room.is_up_to_date)
    assert titles(room) == {"Otters return"}
    assert titles(await LiveDesk.open([corpus], clock=now, cache=cache)) == {"Otters return"}


async def test_a_damaged_snapshot_that_no_desk_can_be_made_of_does_not_stop_the_start(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache"
    await LiveDesk.open([corpus], clock=now, cache=cache)
    (snapshot,) = cache.glob("corpus-*.bin")
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole.replace(b"\xadOtters return", b"\xffOtters return"))
    shutil.rmtree(next(cache.glob("desk-*")))
    monkeypatch.setattr(loading, "_CHECKED_WHEN_OPENED", 0)
    room = await LiveDesk.open([corpus], clock=now, cache=cache)
    assert titles(room) == {"Otters return"}


async def test_the_log_says_what_was_loaded(corpus: Path, caplog: pytest.LogCaptureFixture):
    (corpus / "broken.md").write_text("---\nno title here: x\n---\n", "utf-8")
    with caplog.at_level(logging.INFO, "bot.live_desk"):
        room = await LiveDesk.open([corpus], clock=now)
    assert "1 articles of 1 outlets in 2 files, 2020-06-11 to 2020-06-11" in caplog.text
    assert "1 files have problems" in format_counts(room.current().archive)


async def test_progress_is_told_and_may_end_the_load(corpus: Path):
    told: list[tuple[int, int]] = []
    await LiveDesk.open([corpus], clock=now, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError(f"{done} of {total}")

    with pytest.raises(InterruptedError):
        await LiveDesk.open([corpus], clock=now, progress=stop)
