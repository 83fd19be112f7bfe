"""Rows as CSV, which a spreadsheet may open without harm, and as JSON."""

import csv
import io
import json

import pytest

from bot.exports.table import COLUMNS, write_csv_table, write_json_table
from tests.exports.test_bibliography import build_row


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_a_heading_and_a_line_for_each_article():
    heading, line = read_csv(write_csv_table([build_row()]))
    assert tuple(heading) == COLUMNS
    assert line == [
        "1",
        "Lake rises",
        "Harbor Post",
        "2021-03-04",
        "https://harborpost.example/a_b?c=1&d=%20",
        "Floods; Lake Orla",
        "It rose.",
        "",
    ]


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1", " =1", "\N{FULLWIDTH EQUALS SIGN}1"]
)
def test_no_cell_is_a_formula(title: str):
    for cell in read_csv(
        write_csv_table([build_row(title, outlet=title, topics=(title,), excerpt=title, quotes=(title,))])
    )[1][1:]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}"))


def test_a_line_break_in_an_excerpt_makes_no_new_line():
    assert read_csv(write_csv_table([build_row(excerpt="One,\r\n=two")]))[1][-2] == "One, =two"


def test_json_keeps_every_value_as_it_is():
    (row,) = json.loads(write_json_table([build_row("=1+1", published=None, url=None)]))
    assert row == {
        "entry": 1,
        "title": "=1+1",
        "outlet": "Harbor Post",
        "published": None,
        "url": None,
        "topics": ["Floods", "Lake Orla"],
        "excerpt": "It rose.",
        "quotes": [],
    }


def test_quoted_sentences_stand_beside_the_link_of_their_article_and_are_no_formulas():
    quotes = ("=HYPERLINK(1)", "It rose.")
    assert read_csv(write_csv_table([build_row(quotes=quotes)]))[1][-1] == "'=HYPERLINK(1) […] It rose."
    (row,) = json.loads(write_json_table([build_row(quotes=quotes)]))
    assert row["quotes"] == list(quotes)
