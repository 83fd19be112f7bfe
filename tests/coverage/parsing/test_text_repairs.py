"""What merges and web pages leave in a file is repaired, and every repair is noted with its line."""

from bot.coverage.parsing.frontmatter import YamlBlock
from bot.coverage.parsing.text_repairs import repair_block
from tests.support.article_file import read, reasons

CONFLICT = """---
title: Ferry sails
<<<<<<< HEAD
excerpt: "The ferry sails at nine."
=======
excerpt: "The ferry sails at ten."
>>>>>>> feature
publishedDateTime: 2024-03-01
webUrl: https://news.example.org/x/2
---
"""


def test_the_upper_part_of_a_conflict_is_read_and_what_stands_outside_is_kept():
    reading = read(CONFLICT)
    (record,) = reading.records
    assert (record.excerpt, record.url) == ("The ferry sails at nine.", "https://news.example.org/x/2")
    assert record.published is not None
    assert [(problem.line, problem.severity) for problem in reading.problems] == [(3, "error")]


def test_a_conflict_with_the_common_version_in_it_is_resolved_too():
    text = CONFLICT.replace("=======", "||||||| base\nexcerpt: x\n=======")
    assert read(text).records[0].excerpt == "The ferry sails at nine."


def test_a_row_of_signs_outside_a_conflict_is_left_alone():
    block = YamlBlock("excerpt: |\n  One\n=======\n>>>>>>> two\n", 1, closed=True, notes=())
    assert repair_block(block) is block


def test_lines_keep_their_places():
    block = YamlBlock(CONFLICT, 5, closed=True, notes=())
    repaired = repair_block(block)
    assert repaired.text.count("\n") == CONFLICT.count("\n")
    assert repaired.notes[0].line == 7


def test_no_break_spaces_as_indentation_are_plain_spaces():
    reading = read(
        "---\ntitle: A\nexcerpt: no\u00a0break\nprovider:\n\u00a0\u00a0name: Herald\n \u00a0domain: a.example\n---\n"
    )
    (record,) = reading.records
    assert (record.outlet_name, record.outlet_domain, record.excerpt) == ("Herald", "a.example", "no break")
    assert "the line is indented with no-break spaces; they were read as plain spaces" in reasons(reading)
