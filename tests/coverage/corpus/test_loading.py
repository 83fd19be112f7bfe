"""From folders to an archive and from one state of them to the next; what an editor does midway harms nothing."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.corpus import parallel
from bot.coverage.corpus.loading import Corpus, load_corpus, refresh_corpus
from bot.coverage.workers import WorkerPool
from tests.support.filing import NOW, file_text, write_files
from tests.support.patience import PATIENCE
from tests.support.root import ROOT
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


def test_every_file_of_the_folders_is_in_the_archive(folder: Path, tmp_path: Path):
    write_files(tmp_path / "more", 1, start=7)
    corpus = load_corpus([folder, tmp_path / "more"], now=NOW)
    assert titles(corpus) == [*ALL, "Report number 7"]
    assert corpus.archive.files == 4


def test_origins_name_files_as_the_folder_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch):
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


def test_progress_is_told_to_the_end(folder: Path):
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
    named = {Path(problem.path).name for problem in corpus.archive.problems}
    assert named == {"empty.md", "binary.md", "nested.yml", "caf\\xe9.md", "lost.md", "pipe.md"}


def test_lone_surrogates_in_any_field_reach_neither_cache_nor_archive(folder: Path, tmp_path: Path):
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
    """The files that are read from now on, in this process."""
    read: list[str] = []
    plainly = parallel.read_with_canonical_urls

    def noted(path: str, now):
        read.append(Path(path).name)
        return plainly(path, now)

    monkeypatch.setattr(parallel, "read_with_canonical_urls", noted)
    return read


def test_a_warm_start_reads_only_what_changed_and_says_the_same(
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


def test_a_damaged_cache_is_made_anew(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert titles(load_corpus([folder], now=NOW, cache=tmp_path / "cache")) == ALL
    read = reads(monkeypatch)
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    assert read == []


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(folder: Path, tmp_path: Path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert titles(load_corpus([folder], now=NOW, cache=tmp_path / "cache")) == ALL


def test_nothing_is_ever_kept_inside_a_corpus_folder(folder: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    before = sorted(folder.iterdir())
    for cache in (folder, folder / "cache", tmp_path / "link" / "cache"):
        load_corpus([folder], now=NOW, cache=cache)
        refresh_corpus(load_corpus([folder], now=NOW), now=NOW, cache=cache)
    assert sorted(folder.iterdir()) == before


def test_folders_have_caches_of_their_own(folder: Path, tmp_path: Path):
    write_files(tmp_path / "other", 1, start=5)
    load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    load_corpus([tmp_path / "other"], now=NOW, cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_date_that_lay_ahead_counts_once_its_day_has_come(folder: Path, tmp_path: Path):
    ahead = NOW + timedelta(days=3)
    (folder / "00000.md").write_text(file_text("Soon", "https://herald.example/0", date=ahead.isoformat()))
    early = load_corpus([folder], now=NOW, cache=tmp_path / "cache")
    late = load_corpus([folder], now=NOW + timedelta(days=4), cache=tmp_path / "cache")
    refreshed = refresh_corpus(early, now=NOW + timedelta(days=4))
    for corpus, dated in ((early, False), (late, True), (refreshed, True)):
        article = corpus.archive.by_url("https://herald.example/0")
        assert article is not None
        assert (article.published is not None) is dated


# The next state


def test_a_refresh_without_a_change_is_the_same_corpus(folder: Path):
    corpus = load_corpus([folder], now=NOW)
    assert refresh_corpus(corpus, now=NOW) is corpus


def test_a_refresh_reads_what_changed_came_and_went(folder: Path, monkeypatch: pytest.MonkeyPatch):
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


@pytest.mark.parametrize("left", [b"", b"---\n", b"---\ntitle: ", b"\x00\x01\x02\xff"])
def test_a_half_written_file_keeps_its_articles_with_a_warning_until_it_is_whole(folder: Path, left: bytes):
    corpus = load_corpus([folder], now=NOW)
    (folder / "00001.md").write_bytes(left)
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


def test_a_held_file_that_is_deleted_is_gone(folder: Path):
    corpus = load_corpus([folder], now=NOW)
    (folder / "00001.md").write_text("")
    held = refresh_corpus(corpus, now=NOW)
    (folder / "00001.md").unlink()
    assert titles(refresh_corpus(held, now=NOW)) == ["Report number 0", "Report number 2"]


def test_a_new_start_reads_what_is_there_not_what_was_held(folder: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    corpus = load_corpus([folder], now=NOW, cache=cache)
    (folder / "00001.md").write_text("")
    refresh_corpus(corpus, now=NOW, cache=cache)
    assert titles(load_corpus([folder], now=NOW, cache=cache)) == ["Report number 0", "Report number 2"]


def test_a_file_that_may_no_longer_be_read_keeps_its_articles():
    with open_folder() as place, drop_root():
        write_files(place, 1)
        corpus = load_corpus([place], now=NOW)
        (place / "00000.md").chmod(0)
        during = refresh_corpus(corpus, now=NOW)
        assert titles(during) == ["Report number 0"]
        assert any("can't be opened: permission denied" in reason for reason in reasons(during))


def test_a_folder_that_is_being_replaced_keeps_its_articles_until_it_is_back(folder: Path, tmp_path: Path):
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


def test_a_folder_that_was_missing_at_the_start_is_read_when_it_comes(tmp_path: Path):
    corpus = load_corpus([tmp_path / "later"], now=NOW)
    write_files(tmp_path / "later", 1)
    assert titles(refresh_corpus(corpus, now=NOW)) == ["Report number 0"]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["write", "delete", "empty"])), max_size=12))
def test_after_any_edits_a_refresh_shows_what_a_fresh_load_does_but_for_held_files(tmp_path_factory, edits):
    folder: Path = tmp_path_factory.mktemp("corpus")
    corpus = load_corpus([folder], now=NOW)
    held: set[int] = set()
    for step, (number, what) in enumerate(edits):
        path = folder / f"{number}.md"
        if what == "write":
            path.write_text(file_text(f"Step {step}", f"https://herald.example/{number}"))
        elif what == "delete":
            path.unlink(missing_ok=True)
        elif path.exists():
            path.write_text("")
            held.add(number)
        if what != "empty":
            held.discard(number)
        corpus = refresh_corpus(corpus, now=NOW)
    fresh = load_corpus([folder], now=NOW)
    there = {article.key: article for article in corpus.archive.articles}
    for number in held:
        there.pop(f"https://herald.example/{number}", None)
    assert there == {article.key: article for article in fresh.archive.articles}


# Many files


@pytest.mark.outside
def test_many_files_are_read_by_a_pool_with_the_same_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(tmp_path / "corpus", 40)
    (tmp_path / "corpus" / "caf\udce9.md").write_text(file_text("Odd name", "https://herald.example/odd"))
    (tmp_path / "corpus" / "broken.md").write_text("---\n[")
    here = load_corpus([tmp_path / "corpus"], now=NOW)
    monkeypatch.setattr(parallel, "POOL_MINIMUM", 10)
    told: list[tuple[int, int]] = []
    read = reads(monkeypatch)
    with WorkerPool(2) as crew:
        pooled = load_corpus([tmp_path / "corpus"], now=NOW, progress=lambda *done: told.append(done), pool=crew)
    assert pooled.archive.articles == here.archive.articles
    assert pooled.archive.problems == here.archive.problems
    assert told[-1] == (42, 42)
    assert read == ["caf\udce9.md"], "a name that is no text is read by this process, all others by the pool"
    assert refresh_corpus(pooled, now=NOW) is pooled


@pytest.mark.outside
def test_where_no_pool_can_be_had_the_files_are_read_all_the_same(tmp_path: Path):
    """A script without a main guard can't start processes that import it."""
    write_files(tmp_path / "corpus", 350)
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from bot.coverage.corpus import loading\n"
        "from bot.coverage.workers import WorkerPool\n"
        "now = datetime(2024, 5, 20, tzinfo=UTC)\n"
        "corpus = loading.load_corpus([Path(sys.argv[1])], now=now, pool=WorkerPool(2))\n"
        "print(len(corpus.archive))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "corpus")],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip().splitlines()[-1] == "350"


def test_real_records_are_the_same_cold_and_warm(shared: Path, tmp_path: Path):
    cold = load_corpus([shared / "corpora"], now=NOW, cache=tmp_path)
    warm = load_corpus([shared / "corpora"], now=NOW, cache=tmp_path)
    assert cold.archive.files == 2398
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
