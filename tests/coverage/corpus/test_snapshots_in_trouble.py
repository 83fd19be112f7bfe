"""Whatever becomes of the snapshot, the articles are those of the files; it costs time at most."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage.article import Article
from bot.coverage.columns.sequences import ValueColumn, value_sections
from bot.coverage.columns.table import open_table, table_in_memory, write_table
from bot.coverage.corpus import loading, snapshot
from bot.coverage.corpus.loading import Corpus, load_corpus, open_snapshot, refresh_corpus, update_snapshot
from tests.support.disks import limit_file_size, mount_small_disk
from tests.support.filing import NOW, file_text, write_files
from tests.support.patience import PATIENCE
from tests.support.root import ROOT
from tests.support.users import drop_root, open_folder

COUNT = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "corpus", COUNT)
    return tmp_path / "corpus"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def told(corpus: Corpus) -> list[Article]:
    """All that can be asked for, read to the end."""
    archive = corpus.archive
    for article in archive.articles:
        assert archive.article(article.id) == article
        assert archive.by_url(article.url or "") == article
        assert archive.copies(article) == ()
        assert article in list(archive.by_outlet(article.outlet))
    assert archive.problems == ()
    assert archive.date_conflicts == ()
    return list(archive.articles)


def kept(cache: Path) -> Path:
    (place,) = cache.glob("corpus-*.bin")
    return place


# Damage


@settings(max_examples=60)
@given(st.data())
def test_a_snapshot_with_a_wrong_byte_or_cut_short_is_made_anew(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    base = tmp_path_factory.getbasetemp() / "damaged"
    if not base.exists():
        write_files(base / "corpus", 3)
    folder, cache = base / "corpus", base / "cache"
    sound = told(load_corpus([folder], now=NOW, cache=cache))
    place = kept(cache)
    whole = place.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        place.write_bytes(whole[:at])
    else:
        place.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    assert told(load_corpus([folder], now=NOW, cache=cache)) == sound
    found = open_snapshot([folder], cache)
    assert found is not None
    assert told(found) == sound


def test_damage_in_a_snapshot_too_large_to_be_checked_when_opened_is_found_before_anything_is_taken_from_it(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    sound = told(load_corpus([folder], now=NOW, cache=cache))
    place = kept(cache)
    place.write_bytes(place.read_bytes().replace(b"Report number 7", b"Report number 8"))
    monkeypatch.setattr(loading, "_CHECKED_WHEN_OPENED", 0)
    opened = open_snapshot([folder], cache)
    assert opened is not None
    for again in (
        update_snapshot(opened, now=NOW),
        refresh_corpus(opened, now=NOW),
        load_corpus([folder], now=NOW, cache=cache),
    ):
        assert told(again) == sound
    assert opened.table.is_damaged
    assert "every file is read again" in caplog.text


def test_a_snapshot_of_another_layout_is_made_anew(folder: Path, cache: Path):
    sound = told(load_corpus([folder], now=NOW, cache=cache))
    place = kept(cache)
    whole = open_table(place, snapshot.snapshot_format())
    write_table(place, "another", whole.sections())
    assert open_snapshot([folder], cache) is None
    assert told(load_corpus([folder], now=NOW, cache=cache)) == sound
    assert open_snapshot([folder], cache) is not None


def test_a_snapshot_of_another_reader_answers_until_every_file_has_been_read_again(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    place = kept(cache)
    sections = open_table(place, snapshot.snapshot_format()).sections()
    articles = ValueColumn(table_in_memory(sections), "articles", Article)
    # What an earlier version made of the files need not be what this one makes of them.
    other = [msgspec.structs.replace(article, title=f"Old: {article.title}") for article in articles]
    sections |= value_sections("articles", [msgspec.msgpack.encode(article) for article in other])
    write_table(place, snapshot.snapshot_format(), {**sections, "reader": b"another"})
    opened = open_snapshot([folder], cache)
    assert opened is not None
    assert opened.is_outdated
    assert all(article.title.startswith("Old: ") for article in opened.archive.articles)
    read: list[tuple[int, int]] = []
    renewed = update_snapshot(opened, now=NOW, cache=cache, progress=lambda done, total: read.append((done, total)))
    assert read[-1] == (COUNT, COUNT)
    assert not renewed.is_outdated
    assert not any(article.title.startswith("Old: ") for article in told(renewed))
    again = open_snapshot([folder], cache)
    assert again is not None
    assert not again.is_outdated


# Places that can't be written to


def test_a_cache_folder_that_is_a_file_costs_nothing_but_time(folder: Path, cache: Path):
    cache.write_text("a file where the folder should be")
    assert open_snapshot([folder], cache) is None
    assert len(told(load_corpus([folder], now=NOW, cache=cache))) == COUNT
    assert cache.read_text() == "a file where the folder should be"


def test_a_snapshot_that_is_a_folder_costs_nothing_but_time(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    place = kept(cache)
    place.unlink()
    place.mkdir()
    assert len(told(load_corpus([folder], now=NOW, cache=cache))) == COUNT
    assert [file.name for file in cache.iterdir()] == [place.name]


def test_a_cache_that_may_only_be_read_answers_and_is_left_as_it_is():
    with open_folder() as base, drop_root():
        write_files(base / "corpus", 2)
        load_corpus([base / "corpus"], now=NOW, cache=base / "cache")
        before = kept(base / "cache").read_bytes()
        (base / "cache").chmod(0o555)
        write_files(base / "corpus", 1, start=5)
        corpus = load_corpus([base / "corpus"], now=NOW, cache=base / "cache")
        assert len(told(corpus)) == 3
        assert refresh_corpus(corpus, now=NOW, cache=base / "cache") is corpus
        assert kept(base / "cache").read_bytes() == before
        (base / "cache").chmod(0o755)


@pytest.mark.outside
def test_a_full_disk_leaves_the_last_snapshot_and_the_new_articles_answer(folder: Path, tmp_path: Path):
    with mount_small_disk(tmp_path / "disk", 64) as disk:
        load_corpus([folder], now=NOW, cache=disk)
        before = kept(disk).read_bytes()
        write_files(folder, 400, start=50)
        corpus = load_corpus([folder], now=NOW, cache=disk)
        assert len(told(corpus)) == COUNT + 400
        assert kept(disk).read_bytes() == before
        assert len(list(disk.iterdir())) == 1
        del corpus


def test_where_files_may_not_grow_the_articles_lie_in_memory(folder: Path, cache: Path):
    with limit_file_size(1_000):
        corpus = load_corpus([folder], now=NOW, cache=cache)
    assert len(told(corpus)) == COUNT
    assert list(cache.iterdir()) == []
    (folder / "00003.md").write_text(file_text("Changed", "https://herald.example/3"))
    assert "Changed" in {article.title for article in told(refresh_corpus(corpus, now=NOW, cache=cache))}
    assert kept(cache).stat().st_size > 1_000


# In use, by several


def test_a_snapshot_deleted_while_it_is_in_use_answers_on_and_the_next_is_kept(folder: Path, cache: Path):
    load_corpus([folder], now=NOW, cache=cache)
    corpus = load_corpus([folder], now=NOW, cache=cache)
    before = told(corpus)
    kept(cache).unlink()
    cache.rmdir()
    assert told(corpus) == before
    assert refresh_corpus(corpus, now=NOW, cache=cache) is corpus
    write_files(folder, 1, start=90)
    assert len(told(refresh_corpus(corpus, now=NOW, cache=cache))) == COUNT + 1
    assert kept(cache).is_file()


LOADER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.coverage.corpus import loading

corpus = loading.load_corpus([Path(sys.argv[1])], now=datetime(2024, 5, 20, tzinfo=UTC), cache=Path(sys.argv[2]))
print(corpus.archive.fingerprint, len(corpus.archive))
"""


