"""`nutgraf export` writes what a reply lists, for other programs."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf, write


def test_a_timeline_is_written_to_standard_output_as_csv(nutgraf: Nutgraf, articles: Path):
    out = nutgraf("export", "timeline", "-c", articles).out
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [(row["entry"], row["title"]) for row in rows] == [
        ("1", "Otters return to the Thames"),
        ("2", "Beavers build a dam in Devon"),
    ]


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (("ask", "where", "did", "beavers", "build", "a", "dam"), ["Beavers build a dam in Devon"]),
        (("latest", "--since", "2021"), ["Beavers build a dam in Devon"]),
        (("timeline", "otters"), ["Otters return to the Thames"]),
        (("source", "River News"), ["Otters return to the Thames"]),
        (("story", "otters return"), ["Otters return to the Thames"]),
    ],
)
def test_every_reply_that_lists_articles_can_be_exported(
    nutgraf: Nutgraf, articles: Path, arguments: tuple[str, ...], titles: list[str]
):
    found = nutgraf("export", *arguments, "--format", "json", "-c", articles).json
    assert [row["title"] for row in found] == titles


@pytest.mark.parametrize(
    ("name", "beginning"), [("a.csv", "\ufeffentry,"), ("a.json", "["), ("a.bib", "@misc{"), ("a.ris", "TY  - NEWS")]
)
def test_the_name_of_the_file_says_the_format(nutgraf: Nutgraf, articles: Path, name: str, beginning: str):
    ended = nutgraf("export", "latest", "--to", name, "-c", articles)
    assert Path(name).read_text("utf-8").startswith(beginning)
    assert f"2 articles written to {name}." in ended.err
    assert not ended.out


def test_a_file_of_another_ending_needs_a_format(nutgraf: Nutgraf, articles: Path):
    ended = nutgraf("export", "latest", "--to", "a.xlsx", "-c", articles)
    assert (ended.code, ".csv, .json, .bib or .ris" in " ".join(ended.err.split())) == (2, True)
    assert nutgraf("export", "latest", "--to", "a.txt", "-f", "ris", "-c", articles).code == 0


def test_a_file_that_cannot_be_written_is_an_error(nutgraf: Nutgraf, articles: Path):
    ended = nutgraf("export", "latest", "--to", "missing/a.csv", "-c", articles)
    assert ended.code == 1
    assert "Can’t write missing/a.csv" in ended.err


def test_an_outlet_that_the_archive_lacks_is_named_and_nothing_is_written(nutgraf: Nutgraf, articles: Path):
    ended = nutgraf("export", "source", "Blursday Gazette", "--to", "a.csv", "-c", articles)
    assert ended.code == 1
    assert "Blursday Gazette" in ended.err
    assert not Path("a.csv").exists()


def test_a_headline_that_is_a_formula_is_text_in_csv_and_itself_in_json(nutgraf: Nutgraf, articles: Path):
    formula = '=HYPERLINK("https://evil.example")'
    write(articles / "formula.md", formula, day="2022-01-01", outlet="evil.example")
    out = nutgraf("export", "source", "Evil News", "-c", articles).out
    (row,) = csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))
    assert row["title"] == f"'{formula}"
    assert json.loads(nutgraf("export", "source", "Evil News", "-f", "json", "-c", articles).out)[0]["title"] == formula
