"""Whatever happens to a snapshot, the articles are those of the files; at worst, a start takes longer."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage.article import Article
from bot.coverage.columns.sequences import ValueColumn, build_value_sections
from bot.coverage.columns.table import build_table_in_memory, open_table, write_table
from bot.coverage.corpus import snapshot
from bot.coverage.corpus.corpus import Corpus, open_snapshot
from bot.coverage.corpus.loading import load_corpus, refresh_corpus, update_snapshot
from tests.support.damage import damage_file
from tests.support.disks import limit_file_size, mount_small_disk
from tests.support.patience import PATIENCE
from tests.support.processes import read_line, run_script
from tests.support.properties import examples
from tests.support.records import NOW, file_text, write_files
from tests.support.users import drop_root, open_folder

COUNT = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "corpus", COUNT)
    return tmp_path / "corpus"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def read_all(corpus: Corpus) -> list[Article]:
    """Read everything in an archive without problems, and return its articles."""
    archive = corpus.archive
    for article in archive.articles:
        assert archive.article(article.id) == article
        assert archive.by_url(article.url or "") == article
        assert archive.copies(article) == ()
        assert article in list(archive.by_outlet(article.outlet))
    assert archive.problems == ()
    assert archive.date_conflicts == ()
    return list(archive.articles)


def snapshot_in(cache: Path) -> Path:
    (path,) = cache.glob("corpus-*.bin")
    return path


# Damage


@settings(max_examples=examples(40))
@given(st.data())
def test_a_snapshot_with_a_wrong_byte_or_cut_short_is_rebuilt(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    base = tmp_path_factory.getbasetemp() / "damaged"
    if not base.exists():
        write_files(base / "corpus", 3)
    folder, cache = base / "corpus", base / "cache"
    expected = read_all(load_corpus([folder], now=NOW, cache=cache))
    path = snapshot_in(cache)
    damage_file(path, data)
    assert read_all(load_corpus([folder], now=NOW, cache=cache)) == expected
    found = open_snapshot([folder], cache)
    assert found is not None
    assert read_all(found) == expected


def test_damage_in_a_large_snapshot_is_found_before_anything_is_taken_from_it(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    expected = read_all(load_corpus([folder], now=NOW, cache=cache))
    path = snapshot_in(cache)
    path.write_bytes(path.read_bytes().replace(b"Report number 7", b"Report number 8"))
    monkeypatch.setattr("bot.coverage.corpus.corpus._CHECKED_WHEN_OPENED", 0)
    opened = open_snapshot([folder], cache)
    assert opened is not None
    for updated in (
        update_snapshot(opened, now=NOW),
        refresh_corpus(opened, now=NOW),
        load_corpus([folder], now=NOW, cache=cache),
    ):
        assert read_all(updated) == expected
    assert opened.table.is_damaged
    assert "every file is read again" in caplog.text


def test_a_snapshot_with_another_layout_is_rebuilt(folder: Path, cache: Path):
    expected = read_all(load_corpus([folder], now=NOW, cache=cache))
    path = snapshot_in(cache)
    whole = open_table(path, snapshot.get_snapshot_format())
    write_table(path, "another", whole.sections())
    assert open_snapshot([folder], cache) is None
    assert read_all(load_corpus([folder], now=NOW, cache=cache)) == expected
    assert open_snapshot([folder], cache) is not None


def test_a_snapshot_from_another_version_answers_until_every_file_has_been_read_again(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    path = snapshot_in(cache)
    sections = open_table(path, snapshot.get_snapshot_format()).sections()
    articles = ValueColumn(build_table_in_memory(sections), "articles", Article)
    # Another version may have read other articles from the same files.
    old = [msgspec.structs.replace(article, title=f"Old: {article.title}") for article in articles]
    sections |= build_value_sections("articles", [msgspec.msgpack.encode(article) for article in old])
    write_table(path, snapshot.get_snapshot_format(), {**sections, "reader": b"another"})
    opened = open_snapshot([folder], cache)
    assert opened is not None
    assert opened.is_outdated
    assert all(article.title.startswith("Old: ") for article in opened.archive.articles)
    reports: list[tuple[int, int]] = []
    updated = update_snapshot(opened, now=NOW, cache=cache, progress=lambda *done: reports.append(done))
    assert reports[-1] == (COUNT, COUNT)
    assert not updated.is_outdated
    assert not any(article.title.startswith("Old: ") for article in read_all(updated))
    opened = open_snapshot([folder], cache)
    assert opened is not None
    assert not opened.is_outdated


# Caches that can't be written to


def test_a_cache_folder_that_is_a_file_only_costs_time(folder: Path, cache: Path):
    cache.write_text("a file where the folder should be")
    assert open_snapshot([folder], cache) is None
    assert len(read_all(load_corpus([folder], now=NOW, cache=cache))) == COUNT
    assert cache.read_text() == "a file where the folder should be"


def test_a_snapshot_that_is_a_folder_only_costs_time(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    path = snapshot_in(cache)
    path.unlink()
    path.mkdir()
    assert len(read_all(load_corpus([folder], now=NOW, cache=cache))) == COUNT
    assert [file.name for file in cache.iterdir()] == [path.name]


def test_a_read_only_cache_is_used_and_left_as_it_is():
    with open_folder() as base, drop_root():
        write_files(base / "corpus", 2)
        load_corpus([base / "corpus"], now=NOW, cache=base / "cache")
        before = snapshot_in(base / "cache").read_bytes()
        (base / "cache").chmod(0o555)
        write_files(base / "corpus", 1, start=5)
        corpus = load_corpus([base / "corpus"], now=NOW, cache=base / "cache")
        assert len(read_all(corpus)) == 3
        assert refresh_corpus(corpus, now=NOW, cache=base / "cache") is corpus
        assert snapshot_in(base / "cache").read_bytes() == before
        (base / "cache").chmod(0o755)


@pytest.mark.outside
def test_on_a_full_disk_the_last_snapshot_stays_and_new_articles_are_in_memory(folder: Path, tmp_path: Path):
    with mount_small_disk(tmp_path / "disk", 64) as disk:
        load_corpus([folder], now=NOW, cache=disk)
        before = snapshot_in(disk).read_bytes()
        # More than the disk takes, and fewer than processes are started for.
        write_files(folder, 280, start=50)
        corpus = load_corpus([folder], now=NOW, cache=disk)
        assert len(read_all(corpus)) == COUNT + 280
        assert snapshot_in(disk).read_bytes() == before
        assert len(list(disk.iterdir())) == 1
        del corpus


def test_under_a_file_size_limit_the_articles_are_in_memory(folder: Path, cache: Path):
    with limit_file_size(1_000):
        corpus = load_corpus([folder], now=NOW, cache=cache)
    assert len(read_all(corpus)) == COUNT
    assert list(cache.iterdir()) == []
    (folder / "00003.md").write_text(file_text("Changed", "https://herald.example/3"))
    assert "Changed" in {article.title for article in read_all(refresh_corpus(corpus, now=NOW, cache=cache))}
    assert snapshot_in(cache).stat().st_size > 1_000


# Use by several processes


def test_a_snapshot_deleted_while_in_use_still_answers_and_the_next_one_is_written(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    corpus = load_corpus([folder], now=NOW, cache=cache)
    before = read_all(corpus)
    snapshot_in(cache).unlink()
    cache.rmdir()
    assert read_all(corpus) == before
    assert refresh_corpus(corpus, now=NOW, cache=cache) is corpus
    write_files(folder, 1, start=90)
    assert len(read_all(refresh_corpus(corpus, now=NOW, cache=cache))) == COUNT + 1
    assert snapshot_in(cache).is_file()


LOADER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.coverage.corpus import loading

corpus = loading.load_corpus([Path(sys.argv[1])], now=datetime(2024, 5, 20, tzinfo=UTC), cache=Path(sys.argv[2]))
print(corpus.archive.fingerprint, len(corpus.archive))
"""


