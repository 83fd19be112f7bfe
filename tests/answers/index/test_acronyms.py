"""Acronyms that an archive explains."""

from datetime import UTC, datetime

import pytest

from bot.answers.index.acronyms import find_acronyms, find_short_forms
from bot.answers.pipeline import answer
from tests.support.desks import FILES, build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("The Harbour Ferry Users Union (HFUU) will sue.", [("HFUU", "Harbour Ferry Users Union")]),
        (
            "the National Institute of Standards and Technology (NIST)",
            [("NIST", "National Institute of Standards and Technology")],
        ),
        ("Non-Fungible Tokens sold (NFTs) at a loss", []),
        (
            "said Orla Water Board (OWB) and the Tarn Rescue Service (TRS)",
            [("OWB", "Orla Water Board"), ("TRS", "Tarn Rescue Service")],
        ),
        ("A big dog (ABC)", []),
        ("Reuters (UK) says", []),
        ("In Harbour (HARBOUR)", []),
    ],
)
def test_an_acronym_is_explained_by_words_with_its_letters(text: str, acronyms: list[tuple[str, str]]):
    assert list(find_acronyms(text)) == acronyms


@pytest.mark.parametrize(
    ("text", "short_forms"),
    [
        ("Meltdown 4 is out: M4 sells well", [("M4", "Meltdown 4")]),
        ("M4 fans waited; Meltdown IV is out", [("M4", "Meltdown 4")]),
        ("In Harbour Tycoon 2 (HT2) ferries sink", [("HT2", "Harbour Tycoon 2")]),
        ("Reign of Otters 12, or RoO12", [("RoO12", "Reign of Otters 12")]),
        ("The SeaStation 5: SS5 in the shops", [("SS5", "SeaStation 5")]),
        ("On March 4 the M4 motorway closed", []),
        ("Meltdown 4 costs M5 more than 4.5 million", []),
        ("Meltdown 4 is out", []),
    ],
)
def test_a_short_form_with_a_number_is_explained_by_the_name_beside_it(text: str, short_forms: list[tuple[str, str]]):
    assert list(find_short_forms(text)) == short_forms


def test_short_forms_find_names_and_names_find_short_forms():
    texts = [
        "Meltdown IV sells a million",
        "M4 gets a new map",
        "M4 patch: what Meltdown 4 changes",
        "Meltdown 4, or M4",
    ]
    records = [build_record(text, url=f"https://a.example/{number}") for number, text in enumerate(texts)]
    desk = build_desk(*records, *FILES)

    for typed in ("m4", "Meltdown 4", "meltdown iv"):
        found = {hit.article.title for hit in answer(f"news on {typed}", desk, now=NOW).near_hits}
        assert found >= set(texts)


def test_one_article_alone_explains_no_short_form():
    desk = build_desk(build_record("Meltdown 4, or M4", url="https://a.example/1"))

    assert not list(desk.synonyms.find_alternatives(["m4"]))


UNION = build_record(
    "Ferry users to sue over the ban",
    url="https://wire.example/users",
    excerpt="The Harbour Ferry Users Union (HFUU) will sue the council.",
    outlet="Wire",
)
SHORT = build_record(
    "HFUU loses in court", url="https://wire.example/court", excerpt="The judge threw the case out.", outlet="Wire"
)
LONG = build_record(
    "Harbour Ferry Users Union elects a chair",
    url="https://wire.example/chair",
    excerpt="Ann Tarn leads it now.",
    outlet="Wire",
)
DESK = build_desk(UNION, SHORT, LONG, *FILES)


def titles(question: str) -> set[str]:
    return {hit.article.title for hit in answer(question, DESK, now=NOW).near_hits[:3]}


def test_an_acronym_finds_its_meaning_and_the_meaning_the_acronym():
    assert titles("what happened to the Harbour Ferry Users Union?") >= {SHORT.title, LONG.title}
    assert titles("who leads HFUU?") >= {SHORT.title, LONG.title}


def test_an_archive_without_explanations_knows_no_acronym():
    assert not list(build_desk(SHORT, *FILES).synonyms.find_alternatives(["hfuu"]))
