"""The YAML of a file is found in any usual encoding, with and without its fences."""

import pytest

from bot.coverage.parsing.frontmatter import UnreadableFileError, decode_text, find_blocks
from bot.coverage.parsing.reader import read_bytes
from tests.support.article_file import ARTICLE_FILE, NOW, read


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE_FILE.encode("utf-8-sig"),
        ARTICLE_FILE.replace("\n", "\r\n").encode(),
        ARTICLE_FILE.encode("utf-16"),
        ("\n\n" + ARTICLE_FILE).encode(),
        ARTICLE_FILE.rpartition("---")[0].encode(),
    ],
    ids=["BOM", "CRLF", "UTF-16", "blank lines before", "no closing dashes"],
)
def test_a_record_is_the_same_in_other_bytes(data: bytes):
    reading = read_bytes(data, "a.txt", now=NOW)

    assert [record.title for record in reading.records] == ["Harbour bridge closes", "Ferries to run all night"]


def test_a_yaml_file_is_one_document():
    body = ARTICLE_FILE.split("---")[1]

    assert read(body, "a.yaml").records[0].title == "Harbour bridge closes"


def test_a_missing_opening_fence_is_noted_if_the_file_starts_with_a_known_key():
    (block,) = find_blocks(b"title: Here\n---\n", ".md")

    assert (block.text, block.line, block.closed) == ("title: Here\n", 1, True)
    assert [note.reason for note in block.notes] == [
        "the opening --- is missing; the file was read from its first line"
    ]


def test_a_missing_closing_fence_is_noted_with_the_last_line():
    (block,) = find_blocks(b"---\ntitle: Here\nexcerpt: Text\n", ".md")

    assert not block.closed
    assert [(note.line, note.reason) for note in block.notes] == [
        (3, "the closing --- is missing; the file was read to its end")
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\x00\x01\x02" * 100, "the file is binary, not text"),
        (b"Only prose.\n", "the file has no YAML front matter, so it has no record"),
    ],
)
def test_a_file_without_a_record_says_why(data: bytes, reason: str):
    with pytest.raises(UnreadableFileError) as caught:
        find_blocks(data, ".md")
    assert caught.value.note.reason == reason


def test_invalid_bytes_are_read_as_windows_1252():
    text, notes = decode_text("title: caf\u00e9\n".encode() + b"excerpt: it\x92s\n")

    assert text == "title: café\nexcerpt: it’s\n"
    assert [note.line for note in notes] == [2]


def test_half_of_a_character_at_the_end_is_left_out():
    text, notes = decode_text("title: café".encode()[:-1])

    assert text == "title: caf"
    assert [note.line for note in notes] == [1]


def test_lines_of_a_record_after_the_closing_fence_are_noted():
    reading = read("---\ntitle: One\n---\n---\ntitle: Two\nwebUrl: https://a.example/2\n---\n")

    assert [record.title for record in reading.records] == ["One"]
    assert (
        5,
        "lines of a record stand after the closing --- and were not read; write no --- inside a record",
    ) in [(problem.line, problem.reason) for problem in reading.problems]


def test_prose_after_the_closing_fence_is_not_noted():
    (block,) = find_blocks(b"---\ntitle: One\n---\nThe title: a story of its own.\n", ".md")

    assert block.notes == ()
