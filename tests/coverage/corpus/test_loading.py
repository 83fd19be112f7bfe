"""Folders are loaded and refreshed, and an editor's half-finished work removes no article."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.corpus import parallel
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from bot.coverage.parsing.reader import Reading
from tests.support.records import NOW, file_text, write_files
from tests.support.users import drop_root, open_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "corpus", 3)
    return tmp_path / "corpus"


def titles(corpus: Corpus) -> list[str]:
    return sorted(article.title for article in corpus.archive.articles)


def reasons(corpus: Corpus) -> list[str]:
    return [problem.reason for problem in corpus.archive.problems]


ALL = ["Report number 0", "Report number 1", "Report number 2"]


def test_the_archive_has_every_file_of_the_folders(folder: Path, tmp_path: Path):
    write_files(tmp_path / "more", 1, start=7)
    corpus = load_corpus([folder, tmp_path / "more"], now=NOW)
    assert titles(corpus) == [*ALL, "Report number 7"]
    assert corpus.archive.files == 4


def test_origins_have_paths_below_the_folder_as_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder.parent)
    corpus = load_corpus([Path("corpus")], now=NOW)
    article = corpus.archive.by_url("https://herald.example/0")
    assert article is not None
    assert [origin.path for origin in corpus.origins()[article.id]] == [str(Path("corpus", "00000.md"))]


def test_a_missing_folder_is_a_problem_and_the_others_are_read(folder: Path, tmp_path: Path):
    corpus = load_corpus([tmp_path / "gone", folder], now=NOW)
    assert titles(corpus) == ALL
    assert [(problem.path, problem.severity) for problem in corpus.archive.problems] == [
        (str(tmp_path / "gone"), "error")
    ]


def test_progress_is_reported_to_the_end(folder: Path):
    told: list[tuple[int, int]] = []
    load_corpus([folder], now=NOW, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_hostile_files_are_problems_and_the_rest_is_read(folder: Path):
    (folder / "empty.md").touch()
    (folder / "binary.md").write_bytes(bytes(range(256)) * 40)
    (folder / "nested.yml").write_bytes(b"[" * 200_000)
    (folder / "caf\udce9.md").write_text("---\n[not a record\n")
    (folder / "lost.md").symlink_to(folder / "nowhere")
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    corpus = load_corpus([folder], now=NOW)
    assert titles(corpus) == ALL
    names = {Path(problem.path).name for problem in corpus.archive.problems}
    assert names == {"empty.md", "binary.md", "nested.yml", "caf\\xe9.md", "lost.md", "pipe.md"}


def test_lone_surrogates_in_any_field_do_no_harm(folder: Path, tmp_path: Path):
    lone = r"x\ud800y"
    (folder / "odd.yml").write_text(
        f'title: "{lone}"\nexcerpt: "{lone}"\nwebUrl: "https://herald.example/{lone}"\nampUrl: "https://{lone}.example/"\n'
        f'publishedDateTime: "{lone}"\nprovider: {{name: "{lone}", domain: "{lone}.example"}}\ntopics: ["{lone}"]\n'
        f'images: [{{url: "https://herald.example/{lone}.jpg", title: "{lone}"}}]\n"{lone}": "{lone}"\n'
    )
    cold = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    warm = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    assert len(cold.archive) == 4
    assert warm.archive.articles == cold.archive.articles


# The cache


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the name of each file that this process reads from now on."""
    read: list[str] = []
    original = parallel.read_with_canonical_urls

    def read_and_note(path: str, now: datetime) -> Reading:
        read.append(Path(path).name)
        return original(path, now)

    monkeypatch.setattr(parallel, "read_with_canonical_urls", read_and_note)
    return read