@pytest.mark.outside
def test_processes_that_load_the_same_folders_at_once_share_one_whole_snapshot(folder: Path, cache: Path):
    with ExitStack() as stack:
        loaders = [stack.enter_context(run_script(LOADER, str(folder), str(cache))) for _ in range(3)]
        outputs = {read_line(process) for process in loaders}
        assert [process.wait(PATIENCE) for process in loaders] == [0, 0, 0]
    fingerprint = load_corpus([folder], now=NOW).archive.fingerprint
    assert outputs == {f"{fingerprint} {COUNT}"}
    assert len(list(cache.iterdir())) == 1
    found = open_snapshot([folder], cache)
    assert found is not None
    assert len(read_all(found)) == COUNT


@pytest.mark.outside
def test_a_snapshot_that_another_process_writes_does_not_affect_this_one(folder: Path, cache: Path):
    corpus = load_corpus([folder], now=NOW, cache=cache)
    before = read_all(corpus)
    write_files(folder, 1, start=90)
    with run_script(LOADER, str(folder), str(cache)) as process:
        assert read_line(process).endswith(f" {COUNT + 1}")
        assert process.wait(PATIENCE) == 0
    assert read_all(corpus) == before
    assert len(read_all(refresh_corpus(corpus, now=NOW, cache=cache))) == COUNT + 1


def test_a_dead_process_s_half_written_snapshot_is_removed_after_an_hour(folder: Path, cache: Path):
    cache.mkdir()
    now = datetime.now(UTC)
    for name, age in ((".corpus-0f.bin-dead", timedelta(hours=2)), (".corpus-0f.bin-alive", timedelta())):
        (cache / name).write_bytes(b"half a snapshot")
        os.utime(cache / name, times=((now - age).timestamp(), (now - age).timestamp()))
    load_corpus([folder], now=now, cache=cache)
    assert {file.name for file in cache.iterdir()} == {snapshot_in(cache).name, ".corpus-0f.bin-alive"}


# Unused records


def test_records_that_are_in_no_file_are_dropped_once_there_are_many(folder: Path, cache: Path):
    corpus = load_corpus([folder], now=NOW, cache=cache)
    for number in range(COUNT):
        (folder / f"{number:05}.md").write_text(file_text(f"Article {number}", f"https://herald.example/{number}"))
        corpus = refresh_corpus(corpus, now=NOW, cache=cache)
        assert len(corpus.records) <= COUNT / 0.75 + 1
        fresh = load_corpus([folder], now=NOW)
        assert read_all(corpus) == read_all(fresh)
        assert corpus.archive.fingerprint == fresh.archive.fingerprint
        assert corpus.origins() == fresh.origins()
    found = open_snapshot([folder], cache)
    assert found is not None
    assert read_all(found) == read_all(corpus)
