"""Folders become an archive: which files count, warm starts, and what a change or a broken file does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.coverage import loading
from bot.coverage.loading import Corpus, load, refresh

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def put(folder: Path, name: str, title: str, *, site: str = "a.example") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    slug = title.replace(" ", "-").casefold()
    file.write_text(
        f'---\ntitle: "{title}"\nexcerpt: "It is about {title}."\npublishedDateTime: 2024-03-01T08:30:00Z\n'
        f'webUrl: "https://{site}/{slug}"\n---\n',
        "utf-8",
    )
    return file


def titles(corpus: Corpus) -> set[str]:
    return {article.title for article in corpus.archive.articles}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    put(made, "one.md", "One bridge")
    put(made, "deep/er/two.txt", "Two ferries")
    return made


def test_every_article_file_in_any_depth_counts(folder: Path):
    for suffix in ("markdown", "yml", "yaml", "MD"):
        put(folder, f"more.{suffix}", f"Ending {suffix}")
    put(folder, "notes.rst", "No record")

    assert titles(load([folder], now=NOW)) == {
        *("One bridge", "Two ferries"),
        *("Ending markdown", "Ending yml", "Ending yaml", "Ending MD"),
    }


@pytest.mark.parametrize("name", [".hidden.md", ".#lock.md", "draft.md~", "x.md.tmp", ".git/config.md"])
def test_hidden_and_editors_files_are_passed_over(folder: Path, name: str):
    put(folder, name, "Not yet")

    assert "Not yet" not in titles(load([folder], now=NOW))


def test_a_file_is_read_once_however_many_folders_lead_to_it(folder: Path):
    corpus = load([folder, folder / "deep", folder], now=NOW)

    assert corpus.archive.files == 2
    assert len(corpus.archive.articles) == 2


def test_a_folder_that_links_to_itself_ends(folder: Path):
    (folder / "loop").symlink_to(folder)

    assert load([folder], now=NOW).archive.files == 2


def test_a_folder_that_is_not_there_is_a_problem_and_the_rest_is_read(folder: Path, tmp_path: Path):
    corpus = load([folder, tmp_path / "nowhere"], now=NOW)

    assert len(corpus.archive.articles) == 2
    assert any("nowhere" in problem.path for problem in corpus.archive.problems)


def test_progress_is_told_up_to_the_end(folder: Path):
    told: list[tuple[int, int]] = []
    load([folder], now=NOW, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (2, 2)


def test_a_warm_start_gives_the_same_archive_without_reading_the_files(folder: Path, tmp_path: Path):
    cold = load([folder], now=NOW, cache=tmp_path / "cache")
    # What is not read needs no permission: only the stamps are compared.
    kept = loading.cache_file(tmp_path / "cache", [folder])
    assert kept is not None
    assert kept.exists()
    told: list[tuple[int, int]] = []
    warm = load([folder], now=NOW, cache=tmp_path / "cache", progress=lambda *at: told.append(at))

    assert warm.archive.fingerprint == cold.archive.fingerprint
    assert warm.archive.articles == cold.archive.articles
    assert all(total == 0 for _, total in told)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x93" * 500])
def test_a_damaged_cache_is_made_anew(folder: Path, tmp_path: Path, damage: bytes):
    cold = load([folder], now=NOW, cache=tmp_path / "cache")
    kept = loading.cache_file(tmp_path / "cache", [folder])
    assert kept is not None
    kept.write_bytes(damage)

    assert load([folder], now=NOW, cache=tmp_path / "cache").archive.articles == cold.archive.articles


def test_nothing_is_kept_inside_an_article_folder(folder: Path):
    load([folder], now=NOW, cache=folder / "cache")

    assert not (folder / "cache").exists()


def test_many_files_are_read_by_several_processes_to_the_same_archive(tmp_path: Path):
    folder = tmp_path / "many"
    for number in range(320):
        put(folder, f"{number}.md", f"Report {number}")

    together = load([folder], now=NOW)

    assert len(together.archive.articles) == 320
    half = [folder / f"{number}.md" for number in range(160)]
    for file in half:
        file.unlink()
    assert len(refresh(together, now=NOW).archive.articles) == 160


class TestRefresh:
    """Only what changed is read again, and nothing is lost by a file that is half written."""

    def test_nothing_changed_is_the_same_corpus(self, folder: Path):
        corpus = load([folder], now=NOW)
        assert refresh(corpus, now=NOW) is corpus

    def test_an_edited_file(self, folder: Path):
        corpus = load([folder], now=NOW)
        put(folder, "one.md", "One tunnel instead")

        assert titles(refresh(corpus, now=NOW)) == {"One tunnel instead", "Two ferries"}

    def test_a_new_file(self, folder: Path):
        corpus = load([folder], now=NOW)
        put(folder, "three.md", "Three cranes")

        assert "Three cranes" in titles(refresh(corpus, now=NOW))

    def test_a_deleted_file(self, folder: Path):
        corpus = load([folder], now=NOW)
        (folder / "one.md").unlink()

        assert titles(refresh(corpus, now=NOW)) == {"Two ferries"}

    @pytest.mark.parametrize("half", [b"", b"\x00\x01", b"---\n"], ids=["empty", "binary", "begun"])
    def test_a_half_written_file_keeps_what_it_said_and_is_told(self, folder: Path, half: bytes):
        corpus = load([folder], now=NOW)
        (folder / "one.md").write_bytes(half)
        broken = refresh(corpus, now=NOW)

        assert titles(broken) == {"One bridge", "Two ferries"}
        assert any(problem.path.endswith("one.md") for problem in broken.archive.problems)

        put(folder, "one.md", "One bridge, mended")
        assert titles(refresh(broken, now=NOW)) == {"One bridge, mended", "Two ferries"}

    def test_a_folder_that_is_away_for_a_moment_empties_nothing(self, folder: Path):
        corpus = load([folder], now=NOW)
        away = folder.with_name("away")
        folder.rename(away)
        gone = refresh(corpus, now=NOW)
        away.rename(folder)

        assert titles(gone) == {"One bridge", "Two ferries"}
        assert titles(refresh(gone, now=NOW)) == {"One bridge", "Two ferries"}


def test_real_files_load_warm_as_they_load_cold(shared: Path, tmp_path: Path):
    now = datetime(2030, 1, 1, tzinfo=UTC)
    cold = load([shared / "corpora"], now=now, cache=tmp_path)
    warm = load([shared / "corpora"], now=now, cache=tmp_path)

    assert cold.archive.files == 2398
    assert cold.archive.removed == 12
    assert warm.archive.fingerprint == cold.archive.fingerprint
    assert list(tmp_path.iterdir())