def loader(folder: Path, cache: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LOADER, str(folder), str(cache)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.outside
def test_processes_that_load_the_same_folders_at_once_share_one_whole_snapshot(folder: Path, cache: Path):
    together = [loader(folder, cache) for _ in range(3)]
    said = {process.communicate(timeout=PATIENCE)[0] for process in together}
    fingerprint = load_corpus([folder], now=NOW).archive.fingerprint
    assert said == {f"{fingerprint} {COUNT}\n"}
    assert len(list(cache.iterdir())) == 1
    found = open_snapshot([folder], cache)
    assert found is not None
    assert len(told(found)) == COUNT


@pytest.mark.outside
def test_what_another_process_keeps_meanwhile_does_not_disturb_this_one(folder: Path, cache: Path):
    corpus = load_corpus([folder], now=NOW, cache=cache)
    before = told(corpus)
    write_files(folder, 1, start=90)
    assert loader(folder, cache).communicate(timeout=PATIENCE)[0].endswith(f" {COUNT + 1}\n")
    assert told(corpus) == before
    assert len(told(refresh_corpus(corpus, now=NOW, cache=cache))) == COUNT + 1


def test_what_a_process_that_died_while_writing_has_left_is_swept_up_after_an_hour(folder: Path, cache: Path):
    cache.mkdir()
    now = datetime.now(UTC)
    for name, age in ((".corpus-0f.bin-dead", timedelta(hours=2)), (".corpus-0f.bin-alive", timedelta())):
        (cache / name).write_bytes(b"half a snapshot")
        os.utime(cache / name, times=((now - age).timestamp(), (now - age).timestamp()))
    load_corpus([folder], now=now, cache=cache)
    assert {file.name for file in cache.iterdir()} == {kept(cache).name, ".corpus-0f.bin-alive"}


# Numbers


def test_records_that_no_file_gives_any_more_are_dropped_once_they_are_many(folder: Path, cache: Path):
    corpus = load_corpus([folder], now=NOW, cache=cache)
    for number in range(COUNT):
        (folder / f"{number:05}.md").write_text(file_text(f"Piece {number}", f"https://herald.example/{number}"))
        corpus = refresh_corpus(corpus, now=NOW, cache=cache)
        assert len(corpus.records) <= COUNT / 0.75 + 1
        fresh = load_corpus([folder], now=NOW)
        assert told(corpus) == told(fresh)
        assert corpus.archive.fingerprint == fresh.archive.fingerprint
        assert corpus.origins() == fresh.origins()
    found = open_snapshot([folder], cache)
    assert found is not None
    assert told(found) == told(corpus)
