"""A snapshot is rewritten while files change, and the corpus continues from it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage.archive import regrouping
from bot.coverage.archive.regrouping import MAX_RECORDS
from bot.coverage.corpus.compaction import (
    CompactionError,
    SnapshotInUseError,
    adopt_snapshot,
    is_replaced,
    lock_snapshot,
    write_complete_snapshot,
)
from bot.coverage.corpus.corpus import Corpus, find_snapshot_path, open_snapshot
from bot.coverage.corpus.loading import load_corpus, refresh_corpus
from bot.coverage.corpus.updating import LoadOptions
from tests.support.archive_content import describe
from tests.support.properties import examples
from tests.support.random_files import CHANGES, NAMES, Change, apply_change, texts
from tests.support.records import NOW

PAGE = "---\ntitle: {}\nwebUrl: https://paper.example/{}\n---\n"
BROKEN = "---\nbroken: ["


class Folders:
    """A folder of articles, a cache, and the corpus that follows them."""

    def __init__(self, scratch: Path) -> None:
        self.articles, self.cache = scratch / "articles", scratch / "cache"
        self.articles.mkdir()

    @property
    def options(self) -> LoadOptions:
        return LoadOptions(now=NOW, cache=self.cache, least_files=0)

    def write(self, **pages: str | None) -> list[str]:
        return apply_change(self.articles, {f"{name}.md": text for name, text in pages.items()})

    def load(self) -> Corpus:
        return load_corpus([self.articles], now=NOW, cache=self.cache)

    def refresh(self, corpus: Corpus, paths: list[str]) -> Corpus:
        return refresh_corpus(corpus, paths, **self.options)

    def compact(self) -> Corpus:
        return write_complete_snapshot([self.articles], **self.options)

    def adopt(self, corpus: Corpus, *paths: str) -> Corpus:
        return adopt_snapshot(corpus, paths, **self.options)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def titles(corpus: Corpus) -> set[str]:
    return {article.title for article in corpus.archive.articles}


def test_a_snapshot_that_is_written_anew_has_what_changed(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    corpus = folders.refresh(corpus, folders.write(two=PAGE.format("Beavers", 2)))
    assert not is_replaced(corpus, folders.cache)
    folders.compact()
    assert is_replaced(corpus, folders.cache)
    adopted = folders.adopt(corpus)
    assert titles(adopted) == {"Otters", "Beavers"}
    assert adopted.table.overlay is None
    assert not adopted.files.changes


def test_what_changes_while_it_is_written_is_added(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    corpus = folders.refresh(corpus, folders.write(two=PAGE.format("Beavers", 2)))
    folders.compact()
    corpus = folders.refresh(corpus, folders.write(three=PAGE.format("Herons", 3)))
    assert titles(folders.adopt(corpus)) == {"Otters", "Beavers", "Herons"}


def test_a_file_that_came_and_went_while_it_was_written_is_gone(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    paths = folders.write(two=PAGE.format("Beavers", 2))
    folders.compact()
    folders.write(two=None)
    assert titles(folders.adopt(corpus, *paths)) == {"Otters"}


def test_files_that_only_have_a_new_date_are_in_the_new_snapshot_too(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    paths = folders.write(one=PAGE.format("Otters", 1))
    Path(paths[0]).touch()
    corpus = folders.refresh(corpus, paths)
    assert corpus.files.changes
    folders.compact()
    assert not folders.adopt(corpus).files.changes


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_file_that_is_half_written_meanwhile_keeps_its_articles(folders: Folders, *, is_seen: bool):
    folders.write(one=PAGE.format("Otters", 1), two=PAGE.format("Beavers", 2))
    corpus = folders.load()
    paths = folders.write(one=BROKEN)
    if is_seen:
        corpus = folders.refresh(corpus, paths)
    folders.compact()
    adopted = folders.adopt(corpus)
    assert titles(adopted) == {"Otters", "Beavers"}
    assert any("its earlier articles stay" in problem.reason for problem in adopted.archive.problems)
    assert titles(folders.refresh(adopted, folders.write(one=PAGE.format("Voles", 1)))) == {"Voles", "Beavers"}
    assert titles(folders.refresh(adopted, folders.write(one=None))) == {"Beavers"}


def test_no_snapshot_is_written_while_a_folder_is_missing(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    folders.articles.rename(folders.articles.with_name("elsewhere"))
    with pytest.raises(CompactionError, match="can't be read"):
        folders.compact()
    assert not is_replaced(corpus, folders.cache)


def test_a_snapshot_that_is_damaged_is_not_adopted(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    path = find_snapshot_path(folders.cache, [folders.articles])
    assert path is not None
    path.with_name("new").write_bytes(b"nothing")
    path.with_name("new").rename(path)
    with pytest.raises(CompactionError):
        folders.adopt(corpus)


def test_two_processes_never_write_one_snapshot_at_once(tmp_path: Path):
    path = tmp_path / "corpus-1.bin"
    with lock_snapshot(path), pytest.raises(SnapshotInUseError), lock_snapshot(path):
        pass
    with lock_snapshot(path):
        pass


def test_the_old_snapshot_stays_if_preparing_the_new_one_fails(folders: Folders):
    folders.write(one=PAGE.format("Otters", 1))
    corpus = folders.load()
    folders.write(two=PAGE.format("Beavers", 2))

    def fail(_: object) -> None:
        raise ZeroDivisionError

    options = folders.options
    options["prepare"] = fail
    with pytest.raises(ZeroDivisionError):
        write_complete_snapshot([folders.articles], **options)
    assert not is_replaced(corpus, folders.cache)
    assert [path.name for path in folders.cache.iterdir() if path.name.startswith(".")] == []


@settings(max_examples=examples(40), deadline=None)
@given(
    first=st.dictionaries(NAMES, texts(), min_size=1),
    later=CHANGES,
    compactions=st.sets(st.integers(0, 3)),
    late=st.booleans(),
)
def test_the_archive_after_changes_and_compactions_is_that_of_the_files(
    first: dict[str, str], later: list[Change], compactions: set[int], *, late: bool
):
    with TemporaryDirectory() as scratch:
        folders = Folders(Path(scratch))
        apply_change(folders.articles, dict(first))
        corpus = folders.load()
        touched: set[str] = set()
        for number, change in enumerate(later):
            # A change comes before the snapshot is written, or between that and its use.
            if late and number in compactions:
                folders.compact()
                touched.clear()
            paths = apply_change(folders.articles, change)
            touched.update(paths)
            corpus = folders.refresh(corpus, paths)
            if number in compactions:
                if not late:
                    folders.compact()
                corpus = folders.adopt(corpus, *touched)
            fresh = load_corpus([folders.articles], now=NOW)
            if not any(entry.is_stale for entry in corpus.files.values()):
                assert describe(corpus.archive) == describe(fresh.archive)
                assert corpus.origins() == fresh.origins()


@pytest.mark.parametrize("limit", [MAX_RECORDS, 0], ids=["added as a change", "built in memory"])
def test_a_snapshot_has_no_article_of_a_file_that_it_does_not_have(
    folders: Folders, limit: int, monkeypatch: pytest.MonkeyPatch
):
    """Otherwise the article would stay there, whatever becomes of the file."""
    monkeypatch.setattr(regrouping, "MAX_RECORDS", limit)
    folders.write(one=PAGE.format("Otters", 1), two=PAGE.format("Beavers", 2))
    corpus = folders.load()
    # A small archive is built again, and its snapshot written.
    corpus = refresh_corpus(corpus, folders.write(one=BROKEN), now=NOW, cache=folders.cache)
    assert titles(corpus) == {"Otters", "Beavers"}
    assert [entry.is_stale for entry in corpus.files.values()].count(True) == 1
    assert (corpus.table.overlay is None) == (limit == 0)
    snapshot = open_snapshot([folders.articles], folders.cache)
    assert snapshot is not None
    assert titles(snapshot) == {"Beavers"}
    assert titles(folders.refresh(snapshot, folders.write(one=None))) == {"Beavers"}
