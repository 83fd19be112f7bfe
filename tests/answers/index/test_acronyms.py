"""Acronyms that an archive explains."""

from datetime import UTC, datetime

import pytest

from bot.answers.index.acronyms import find_acronyms
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
