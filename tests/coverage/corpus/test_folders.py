"""Each article file is found once, whatever else is in the folders."""

import os
from pathlib import Path

import pytest

from bot.coverage.corpus.folders import find_changed_files, find_files, is_article_file
from tests.support.records import write_files
from tests.support.users import drop_root, open_folder


def names(*folders: Path) -> list[str]:
    return sorted(Path(path).name for path in find_files(folders).files)


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "A.TXT", "a.yml", "a.yaml", "a.b.md"])
def test_article_files_have_known_suffixes(name: str):
    assert is_article_file(name)


@pytest.mark.parametrize(
    "name",
    [
        ".a.md",
        ".#a.md",
        "#a.md#",
        "#a.md",
        "a.md~",
        "~$a.md",
        "a.md.swp",
        ".a.md.swp",
        "a.tmp",
        "a.md.tmp",
        "a.json",
        "md",
    ],
)
def test_hidden_files_and_editors_files_are_ignored(name: str):
    assert not is_article_file(name)


def test_subfolders_are_searched_except_hidden_ones(tmp_path: Path):
    write_files(tmp_path / "a" / "b", 1)
    write_files(tmp_path / ".git", 1, start=5)
    assert names(tmp_path) == ["00000.md"]


def test_a_file_is_found_once_however_folders_and_links_overlap(tmp_path: Path):
    first, second = write_files(tmp_path / "a", 2)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "linked.md").symlink_to(first)
    (tmp_path / "b" / "hard.md").hardlink_to(second)
    (tmp_path / "c").symlink_to(tmp_path / "a", target_is_directory=True)
    assert len(find_files([tmp_path, tmp_path / "a", tmp_path / "c"]).files) == 2


def test_links_in_a_circle_are_followed_once(tmp_path: Path):
    write_files(tmp_path / "a", 1)
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.md").symlink_to(tmp_path / "a" / "self.md")
    found = find_files([tmp_path])
    assert [Path(path).name for path in found.files] == ["00000.md"]
    assert [Path(problem.path).name for problem in found.problems] == ["self.md"]


def test_a_missing_folder_is_a_problem_with_its_path(tmp_path: Path):
    found = find_files([tmp_path / "gone"])
    assert found.files == {}
    assert found.unreadable == (str(tmp_path / "gone"),)
    assert [(problem.path, problem.severity, problem.reason) for problem in found.problems] == [
        (str(tmp_path / "gone"), "error", "the article folder can't be read: no such file or directory")
    ]


def test_a_file_can_be_given_as_a_corpus_folder(tmp_path: Path):
    (path,) = write_files(tmp_path, 1)
    assert list(find_files([path]).files) == [str(path)]


def test_a_broken_link_is_found_so_that_reading_it_reports_the_error(tmp_path: Path):
    (tmp_path / "lost.md").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path) == ["lost.md"]


