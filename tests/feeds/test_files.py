"""Articles become YAML documents in files, which the bot reads as any article file, and which editors may change."""

import os
import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.article import Moment
from bot.coverage.corpus.folders import is_article_file
from bot.coverage.parsing.reader import read_bytes
from bot.coverage.text import clean_text
from bot.feeds import files
from bot.feeds.item import FeedItem

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ITEM = FeedItem(
    "Bridge: closed", "http://news.example.org/1", Moment(datetime(2026, 2, 27, 8, 30, tzinfo=UTC)), "It is.", "Herald"
)


def test_the_bot_reads_what_is_written() -> None:
    (record,) = read_bytes(files.format_document(ITEM, ["Transport"]).encode(), "a.yaml", now=NOW).records
    assert (record.title, record.excerpt, record.url, record.published) == (
        ITEM.title,
        ITEM.excerpt,
        ITEM.url,
        ITEM.published,
    )
    assert (record.outlet_name, record.outlet_domain, record.topics) == ("Herald", "news.example.org", ("Transport",))
    assert not record.origin.nested


def test_an_outlet_that_is_a_host_needs_no_provider() -> None:
    text = files.format_document(FeedItem("One", "http://news.example.org/1", None, "", "news.example.org"), ())
    assert text == '---\ntitle: "One"\nwebUrl: "http://news.example.org/1"\n'


@given(st.text(min_size=1), st.text())
def test_every_text_survives(title: str, excerpt: str) -> None:
    clean = FeedItem(
        clean_text(title) or "x", "http://news.example.org/1", None, clean_text(excerpt), "news.example.org"
    )
    reading = read_bytes(files.format_document(clean, ()).encode(), "a.yaml", now=NOW)
    assert [(record.title, record.excerpt) for record in reading.records] == [(clean.title, clean.excerpt)]
    assert not reading.problems


def test_a_file_is_for_an_outlet_and_the_day_of_publication() -> None:
    assert files.choose_path(ITEM, "2026-03-01") == "news.example.org/2026-02-27.yaml"
    undated = FeedItem("One", "http://[2001:db8::1]/1", None, "", "x")
    assert files.choose_path(undated, "2026-03-01") == "2001_db8__1/2026-03-01.yaml"
    assert is_article_file("2026-02-27.2.yaml")


def test_documents_are_added_and_nothing_else_changes(tmp_path: Path) -> None:
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: One\n"]})
    file = tmp_path / "a" / "2026-01-01.yaml"
    file.write_text(file.read_text() + "# A note of the editor, without an end of line")
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: Two\n", "---\ntitle: Three\n"]})
    assert file.read_text().startswith("# Articles from feeds.")
    assert file.read_text().endswith(
        "# A note of the editor, without an end of line\n---\ntitle: Two\n---\ntitle: Three\n"
    )


def test_what_an_editor_saves_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a" / "2026-01-01.yaml"
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: One\n"]})
    sync, saves = os.fsync, iter(["---\ntitle: Edited\n"])

    def save(handle: int) -> None:
        if text := next(saves, ""):
            file.write_text(text)
        sync(handle)

    monkeypatch.setattr(os, "fsync", save)
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: Two\n"]})
    assert file.read_text() == "---\ntitle: Edited\n---\ntitle: Two\n"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_write_that_ends_early_leaves_no_half_of_a_document(tmp_path: Path) -> None:
    file = tmp_path / "a" / "2026-01-01.yaml"
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: One\n"]})
    before = file.read_text()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            files.append_documents(tmp_path, {"a/2026-01-01.yaml": [f"---\ntitle: {'x' * 20_000}\n"]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_text() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_full_file_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE", 10)
    for number in range(3):
        files.append_documents(tmp_path, {"a/2026-01-01.yaml": [f"---\ntitle: {number}\n"]})
    assert sorted(path.name for path in tmp_path.rglob("*.yaml")) == [
        "2026-01-01.2.yaml",
        "2026-01-01.3.yaml",
        "2026-01-01.yaml",
    ]
    assert files.has_document(tmp_path, "a/2026-01-01.yaml", "---\ntitle: 2\n")


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "2026-01-01.yaml").symlink_to(outside)
    with pytest.raises(OSError, match="Too many levels"):
        files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: One\n"]})
    assert not outside.read_text()


def test_only_what_stands_as_it_was_written_is_removed(tmp_path: Path) -> None:
    texts = [f"---\ntitle: {number}\n" for number in range(4)]
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": texts})
    file = tmp_path / "a" / "2026-01-01.yaml"
    file.write_text(file.read_text().replace("title: 1\n", "title: Edited\n"))
    digests = {files.compute_digest(text): str(number) for number, text in enumerate(texts) if number != 3}
    assert files.remove_documents(file, digests) == ["0", "2"]
    assert file.read_text().endswith(".\n---\ntitle: Edited\n---\ntitle: 3\n")


def test_a_file_with_nothing_left_is_deleted(tmp_path: Path) -> None:
    files.append_documents(tmp_path, {"a/2026-01-01.yaml": ["---\ntitle: One\n"]})
    file = tmp_path / "a" / "2026-01-01.yaml"
    assert files.remove_documents(file, {files.compute_digest("---\ntitle: One\n"): "1"}) == ["1"]
    assert not file.exists()
