"""Broken files give what can be recovered, and each step is noted with its line."""

import pytest

from tests.support.article_file import ARTICLE_FILE, read, reasons


def test_an_unquoted_colon():
    reading = read(ARTICLE_FILE.replace('title: "The bridge at dawn"', "title: Tech Moves: Bridge at dawn"))

    assert [record.title for record in reading.records][:1] == ["Harbour bridge closes"]
    assert len(reading.records) == 2
    assert any(problem.severity == "warning" and problem.line > 1 for problem in reading.problems)


def test_a_c1_control_character():
    reading = read(ARTICLE_FILE.replace("Harbour bridge", "Harbour\u0092s bridge"))

    assert reading.records[0].title == "Harbour’s bridge closes"
    assert reasons(reading) == ["control characters were repaired"]


def test_a_tab_in_the_indentation():
    reading = read(ARTICLE_FILE.replace("  name: Example Herald", "\tname: Example Herald"))

    assert reading.records[0].title == "Harbour bridge closes"
    assert reasons(reading) == ["the line is indented with tabs; they were read as spaces"]


def test_a_missing_quotation_mark():
    reading = read(ARTICLE_FILE.replace('closes"', "closes"))

    assert reading.records[0].title.startswith("Harbour bridge closes")
    assert reasons(reading)


def test_two_escapes_for_one_character_are_joined_and_half_of_one_is_left_out():
    assert read('---\ntitle: "Sun \\ud83d\\ude00 shines"\n---\n').records[0].title == "Sun 😀 shines"
    half = read('---\ntitle: "Sun \\ud83d shines"\n---\n')
    assert half.records[0].title == "Sun shines"
    assert reasons(half, "warning") == ["half of a character (a lone surrogate) was left out"]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_file_that_was_cut_off(share: float):
    reading = read(ARTICLE_FILE[: int(len(ARTICLE_FILE) * share)])

    assert reading.records[0].title == "Harbour bridge closes"
    assert "secret" not in repr(reading)


def test_half_of_a_url_at_the_end_of_a_file_is_left_out():
    reading = read("---\ntitle: Here\nwebUrl: https://a.example/hal")

    assert reading.records[0].url is None
    assert reasons(reading, "error") == ["the file ends in the middle of this line, which was left out"]


def test_only_the_top_level_scalars_are_readable():
    reading = read("---\ntitle: Still here\nrelated: [{{{{\nexcerpt: And this\n---\n")

    assert reading.records[0].title == "Still here"
    assert reasons(reading)
