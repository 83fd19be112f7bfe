"""Another process builds the same parts of a desk; this process builds what the other one can't."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.answers.desk.desk import open_desk
from bot.answers.desk.parallel import PARTS, build_desk_part, build_in_background, run_task
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Section, build_table_in_memory
from bot.coverage.corpus import loading
from bot.coverage.workers import WorkerPool

pytestmark = pytest.mark.outside

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Sixty articles in a snapshot, each two of them about the same event."""
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


def read_all(sections: dict[str, Section]) -> dict[str, bytes]:
    table = build_table_in_memory(sections)
    return {name: bytes(table.bytes(name)) for name in sections}


def test_another_process_builds_the_same_parts(archive: Archive) -> None:
    with WorkerPool(2) as pool, build_in_background(archive, pool, min_articles=1) as get_part:
        for part in PARTS:
            sections = get_part(part)
            assert sections is not None
            assert read_all(sections) == read_all(build_desk_part(part, archive))


def test_the_parts_of_a_small_archive_are_left_to_this_process(archive: Archive) -> None:
    with WorkerPool(2) as pool, build_in_background(archive, pool) as get_part:
        assert get_part("stories") is None


def test_the_parts_of_an_archive_in_memory_are_left_to_this_process(archive: Archive) -> None:
    in_memory = Archive(build_table_in_memory(archive.table.sections()))
    with WorkerPool(2) as pool, build_in_background(in_memory, pool, min_articles=1) as get_part:
        assert get_part("stories") is None


def test_a_pool_of_one_worker_leaves_the_work_to_this_process(archive: Archive) -> None:
    with WorkerPool(1) as pool:
        desk = open_desk(archive, pool=pool)
        with build_in_background(archive, pool, min_articles=1) as get_part:
            assert get_part("names") is None
    assert len(desk.stories) == len(open_desk(archive).stories)


@pytest.mark.parametrize("fault", ["gone", "replaced", "damaged"])
def test_no_part_is_built_from_another_snapshot(archive: Archive, fault: str) -> None:
    path = archive.table.path
    assert path is not None
    if fault == "gone":
        path.unlink()
    elif fault == "damaged":
        path.write_bytes(path.read_bytes()[:1000])
    fingerprint = "another" if fault == "replaced" else archive.fingerprint
    assert run_task(msgspec.msgpack.encode(["names", str(path), fingerprint])) == b""
