"""Any file gives records, or problems that say what is wrong with it, and never an exception."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.parsing.reader import MAX_PROBLEMS, read_bytes, read_file
from tests.support.article_file import ARTICLE_FILE, NOW, read, reasons


def test_a_file_without_problems_gives_its_record_and_the_nested_one():
    reading = read(ARTICLE_FILE)

    main, nested = reading.records
    assert reading.problems == ()
    assert (main.title, main.url, main.outlet_name) == (
        "Harbour bridge closes",
        "https://news.example.org/bridge",
        "Example Herald",
    )
    assert main.published is not None
    assert main.published.iso() == "2024-03-01T08:30:00Z"
    assert main.topics == ("Transport",)
    assert main.image is not None
    assert main.image.alt == "The bridge at dawn"
    assert not main.origin.nested
    assert (nested.title, nested.outlet_domain) == ("Ferries to run all night", "example.net")
    assert nested.origin.nested
    assert nested.origin.line == ARTICLE_FILE[: ARTICLE_FILE.index('title: "Ferries')].count("\n") + 1


def test_the_secured_field_is_never_read():
    for text in (ARTICLE_FILE, ARTICLE_FILE.replace('secured: "', "secured: [\x01").replace('key"', "")):
        assert "c2VjcmV0" not in repr(read(text))


def test_every_problem_names_its_file():
    reading = read_bytes(ARTICLE_FILE.replace('closes"', "closes").encode(), "deep/in/a.md", now=NOW)

    assert {problem.path for problem in reading.problems} == {"deep/in/a.md"}


def test_a_file_with_very_many_problems_lists_the_gravest_and_counts_the_rest():
    reading = read("---\ntitle: Main\nrelated:\n" + "  - webUrl: nonsense\n" * 400 + "---\n")

    assert len(reading.problems) == MAX_PROBLEMS
    assert reading.problems[-1].reason == "202 more problems of this file are not listed"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: " + "[" * 200_000,
        "---\ntitle: " + "{a: " * 100_000,
        "---\n" + "".join(f"{' ' * depth}a{depth}:\n" for depth in range(3_000)),
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "title: Bomb\n---\n",
        "---\ntitle: !!python/object/apply:os.system ['echo harm']\n---\n",
        "---\n<<: *nothing\ntitle: Merge\n---\n",
        "\x00\x01\x02" * 1_000,
        "---\n" + "- " * 50_000,
        "",
        "---",
        "no front matter at all",
    ],
    ids=["brackets", "braces", "indents", "bomb", "tag", "merge", "binary", "dashes", "empty", "bare", "prose"],
)
def test_a_hostile_file_ends_with_a_record_or_a_problem(text: str):
    reading = read(text)

    assert reading.problems or reading.records


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(data: bytes):
    read_bytes(data, "a.md", now=NOW)
    read_bytes(data, "a.yaml", now=NOW)


@given(st.data())
def test_any_edit_of_a_file_leaves_records_or_problems(data: st.DataObject):
    start = data.draw(st.integers(0, len(ARTICLE_FILE)))
    length = data.draw(st.integers(0, 30))
    inserted = data.draw(
        st.text(max_size=6) | st.sampled_from(['"', "\t", ":", "[", "{", "- ", "---\n", "&a ", "*a", "|\n"])
    )

    reading = read(ARTICLE_FILE[:start] + inserted + ARTICLE_FILE[start + length :])

    assert reading.records or reading.problems
    assert "c2VjcmV0IHRleHQ" not in repr(reading.problems)


class TestPaths:
    """Whatever a path leads to, reading it ends with a problem."""

    def test_a_missing_file(self, tmp_path: Path):
        assert reasons(read_file(tmp_path / "gone.md", now=NOW), "error") == [
            "the file can't be opened: no such file or directory"
        ]

    def test_a_folder(self, tmp_path: Path):
        (tmp_path / "x.md").mkdir()
        assert reasons(read_file(tmp_path / "x.md", now=NOW), "error") == ["the file can't be read: is a directory"]

    def test_a_named_pipe(self, tmp_path: Path):
        os.mkfifo(tmp_path / "pipe.md")
        assert reasons(read_file(tmp_path / "pipe.md", now=NOW), "error") == [
            "this is a named pipe, not a regular file"
        ]

    def test_a_device(self, tmp_path: Path):
        (tmp_path / "zero.md").symlink_to("/dev/zero")
        assert reasons(read_file(tmp_path / "zero.md", now=NOW), "error") == ["this is a device, not a regular file"]

    def test_a_link_to_itself(self, tmp_path: Path):
        (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
        assert reasons(read_file(tmp_path / "loop.md", now=NOW), "error")

    def test_a_giant_file(self, tmp_path: Path):
        giant = tmp_path / "giant.md"
        with giant.open("wb") as file:
            file.truncate(300 * 1024 * 1024)
        assert reasons(read_file(giant, now=NOW), "error") == ["the file is larger than 2 MB and was not read"]


def test_the_seeds_have_no_problems(seeds: Path):
    readings = [read_file(path, now=NOW) for path in sorted(seeds.iterdir())]

    assert [reading.problems for reading in readings] == [()] * 5
    assert sum(len(reading.records) for reading in readings) == 16
    titles = {record.title for reading in readings for record in reading.records}
    assert "The government is going to use facial recognition more. That’s bad." in titles
