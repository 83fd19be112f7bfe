"""Reference managers can read an export, whatever a headline contains."""

from datetime import UTC, datetime

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from bot.coverage.article import Moment
from bot.exports.bibliography import write_bibtex, write_ris
from bot.exports.rows import ExportRow

DAY = Moment(datetime(2021, 3, 4, tzinfo=UTC), "day")


def build_row(title: str = "Lake rises", **changes) -> ExportRow:
    fields = {
        "entry": 1,
        "id": "00000000000000aa",
        "title": title,
        "outlet": "Harbor Post",
        "published": DAY,
        "url": "https://harborpost.example/a_b?c=1&d=%20",
        "topics": ("Floods", "Lake Orla"),
        "excerpt": "It rose.",
    }
    return ExportRow(**{**fields, **changes})


def test_a_bibtex_entry_has_what_the_archive_knows():
    assert write_bibtex([build_row()]).decode() == (
        "@misc{harborpost2021-00000000000000aa,\n"
        "\ttitle = {{Lake rises}},\n"
        "\thowpublished = {Harbor Post},\n"
        "\tdate = {2021-03-04},\n"
        "\tyear = {2021},\n"
        "\tmonth = {3},\n"
        "\turl = {https://harborpost.example/a_b?c=1&d=%20},\n"
        "\tkeywords = {Floods, Lake Orla},\n"
        "\tabstract = {It rose.}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    "title",
    [
        "50% off & more: #1 in R&D_labs for $5",
        "An open { brace",
        "A closing } brace and a back\\slash",
        "~home^2 @misc{other, title={x}}",
        "Two\n@misc{lines,}",
        "Žižek – naïve café, 日本語",
    ],
)
def test_a_title_comes_out_of_bibtex_as_it_went_in(title: str):
    (entry,) = parse_string(write_bibtex([build_row(title)]).decode()).entries
    latex = entry.fields_dict["title"].value
    # pylatexenc doesn't know these two, and takes the third for an accent.
    for macro, character in ((r"\textbraceleft", r"\{"), (r"\textbraceright", r"\}"), (r"\textasciicircum", "^")):
        latex = latex.replace(macro, character)
    text = LatexNodes2Text().latex_to_text(latex)
    assert text.split() == title.split()


@given(st.text(min_size=1, max_size=80))
def test_whatever_a_title_has_bibtex_stays_one_entry_with_matching_braces(title: str):
    text = write_bibtex([build_row(title)]).decode()
    library = parse_string(text)
    assert len(library.entries) == 1
    assert not library.failed_blocks
    assert text.count("{") == text.count("}")


def test_an_undated_article_without_an_address_has_neither():
    text = write_bibtex([build_row(published=None, url=None, topics=())]).decode()
    assert text.startswith("@misc{harborpost-00000000000000aa,")
    assert not any(f"\t{name} = " in text for name in ("date", "year", "url", "keywords"))


def test_a_ris_entry_has_what_the_archive_knows():
    assert write_ris([build_row()]).decode().split("\n")[:11] == [
        "TY  - NEWS",
        "ID  - 00000000000000aa",
        "TI  - Lake rises",
        "T2  - Harbor Post",
        "PY  - 2021",
        "DA  - 2021/03/04",
        "UR  - https://harborpost.example/a_b?c=1&d=%20",
        "AB  - It rose.",
        "KW  - Floods",
        "KW  - Lake Orla",
        "ER  - ",
    ]


@given(st.text(min_size=1, max_size=80).filter(lambda text: text.split()))
def test_whatever_a_title_has_ris_stays_one_entry(title: str):
    entries = rispy.loads(write_ris([build_row(title + "\nER  - \nTY  - NEWS"), build_row()]).decode())
    assert len(entries) == 2
