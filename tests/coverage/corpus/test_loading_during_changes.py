"""Folders that change while they are read: the next refresh corrects whatever was read halfway."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage.archive.archive import Archive
from bot.coverage.corpus.corpus import Corpus, open_snapshot
from bot.coverage.corpus.folders import find_files
from bot.coverage.corpus.loading import load_corpus, refresh_corpus, update_snapshot
from tests.support.properties import examples
from tests.support.records import NOW, file_text, write_files


def titles(corpus: Corpus) -> set[str]:
    return {article.title for article in corpus.archive.articles}


def numbered(*numbers: int) -> set[str]:
    return {f"Report number {number}" for number in numbers}


def once(act: Callable[[], object]) -> Callable[[int, int], None]:
    """Return a progress callback that acts when it is first called, in the middle of reading."""
    pending = [act]

    def progress(_done: int, _total: int) -> None:
        if pending:
            pending.pop()()

    return progress


# Changes while files are read


def test_a_folder_replaced_while_it_is_read_is_right_after_the_next_refresh(tmp_path: Path):
    write_files(tmp_path / "corpus", 4)
    write_files(tmp_path / "other", 3, start=50)

    def replace() -> None:
        (tmp_path / "corpus").rename(tmp_path / "away")
        (tmp_path / "other").rename(tmp_path / "corpus")

    during = load_corpus([tmp_path / "corpus"], now=NOW, cache=tmp_path / "cache", progress=once(replace))
    assert titles(during) < numbered(0, 1, 2, 3)
    assert {problem.severity for problem in during.archive.problems} == {"error"}
    after = refresh_corpus(during, now=NOW, cache=tmp_path / "cache")
    assert titles(after) == numbered(50, 51, 52)
    assert after.archive.problems == ()
    assert titles(load_corpus([tmp_path / "corpus"], now=NOW, cache=tmp_path / "cache")) == numbered(50, 51, 52)


def test_a_folder_replaced_by_one_with_the_same_names_is_right_after_the_next_refresh(tmp_path: Path):
    write_files(tmp_path / "corpus", 4)
    shutil.copytree(tmp_path / "corpus", tmp_path / "other")
    (tmp_path / "other" / "00002.md").write_text(file_text("Another", "https://herald.example/2"))

    def replace() -> None:
        (tmp_path / "corpus").rename(tmp_path / "away")
        (tmp_path / "other").rename(tmp_path / "corpus")

    during = load_corpus([tmp_path / "corpus"], now=NOW, progress=once(replace))
    assert titles(refresh_corpus(during, now=NOW)) == {*numbered(0, 1, 3), "Another"}


def test_files_deleted_before_they_are_read_keep_their_articles_until_the_next_refresh(tmp_path: Path):
    paths = write_files(tmp_path / "corpus", 4)
    corpus = load_corpus([tmp_path / "corpus"], now=NOW)
    for number, path in enumerate(paths):
        path.write_text(file_text(f"Changed {number}", f"https://herald.example/{number}"))

    def delete() -> None:
        for path in paths:
            path.unlink()

    during = refresh_corpus(corpus, now=NOW, progress=once(delete))
    assert len(titles(during)) == 4
    assert len([title for title in titles(during) if title.startswith("Changed")]) == 1
    assert titles(refresh_corpus(during, now=NOW)) == set()


def test_a_folder_deleted_after_it_was_found_is_no_error(tmp_path: Path):
    write_files(tmp_path / "corpus" / "deep", 2)
    write_files(tmp_path / "corpus", 1, start=7)
    found = find_files([tmp_path / "corpus"])
    shutil.rmtree(tmp_path / "corpus" / "deep")
    assert len(found.files) == 3
    corpus = load_corpus([tmp_path / "corpus"], now=NOW)
    assert titles(corpus) == numbered(7)
    assert corpus.archive.problems == ()


def test_a_load_that_is_interrupted_leaves_the_snapshot_as_it_was(tmp_path: Path):
    write_files(tmp_path / "corpus", 3)
    load_corpus([tmp_path / "corpus"], now=NOW, cache=tmp_path / "cache")
    write_files(tmp_path / "corpus", 9, start=3)

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        load_corpus([tmp_path / "corpus"], now=NOW, cache=tmp_path / "cache", progress=stop)
    opened = open_snapshot([tmp_path / "corpus"], tmp_path / "cache")
    assert opened is not None
    assert titles(opened) == numbered(0, 1, 2)
    assert len(titles(load_corpus([tmp_path / "corpus"], now=NOW, cache=tmp_path / "cache"))) == 12


# Copies of folders


def test_a_start_does_not_read_a_copy_of_the_folder_again(tmp_path: Path):
    folder, cache = tmp_path / "corpus", tmp_path / "cache"
    write_files(folder, 3)
    load_corpus([folder], now=NOW, cache=cache)
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copy2)
    shutil.rmtree(folder)
    (tmp_path / "copy").rename(folder)
    opened = open_snapshot([folder], cache)
    assert opened is not None
    reports: list[tuple[int, int]] = []
    updated = update_snapshot(opened, now=NOW, cache=cache, progress=lambda *done: reports.append(done))
    assert reports == []
    assert titles(updated) == numbered(0, 1, 2)
    # A refresh compares inodes too, and these are now known.
    assert refresh_corpus(updated, now=NOW, progress=lambda *done: reports.append(done)) is updated
    assert reports == []


# Any edits

edits = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["write", "write", "delete", "nest"]),
        st.sampled_from(["Bridge shut", "Bridge is shut", "34 more deaths"]),
        st.sampled_from(["https://herald.example/1", "https://wire.example/2", "https://wire.example/amp/2", ""]),
        st.sampled_from(["2024-03-01T08:30:00Z", "2024-03-01", "2021-01-01T00:30:00Z", "never"]),
    ),
    max_size=10,
)


def content(archive: Archive) -> tuple[object, ...]:
    """Return everything that an archive can be asked for."""
    articles = list(archive.articles)
    return (
        articles,
        dict(archive.outlets),
        dict(archive.topics),
        archive.files,
        archive.removed,
        archive.fingerprint,
        archive.newest,
        archive.oldest,
        archive.problems,
        archive.date_conflicts,
        [list(group) for group in archive.duplicates],
        archive.days,
        [archive.copies(article) for article in articles],
        [list(archive.related_to(article)) for article in articles],
        [archive.place(article.id) for article in articles],
        [archive.by_url(article.url or "https://wire.example/amp/2") for article in articles],
        [archive.outlet_of(place) for place in range(len(articles))],
        [archive.day_of(place) for place in range(len(articles))],
        [archive.id_of(place) for place in range(len(articles))],
        [list(archive.by_outlet(key)) for key in archive.outlets],
        [list(archive.by_topic(key)) for key in archive.topics],
        list(archive.between(date(2021, 1, 1), date(2024, 3, 1))),
        list(archive.between(None, None)),
    )


def text(title: str, url: str, day: str) -> str:
    return file_text(title, url or None, date=day).replace(
        "\n---\n", f"\ntopics:\n  - {title[:6]}\n  - {day[:4]}\n---\n"
    )


@settings(max_examples=examples(40))
@given(edits, st.integers(1, 4))
def test_after_any_edits_a_refresh_a_start_and_a_fresh_load_are_equal(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str, str, str, str]], every: int
):
    base = tmp_path_factory.mktemp("edited")
    folder, cache = base / "corpus", base / "cache"
    folder.mkdir()
    corpus = load_corpus([folder], now=NOW, cache=cache)
    for step, (number, edit, title, url, day) in enumerate(edits):
        path = folder / f"{number}.md"
        if edit == "delete":
            path.unlink(missing_ok=True)
        elif edit == "nest":
            nested = f'\nrelated:\n  - title: "{title} again"\n    webUrl: "{url or "https://wire.example/2"}"\n---\n'
            path.write_text(text(title, f"https://herald.example/{number}", day).replace("\n---\n", nested))
        else:
            path.write_text(text(title, url, day))
        if step % every == 0:
            corpus = refresh_corpus(corpus, now=NOW, cache=cache)
    corpus = refresh_corpus(corpus, now=NOW, cache=cache)
    fresh = load_corpus([folder], now=NOW)
    assert content(corpus.archive) == content(fresh.archive)
    assert corpus.origins() == fresh.origins()
    assert dict(corpus.readings()) == dict(fresh.readings())
    started = load_corpus([folder], now=NOW, cache=cache)
    assert content(started.archive) == content(fresh.archive)
    assert started.origins() == fresh.origins()