def test_a_warm_start_reads_only_changed_files_and_gives_the_same_archive(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cold = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    read = reads(monkeypatch)
    warm = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    assert read == []
    assert warm.archive.articles == cold.archive.articles
    assert warm.archive.fingerprint == cold.archive.fingerprint
    (folder / "00001.md").write_text(file_text("Changed", "https://herald.example/1"))
    write_files(folder, 1, start=9)
    (folder / "00002.md").unlink()
    changed = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    assert sorted(read) == ["00001.md", "00009.md"]
    assert titles(changed) == ["Changed", "Report number 0", "Report number 9"]


def test_a_damaged_snapshot_is_rebuilt(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    (snapshot,) = (tmp_path / "cache").iterdir()
    snapshot.write_bytes(snapshot.read_bytes()[:-1])
    assert titles(load_corpus([folder], now=NOW, cache=tmp_path / "cache")) == ALL
    read = reads(monkeypatch)
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    assert read == []


def test_a_cache_that_cannot_be_written_only_costs_time(folder: Path, tmp_path: Path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert titles(load_corpus([folder], now=NOW, cache=tmp_path / "cache")) == ALL


def test_no_snapshot_is_written_in_a_corpus_folder(folder: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    before = sorted(folder.iterdir())
    for cache in (folder, folder / "cache", tmp_path / "link" / "cache"):
        load_corpus([folder], now=NOW, cache=cache)
        refresh_corpus(load_corpus([folder], now=NOW), now=NOW, cache=cache)
    assert sorted(folder.iterdir()) == before


def test_each_list_of_folders_has_its_own_snapshot(folder: Path, tmp_path: Path):
    write_files(tmp_path / "other", 1, start=5)
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    load_corpus([tmp_path / "other"], now=NOW, cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_date_in_the_future_counts_once_its_day_has_come(folder: Path, tmp_path: Path):
    ahead = NOW + timedelta(days=3)
    (folder / "00000.md").write_text(file_text("Soon", "https://herald.example/0", date=ahead.isoformat()))
    early = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    late = load_corpus([folder], now=NOW + timedelta(days=4), cache=tmp_path / "cache")
    refreshed = refresh_corpus(early, now=NOW + timedelta(days=4))
    for corpus, dated in ((early, False), (late, True), (refreshed, True)):
        article = corpus.archive.by_url("https://herald.example/0")
        assert article is not None
        assert (article.published is not None) is dated


# Refreshing


def test_a_refresh_without_a_change_returns_the_same_corpus(folder: Path):
    corpus = load_corpus([folder], now=NOW)
    assert refresh_corpus(corpus, now=NOW) is corpus


def test_a_refresh_reads_changed_and_new_files_and_drops_deleted_ones(folder: Path, monkeypatch: pytest.MonkeyPatch):
    corpus = load_corpus([folder], now=NOW)
    (folder / "00000.md").write_text(file_text("Changed", "https://herald.example/0"))
    (folder / "00001.md").unlink()
    (folder / "deep").mkdir()
    write_files(folder / "deep", 1, start=8)
    read = reads(monkeypatch)
    after = refresh_corpus(corpus, now=NOW)
    assert sorted(read) == ["00000.md", "00008.md"]
    assert titles(after) == ["Changed", "Report number 2", "Report number 8"]
    assert titles(corpus) == ALL


def test_deleting_every_file_empties_the_archive(folder: Path):
    corpus = load_corpus([folder], now=NOW)
    for path in folder.iterdir():
        path.unlink()
    assert len(refresh_corpus(corpus, now=NOW).archive) == 0


@pytest.mark.parametrize("content", [b"", b"---\n", b"---\ntitle: ", b"\x00\x01\x02\xff"])
def test_a_half_written_file_keeps_its_articles_with_a_warning_until_it_is_whole(folder: Path, content: bytes):
    corpus = load_corpus([folder], now=NOW)
    (folder / "00001.md").write_bytes(content)
    during = refresh_corpus(corpus, now=NOW)
    assert titles(during) == ALL
    assert "the file has no article any more, so its earlier articles stay until it is fixed or deleted" in reasons(
        during
    )
    assert refresh_corpus(during, now=NOW) is during
    (folder / "00001.md").write_text(file_text("Whole", "https://herald.example/1"))
    after = refresh_corpus(during, now=NOW)
    assert titles(after) == ["Report number 0", "Report number 2", "Whole"]
    assert reasons(after) == []


def test_a_broken_file_loses_its_articles_when_it_is_deleted(folder: Path):
    corpus = load_corpus([folder], now=NOW)
    (folder / "00001.md").write_text("")
    during = refresh_corpus(corpus, now=NOW)
    (folder / "00001.md").unlink()
    assert titles(refresh_corpus(during, now=NOW)) == ["Report number 0", "Report number 2"]


def test_a_new_start_does_not_keep_the_articles_of_a_broken_file(folder: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    corpus = load_corpus([folder], now=NOW, cache=cache)
    (folder / "00001.md").write_text("")
    refresh_corpus(corpus, now=NOW, cache=cache)
    assert titles(load_corpus([folder], now=NOW, cache=cache)) == ["Report number 0", "Report number 2"]


def test_a_file_without_read_permission_keeps_its_articles():
    with open_folder() as folder, drop_root():
        write_files(folder, 1)
        corpus = load_corpus([folder], now=NOW)
        (folder / "00000.md").chmod(0)
        during = refresh_corpus(corpus, now=NOW)
        assert titles(during) == ["Report number 0"]
        assert any("can't be opened: permission denied" in reason for reason in reasons(during))


def test_a_folder_that_is_away_keeps_its_articles_until_it_is_back(folder: Path, tmp_path: Path):
    corpus = load_corpus([folder], now=NOW)
    folder.rename(tmp_path / "away")
    during = refresh_corpus(corpus, now=NOW)
    assert titles(during) == ALL
    assert reasons(during) == ["the article folder can't be read: no such file or directory"]
    assert refresh_corpus(during, now=NOW) is during
    write_files(folder, 1, start=4)
    after = refresh_corpus(during, now=NOW)
    assert titles(after) == ["Report number 4"]
    assert reasons(after) == []


def test_a_folder_that_was_missing_at_the_start_is_read_when_it_appears(tmp_path: Path):
    corpus = load_corpus([tmp_path / "later"], now=NOW)
    write_files(tmp_path / "later", 1)
    assert titles(refresh_corpus(corpus, now=NOW)) == ["Report number 0"]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["write", "delete", "empty"])), max_size=12))
def test_after_any_edits_a_refresh_equals_a_fresh_load_except_for_broken_files(tmp_path_factory, edits):
    folder: Path = tmp_path_factory.mktemp("corpus")
    corpus = load_corpus([folder], now=NOW)
    broken: set[int] = set()
    for step, (number, edit) in enumerate(edits):
        path = folder / f"{number}.md"
        if edit == "write":
            path.write_text(file_text(f"Step {step}", f"https://herald.example/{number}"))
        elif edit == "delete":
            path.unlink(missing_ok=True)
        elif path.exists():
            path.write_text("")
            broken.add(number)
        if edit != "empty":
            broken.discard(number)
        corpus = refresh_corpus(corpus, now=NOW)
    fresh = load_corpus([folder], now=NOW)
    articles = {article.key: article for article in corpus.archive.articles}
    for number in broken:
        articles.pop(f"https://herald.example/{number}", None)
    assert articles == {article.key: article for article in fresh.archive.articles}


# Real files


def test_real_records_are_the_same_cold_and_warm(shared: Path, tmp_path: Path):
    cold = load_corpus([shared / "corpora" / "google-cloud"], now=NOW, cache=tmp_path)
    warm = load_corpus([shared / "corpora" / "google-cloud"], now=NOW, cache=tmp_path)
    assert cold.archive.files == 783
    assert warm.archive.articles == cold.archive.articles
    assert warm.archive.problems == cold.archive.problems
    assert warm.archive.fingerprint == cold.archive.fingerprint


def test_the_seeds_are_read_without_a_problem(seeds: Path):
    corpus = load_corpus([seeds], now=NOW)
    assert corpus.archive.files == 5
    assert len(corpus.archive) == 15
    assert corpus.archive.problems == ()


def test_a_copied_folder_has_the_same_fingerprint(seeds: Path, tmp_path: Path):
    shutil.copytree(seeds, tmp_path / "copy")
    here, there = load_corpus([seeds], now=NOW), load_corpus([tmp_path / "copy"], now=NOW)
    assert here.archive.fingerprint == there.archive.fingerprint
