"""Names are suggested while a reader types."""

from datetime import date

import pytest

from tests.support.names import NEWSSTAND, build_names


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("reut", "Reuters"),
        ("the v", "The Verge"),
        ("verg", "The Verge"),
        ("morning", "South China Morning Post"),
        ("wapo", "Washington Post"),
        ("washingtonpost.c", "Washington Post"),
        ("rockp", "Rock, Paper, Shotgun"),
        ("marktplace", "Marketplace"),
        ("zdent", "ZDNet"),
        ("equi", "L'\u00c9quipe"),
    ],
)
def test_a_name_is_suggested_by_its_beginning_a_word_of_it_or_a_misspelling(typed: str, first: str):
    assert NEWSSTAND.suggest_outlets(typed)[0].name == first


def test_names_that_begin_with_the_typed_text_come_before_names_with_such_a_word():
    names = build_names(("Evening Star", "evening.example"), ("Star Weekly", "weekly.example"))
    assert [outlet.name for outlet in names.suggest_outlets("star")] == ["Star Weekly", "Evening Star"]


def test_if_nothing_is_typed_the_largest_outlets_are_suggested():
    suggested = NEWSSTAND.suggest_outlets("")
    assert suggested[0].name == "Somewhere"
    assert [outlet.count for outlet in suggested] == sorted((outlet.count for outlet in suggested), reverse=True)


def test_each_outlet_is_suggested_once_up_to_the_limit():
    suggested = NEWSSTAND.suggest_outlets("w", limit=2)
    assert len(suggested) == 2
    assert len(set(suggested)) == 2


def test_topics_are_suggested_too():
    assert [topic.name for topic in NEWSSTAND.suggest_topics("#comp")] == ["Computer Vision"]
    assert NEWSSTAND.suggest_topics("langage")[0].name == "Natural Language Processing"


@pytest.mark.slow
def test_the_typed_outlet_is_found_among_three_thousand():
    words = ("Harbor", "City", "Northern", "Daily", "Valley", "Union", "Morning", "Royal", "Pioneer", "Lake")
    kinds = ("Post", "Ledger", "Wire", "Herald", "Courier", "Standard", "Mercury", "Record", "Gazette", "Echo")
    titles = [
        (f"{word} {kind} {n}", f"o{n}-{word}{kind}.example") for n in range(30) for word in words for kind in kinds
    ]
    names = build_names(*titles, titles=(("A piece", date(2021, 1, 1)),))
    assert len(names.outlets) == 3001
    for typed, word in (("harbor p", "Harbor P"), ("nothern wire", "Northern Wire")):
        assert names.suggest_outlets(typed)[0].name.startswith(word)


@pytest.mark.parametrize(("typed", "outlet"), [("south chi", "South China Morning Post"), ("verg", "The Verge")])
def test_the_only_name_that_begins_so_is_meant(typed: str, outlet: str):
    (key,) = NEWSSTAND.complete_outlet(typed).keys
    assert NEWSSTAND.outlets[key].name == outlet


def test_a_beginning_of_several_names_stands_for_none():
    names = build_names(("Evening Star", "one.example"), ("Evening Bugle", "two.example"))
    assert names.complete_outlet("evening").keys == ()
    assert names.complete_outlet("evening s").keys == ("one.example",)
    assert names.complete_outlet("ev").keys == ()


def test_a_beginning_of_a_name_that_two_outlets_share_stands_for_both():
    names = build_names(("Evening Star", "one.example"), ("Evening Star", "two.example"))
    assert set(names.complete_outlet("evening").keys) == {"one.example", "two.example"}
