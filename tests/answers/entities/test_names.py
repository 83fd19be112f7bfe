"""Outlets and topics are found however a reader writes them; what isn't there has its nearest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.naming import NEWSSTAND, names_of


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("Reuters", {"reuters.com", "in.reuters.com"}),
        ("REUTERS", {"reuters.com", "in.reuters.com"}),
        ("  reuters  ", {"reuters.com", "in.reuters.com"}),
        ("The Washington Post", {"washingtonpost.com"}),
        ("washington post", {"washingtonpost.com"}),
        ("washingtonpost", {"washingtonpost.com"}),
        ("WaPo", {"washingtonpost.com"}),
        ("WSJ", {"wsj.com"}),
        ("the wall street journal", {"wsj.com"}),
        ("SCMP", {"scmp.com"}),
        ("The Verge", {"theverge.com"}),
        ("verge", {"theverge.com"}),
        ("The Star", {"thestar.com", "thestar.com.my"}),
        ("Star", {"thestar.com", "thestar.com.my"}),
        ("ZD Net", {"zdnet.com"}),
        ("gamesradar", {"gamesradar.com"}),
        ("rock paper shotgun", {"rockpapershotgun.com"}),
        ("toms guide", {"tomsguide.com"}),
        ("Tom\u2019s Guide", {"tomsguide.com"}),
        ("l'equipe", {"lequipe.fr"}),
        ("L\u2019\u00c9quipe", {"lequipe.fr"}),
        ("Fox News", {"foxnews.com"}),
        ("The Register", {"theregister.com"}),
        ("El Reg", {"theregister.com"}),
        ("wsj.com", {"wsj.com"}),
        ("www.theverge.com", {"theverge.com"}),
        ("https://www.theverge.com/2021/6/1/piece?x=1", {"theverge.com"}),
        ("THEVERGE.COM", {"theverge.com"}),
        ("edition.zdnet.com", {"zdnet.com"}),
    ],
)
def test_an_outlet_goes_by_name_alias_and_address(said: str, keys: set[str]):
    named = NEWSSTAND.resolve_outlet(said)
    assert set(named.keys) == keys
    assert named.nearest == ()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("reutrs", "reuters.com"),
        ("Reutres", "reuters.com"),
        ("washingtn post", "washingtonpost.com"),
        ("washigton tims", "washingtontimes.com"),
        ("zdent", "zdnet.com"),
        ("the vrege", "theverge.com"),
        ("gulf newz", "gulfnews.com"),
        ("marketplase", "marketplace.org"),
        ("south chna morning post", "scmp.com"),
        ("theverg.com", "theverge.com"),
    ],
)
def test_a_slip_in_a_name_does_no_harm(said: str, key: str):
    assert key in NEWSSTAND.resolve_outlet(said).keys


@pytest.mark.parametrize("said", ["New York Times", "CNN", "bbc.co.uk", "Le Monde", "wash", "xx"])
def test_an_outlet_that_is_not_there_has_its_nearest_three(said: str):
    named = NEWSSTAND.resolve_outlet(said)
    assert named.keys == ()
    assert len(set(named.nearest)) == 3
    assert set(named.nearest) <= {outlet.name for outlet in NEWSSTAND.outlets.values()}


def test_the_nearest_name_is_like_what_was_typed():
    assert NEWSSTAND.resolve_outlet("Washington Examiner").nearest[0].startswith("Washington")


def test_between_two_names_as_near_none_is_guessed():
    two = names_of(("Daily Bark", "bark.example"), ("Daily Park", "park.example"))
    assert two.resolve_outlet("Daily Lark").keys == ()


def test_a_channel_of_a_platform_gives_way_to_the_outlet_of_that_name():
    channels = [(f"Channel {letter}", "tube.example") for letter in "ABCDEF"]
    names = names_of(*channels, ("Harbor Post", "tube.example"), ("Harbor Post", "harborpost.example"))
    assert names.resolve_outlet("Harbor Post").keys == ("harborpost.example",)
    assert names.resolve_outlet("Channel C").keys == ("tube.example",)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("AI", "ai"),
        ("#ai", "ai"),
        ("artificial intelligence", "ai"),
        ("computer vision", "computer vision"),
        ("Computer-Vision", "computer vision"),
        ("compter vision", "computer vision"),
        ("NLP", "natural language processing"),
        ("transprot", "transport"),
    ],
)
def test_a_topic_goes_by_name_initials_and_slip(said: str, key: str):
    assert NEWSSTAND.resolve_topic(said).keys == (key,)


def test_a_topic_that_is_not_there_has_its_nearest():
    named = NEWSSTAND.resolve_topic("Language Models")
    assert named.keys == ()
    assert "Natural Language Processing" in named.nearest


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
def test_what_is_being_typed_is_suggested(typed: str, first: str):
    assert NEWSSTAND.suggest_outlets(typed)[0].name == first


def test_a_name_that_begins_so_comes_before_one_with_such_a_word():
    names = names_of(("Evening Star", "evening.example"), ("Star Weekly", "weekly.example"))
    assert [outlet.name for outlet in names.suggest_outlets("star")] == ["Star Weekly", "Evening Star"]


def test_nothing_typed_suggests_the_largest():
    suggested = NEWSSTAND.suggest_outlets("")
    assert suggested[0].name == "Somewhere"
    assert [outlet.count for outlet in suggested] == sorted((one.count for one in suggested), reverse=True)


def test_no_outlet_is_suggested_twice_and_never_more_than_asked_for():
    suggested = NEWSSTAND.suggest_outlets("w", limit=2)
    assert len(suggested) == 2
    assert len(set(suggested)) == 2


def test_topics_are_suggested_too():
    assert [topic.name for topic in NEWSSTAND.suggest_topics("#comp")] == ["Computer Vision"]
    assert NEWSSTAND.suggest_topics("langage")[0].name == "Natural Language Processing"


@given(st.text(max_size=300))
def test_whatever_is_typed_resolves_to_what_is_there_or_names_what_is_near(said: str):
    for named, there in (
        (NEWSSTAND.resolve_outlet(said), NEWSSTAND.outlets),
        (NEWSSTAND.resolve_topic(said), NEWSSTAND.topics),
    ):
        assert set(named.keys) <= set(there)
        assert bool(named.keys) != bool(named.nearest)
    assert len(NEWSSTAND.suggest_outlets(said)) <= 25
    assert len(NEWSSTAND.suggest_topics(said, 3)) <= 3


def test_suggestions_among_three_thousand_outlets_are_the_ones_that_are_typed():
    words = ("Harbor", "City", "Northern", "Daily", "Valley", "Union", "Morning", "Royal", "Pioneer", "Lake")
    kinds = ("Post", "Ledger", "Wire", "Herald", "Courier", "Standard", "Mercury", "Record", "Gazette", "Echo")
    titles = [
        (f"{word} {kind} {n}", f"o{n}-{word}{kind}.example") for n in range(30) for word in words for kind in kinds
    ]
    names = names_of(*titles, titles=(("A piece", date(2021, 1, 1)),))
    assert len(names.outlets) == 3001
    for typed, word in (("harbor p", "Harbor P"), ("nothern wire", "Northern Wire")):
        assert names.suggest_outlets(typed)[0].name.startswith(word)
