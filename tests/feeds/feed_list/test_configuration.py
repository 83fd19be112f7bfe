"""The operator's list of feeds is read with clear errors, and changed without losing what is in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.feeds.feed_list.configuration import (
    FeedEntry,
    FeedListError,
    add_to_feed_list,
    read_feed_list,
    remove_from_feed_list,
)
from bot.feeds.item import FeedItem

A, B, C = (f"http://{name}.example.org/feed" for name in "abc")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def test_a_feed_has_all_its_fields(file: Path) -> None:
    file.write_text(
        f"feeds:\n  - url: {A}\n    outlet: The Example Herald\n    topics: [Transport, Ports]\n    every: 15m\n"
        f"    include: Ferry\n    exclude: [Sports]\n  - {B}\n"
    )
    first, second = read_feed_list(file)
    assert first == FeedEntry(
        A, "The Example Herald", ("Transport", "Ports"), timedelta(minutes=15), ("ferry",), ("sports",)
    )
    assert second == FeedEntry(B)


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", "feeds:\n", "[]\n"])
def test_a_list_may_be_empty(file: Path, text: str) -> None:
    file.write_text(text)
    assert read_feed_list(file) == ()


def test_a_list_that_is_not_there_is_empty(file: Path) -> None:
    assert read_feed_list(file) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- url: [", "is not valid YAML in line"),
        ("hello", "is not a list of feeds"),
        ("- outlet: x", "feed 1 in .* has no usable http or https URL"),
        ("- url: ftp://a.org", "has no usable http or https URL"),
        (f"- url: {A}\n- url: {A}", "feed 2 in .* has the URL of another"),
        (f"- url: {A}\n  every: 1m", "`every` is '1m'; give 5 minutes to a day"),
        (f"- url: {A}\n  evry: 1h", "unknown field 'evry'; it may have url, outlet"),
        (f"- url: {A}\n  topics: {{a: b}}", "`topics` is not a list of words"),
        ("- 5", "feed 1 in .* is not a mapping"),
        ("&a [*a]", "feed 1 in .* is not a mapping"),
        ("[" * 700, "nests too deep|not valid YAML"),
    ],
)
def test_errors_say_where_and_why(file: Path, text: str, reason: str) -> None:
    file.write_text(text)
    with pytest.raises(FeedListError, match=reason):
        read_feed_list(file)


def test_words_decide_what_is_taken() -> None:
    entry = FeedEntry(A, include=("ferry", "new bridge"), exclude=("sports",))

    def wants(title: str, excerpt: str = "") -> bool:
        return entry.wants(FeedItem(title, A, None, excerpt, ""))

    assert wants("The ferry sails")
    assert wants("Opened", "The NEW bridge, at last")
    assert not wants("Ferryman")
    assert not wants("Sports on the ferry")
    assert FeedEntry(A).wants(FeedItem("x", A, None, "", ""))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# My feeds\n",
        f"# My feeds\n- url: {A}  # the first\n",
        f"- url: {A}\n  topics:\n  - Ports",
        f"feeds:\n    - url: {A}\n      outlet: x\n    # a comment\nother: 1\n",
        f"- {A}\n\n# The end\n",
    ],
)
def test_a_feed_is_added_and_all_else_stays(file: Path, before: str) -> None:
    file.write_text(before)
    entries = read_feed_list(file)
    add_to_feed_list(file, FeedEntry(B, "B: the outlet", ("One",), timedelta(hours=2), ("x",)))
    assert read_feed_list(file) == (*entries, FeedEntry(B, "B: the outlet", ("One",), timedelta(hours=2), ("x",)))
    assert set(before.splitlines()) <= set(file.read_text().splitlines())


def test_a_feed_is_not_added_twice(file: Path) -> None:
    add_to_feed_list(file, FeedEntry(A))
    with pytest.raises(FeedListError, match=r"is in .* already"):
        add_to_feed_list(file, FeedEntry(A))


@pytest.mark.parametrize("url", [A, B, C])
def test_a_feed_is_removed_and_all_else_stays(file: Path, url: str) -> None:
    file.write_text(f"# Head\n- url: {A}\n  topics:\n    - One\n# About B\n- {B}\n\n- url: {C}\n  outlet: C\n# End\n")
    remove_from_feed_list(file, url)
    assert [entry.url for entry in read_feed_list(file)] == [other for other in (A, B, C) if other != url]
    assert {"# Head", "# About B", "# End"} <= set(file.read_text().splitlines())


def test_the_last_feed_can_be_removed_and_another_added(file: Path) -> None:
    file.write_text(f"feeds:\n  - url: {A}\n")
    remove_from_feed_list(file, A)
    assert read_feed_list(file) == ()


def test_a_feed_that_is_not_there_can_t_be_removed(file: Path) -> None:
    with pytest.raises(FeedListError, match="is not in"):
        remove_from_feed_list(file, A)
