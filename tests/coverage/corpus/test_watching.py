"""Changes in the corpus folders are reported, whatever happens to the folders themselves."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.coverage.corpus import watching
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from bot.coverage.corpus.watching import watch_folders
from tests.support.patience import PATIENCE
from tests.support.records import NOW, file_text, write_files

pytestmark = pytest.mark.slow


class Follower:
    """A corpus that is refreshed after each reported change, as in a running bot."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.reports: list[frozenset[str]] = []
        self._reported = asyncio.Event()

    async def follow(self, changes: AsyncGenerator[frozenset[str]]) -> None:
        async with aclosing(changes):
            async for paths in changes:
                self.corpus = await asyncio.to_thread(refresh_corpus, self.corpus, now=NOW)
                self.reports.append(paths)
                self._reported.set()

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.corpus.archive.articles)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._reported.clear()
                await self._reported.wait()


@asynccontextmanager
async def following(*folders: Path, polling: bool = False, rescan_seconds: float = 60.0) -> AsyncGenerator[Follower]:
    with pytest.MonkeyPatch.context() as patch:
        if not polling:
            # Look more often than the bot does, so that a test waits less. Polling compares times in whole seconds.
            patch.setattr(watching, "POLL_MS", 200)
        follower = Follower(load_corpus(folders, now=NOW))
        changes = watch_folders(folders, polling=polling, rescan_seconds=rescan_seconds)
        task = asyncio.create_task(follower.follow(changes))
        try:
            await follower.until(lambda: bool(follower.reports))
            yield follower
        finally:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


def move(here: Path, there: Path) -> None:
    here.rename(there)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "corpus", 2)
    return tmp_path / "corpus"


@pytest.mark.parametrize("polling", [False, True])
async def test_an_edit_a_new_file_and_a_deletion_are_seen(folder: Path, *, polling: bool):
    async with following(folder, polling=polling) as bot:
        (folder / "00000.md").write_text(file_text("Edited headline", "https://herald.example/0"))
        await bot.until(lambda: bot.titles() == ["Edited headline", "Report number 1"])
        write_files(folder, 1, start=7)
        await bot.until(lambda: "Report number 7" in bot.titles())
        (folder / "00001.md").unlink()
        await bot.until(lambda: bot.titles() == ["Edited headline", "Report number 7"])


async def test_a_file_that_an_editor_replaces_is_seen(folder: Path):
    async with following(folder) as bot:
        temporary = folder / ".00000.md.tmp"
        temporary.write_text(file_text("Replaced", "https://herald.example/0"))
        temporary.replace(folder / "00000.md")
        await bot.until(lambda: "Replaced" in bot.titles())


async def test_a_new_folder_with_files_is_seen(folder: Path):
    async with following(folder) as bot:
        write_files(folder / "deep" / "deeper", 1, start=5)
        await bot.until(lambda: "Report number 5" in bot.titles())
        write_files(folder / "deep" / "deeper", 1, start=6)
        await bot.until(lambda: "Report number 6" in bot.titles())


async def test_a_missing_folder_is_seen_when_it_appears(tmp_path: Path):
    async with following(tmp_path / "later") as bot:
        write_files(tmp_path / "later", 1)
        await bot.until(lambda: bot.titles() == ["Report number 0"])
        write_files(tmp_path / "later", 1, start=1)
        await bot.until(lambda: len(bot.titles()) == 2)


async def test_a_replaced_folder_is_followed(folder: Path, tmp_path: Path):
    write_files(tmp_path / "next", 1, start=4)
    async with following(folder) as bot:
        move(folder, tmp_path / "old")
        move(tmp_path / "next", folder)
        await bot.until(lambda: bot.titles() == ["Report number 4"])
        (folder / "00004.md").write_text(file_text("After the move", "https://herald.example/4"))
        await bot.until(lambda: bot.titles() == ["After the move"])


async def test_a_folder_that_disappears_keeps_the_archive_and_is_followed_when_it_is_back(folder: Path, tmp_path: Path):
    async with following(folder) as bot:
        move(folder, tmp_path / "away")
        await bot.until(lambda: bool(bot.corpus.archive.problems))
        assert len(bot.titles()) == 2
        write_files(folder, 1, start=8)
        await bot.until(lambda: bot.titles() == ["Report number 8"])


async def test_a_file_written_in_pieces_never_empties_the_archive(folder: Path):
    async with following(folder) as bot:
        sizes: list[int] = []
        text = file_text("Written slowly", "https://herald.example/0").encode()
        with (folder / "00000.md").open("wb", buffering=0) as file:
            for start in range(0, len(text), 16):
                file.write(text[start : start + 16])
                await asyncio.sleep(0.15)
                sizes.append(len(bot.corpus.archive))
        await bot.until(lambda: "Written slowly" in bot.titles())
        assert min(sizes) == 2


async def test_a_change_without_a_notice_is_found_by_a_rescan(folder: Path, tmp_path: Path):
    outside = tmp_path / "outside.md"
    outside.write_text(file_text("Outside", "https://herald.example/outside"))
    # A write by another name of the file gives no notice in this folder.
    (folder / "linked.md").hardlink_to(outside)
    async with following(folder, rescan_seconds=0.5) as bot:
        outside.write_text(file_text("Outside, edited", "https://herald.example/outside"))
        await bot.until(lambda: "Outside, edited" in bot.titles())


async def test_writes_to_other_files_are_not_reported(folder: Path):
    (folder / "bot.log").touch()
    async with following(folder) as bot:
        count = len(bot.reports)
        for _ in range(3):
            with (folder / "bot.log").open("a") as log:
                log.write("line\n")
        write_files(folder, 1, start=7)
        await bot.until(lambda: "Report number 7" in bot.titles())
        assert {Path(path).name for paths in bot.reports[count:] for path in paths} == {"00007.md"}


async def test_reading_files_is_not_reported(folder: Path):
    async with following(folder) as bot:
        count = len(bot.reports)
        load_corpus([folder], now=NOW)
        write_files(folder, 1, start=7)
        await bot.until(lambda: "Report number 7" in bot.titles())
        assert {Path(path).name for paths in bot.reports[count:] for path in paths} == {"00007.md"}
