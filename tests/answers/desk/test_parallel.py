"""Parts of a desk that another process makes: the same as made here, or left to be made here."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.answers.desk.desk import open_desk
from bot.answers.desk.parallel import PARTS, build_in_background, build_part, run_task
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Section, table_in_memory
from bot.coverage.corpus import loading
from bot.coverage.workers import WorkerPool

pytestmark = pytest.mark.outside

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Sixty articles in a snapshot, pairs of them about the same."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(60):
        day = NOW - timedelta(days=5 + number // 2)
        place = ("Orla", "Tarn", "Velm", "Brask", "Quill")[number // 2 % 5]
        (folder / f"{number}.md").write_text(
            f'---\ntitle: "Flood gates of {place} stay shut for {number // 2 + 10} hours"\n'
            f'excerpt: "The Water Board of {place} (WBO) kept the gates shut."\n'
            f"publishedDateTime: {day:%Y-%m-%dT%H:%M:%SZ}\nwebUrl: https://paper{number % 2}.example/{number}\n---\n"
        )
    return loading.load_corpus([folder], now=NOW, cache=tmp_path / "cache").archive


def joined(sections: dict[str, Section]) -> dict[str, bytes]:
    table = table_in_memory(sections)
    return {name: bytes(table.bytes(name)) for name in sections}


def test_what_another_process_makes_is_what_is_made_here(archive: Archive) -> None:
    with WorkerPool(2) as pool, build_in_background(archive, pool, min_articles=1) as elsewhere:
        for part in PARTS:
            sections = elsewhere(part)
            assert sections is not None
            assert joined(sections) == joined(build_part(part, archive, None))


def test_few_articles_are_not_worth_sending(archive: Archive) -> None:
    with WorkerPool(2) as pool, build_in_background(archive, pool) as elsewhere:
        assert elsewhere("stories") is None


def test_an_archive_in_memory_alone_is_not_sent(archive: Archive) -> None:
    in_memory = Archive(table_in_memory(archive.table.sections()))
    with WorkerPool(2) as pool, build_in_background(in_memory, pool, min_articles=1) as elsewhere:
        assert elsewhere("stories") is None


def test_a_crew_of_one_leaves_the_work_here(archive: Archive) -> None:
    with WorkerPool(1) as pool:
        desk = open_desk(archive, pool=pool)
        with build_in_background(archive, pool, min_articles=1) as elsewhere:
            assert elsewhere("names") is None
    assert len(desk.stories) == len(open_desk(archive).stories)


@pytest.mark.parametrize("fault", ["gone", "replaced", "damaged"])
def test_a_snapshot_that_is_not_the_one_meant_gives_nothing(archive: Archive, fault: str) -> None:
    path = archive.table.path
    assert path is not None
    if fault == "gone":
        path.unlink()
    elif fault == "damaged":
        path.write_bytes(path.read_bytes()[:1000])
    fingerprint = "another" if fault == "replaced" else archive.fingerprint
    assert run_task(msgspec.msgpack.encode(["names", str(path), fingerprint])) == b""