def test_a_pipe_is_found_without_waiting_for_a_writer(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    assert names(tmp_path) == ["pipe.md"]


def test_a_folder_without_permission_is_a_problem_and_the_rest_is_found():
    with open_folder() as folder, drop_root():
        write_files(folder, 1)
        closed = folder / "closed"
        closed.mkdir(mode=0)
        found = find_files([folder])
        closed.chmod(0o700)
    assert len(found.files) == 1
    assert found.unreadable == (str(closed),)
    assert found.problems[0].reason == "the folder can't be read: permission denied"


def test_a_stamp_reveals_a_replaced_file_with_the_same_size_and_date(tmp_path: Path):
    (path,) = write_files(tmp_path, 1)
    before = find_files([tmp_path]).files[str(path)]
    text, times = path.read_text(), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    other = tmp_path / "other"
    other.write_text(text.replace("happened", "occurred"))
    os.utime(other, ns=times)
    other.replace(path)
    after = find_files([tmp_path]).files[str(path)]
    assert after != before
    assert after.matches_copy(before)


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A corpus folder with links to files and folders, inside and outside."""
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    (corpus / "inside").mkdir(parents=True)
    (outside / "more").mkdir(parents=True)
    for file in (corpus / "inside" / "a.md", outside / "secret.md", outside / "more" / "b.md"):
        file.write_text("x")
    (corpus / "again").symlink_to(corpus / "inside", target_is_directory=True)
    (corpus / "file.md").symlink_to(outside / "secret.md")
    (corpus / "folder").symlink_to("../outside/more", target_is_directory=True)
    (corpus / "in-two-steps.md").symlink_to(corpus / "file.md")
    (corpus / "gone.md").symlink_to(outside / "nowhere.md")
    (corpus / "picture.png").symlink_to(outside / "secret.md")
    return corpus


def test_a_link_that_leads_out_of_the_folder_is_not_followed_and_is_a_problem(linked: Path):
    found = find_files([linked])
    assert [Path(path).name for path in found.files] == ["a.md"]
    assert {Path(problem.path).name for problem in found.problems} == {
        "file.md",
        "folder",
        "gone.md",
        "in-two-steps.md",
    }
    assert all("CORPUS_FOLLOW_LINKS=1" in problem.reason for problem in found.problems)


def test_links_that_lead_out_are_followed_if_the_operator_says_so(linked: Path):
    found = find_files([linked], follow_links=True)
    assert {Path(path).name for path in found.files} == {"a.md", "b.md", "file.md", "gone.md"}
    assert not found.problems


def test_a_link_into_another_article_folder_is_followed(linked: Path):
    found = find_files([linked, linked.parent / "outside"])
    assert {os.path.realpath(path) for path in found.files} == {
        str(linked / "inside" / "a.md"),
        str(linked.parent / "outside" / "secret.md"),
        str(linked.parent / "outside" / "more" / "b.md"),
        str(linked.parent / "outside" / "nowhere.md"),
    }


def test_the_article_folder_may_be_a_link_itself(linked: Path, tmp_path: Path):
    (tmp_path / "current").symlink_to(linked, target_is_directory=True)
    assert names(tmp_path / "current") == ["a.md"]


@pytest.mark.parametrize(
    "name",
    [
        "one.sync-conflict-20240301-083000-ABCDEFG.md",
        "one (Anna's conflicted copy 2024-03-01).md",
        "one (conflicted copy 2024-03-01 083000).md",
        "one_conflict-20240301-083000.md",
        "one (SFConflict anna@a.example 2024-03-01-08-30-00).md",
    ],
)
def test_the_version_that_a_sync_tool_set_aside_is_named_and_not_read(tmp_path: Path, name: str):
    (tmp_path / "one.md").write_text("---\ntitle: One\n---\n")
    (tmp_path / name).write_text("---\ntitle: Other\n---\n")
    found = find_files([tmp_path])
    assert list(found.files) == [str(tmp_path / "one.md")]
    (problem,) = found.problems
    assert (problem.path, problem.severity) == (str(tmp_path / name), "warning")


@pytest.mark.parametrize("name", ["conflict.md", "a conflicted copy of a painting.md", "sync.md", "city (conflict).md"])
def test_a_file_about_conflicts_is_read(tmp_path: Path, name: str):
    (tmp_path / name).write_text("---\ntitle: One\n---\n")
    assert list(find_files([tmp_path]).files) == [str(tmp_path / name)]


def test_only_changed_files_are_looked_at_if_nothing_else_can_have_changed(tmp_path: Path):
    here, gone, new = tmp_path / "a" / "here.md", tmp_path / "gone.md", tmp_path / "a" / "new.md"
    here.parent.mkdir()
    here.write_text("x", "utf-8")
    new.write_text("y", "utf-8")
    known = {str(here), str(gone)}
    changed = find_changed_files([tmp_path], [str(gone), str(new), str(tmp_path / ".new.md.tmp")], known)
    assert changed == {str(gone): None, str(new): find_files([tmp_path]).files[str(new)]}


@pytest.mark.parametrize("kind", ["folder", "link", "second name", "gone folder", "outside", "hidden folder"])
def test_all_folders_are_searched_if_more_than_files_may_have_changed(tmp_path: Path, kind: str):
    root = tmp_path / "root"
    root.mkdir()
    path = root / "x.md"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(tmp_path / "elsewhere.md")
    elif kind == "second name":
        (root / "y.md").write_text("y", "utf-8")
        path.hardlink_to(root / "y.md")
    elif kind == "gone folder":
        path = root / "folder"
    elif kind == "hidden folder":
        path = root / ".hidden" / "x.md"
    else:
        path = tmp_path / "x.md"
    assert find_changed_files([root], [str(path)], frozenset()) is None


def test_all_folders_are_searched_if_one_is_inside_another(tmp_path: Path):
    (tmp_path / "a").mkdir()
    assert find_changed_files([tmp_path, tmp_path / "a"], [str(tmp_path / "x.md")], frozenset()) is None
