"""Outlets and topics are found by any name that a reader types; for a name that isn't there, the nearest are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.names import NEWSSTAND, build_names


@pytest.mark.parametrize(
    ("typed", "keys"),
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
def test_an_outlet_is_found_by_name_alias_and_address(typed: str, keys: set[str]):
    outlet = NEWSSTAND.resolve_outlet(typed)
    assert set(outlet.keys) == keys
    assert outlet.nearest == ()


def test_a_widely_known_short_form_names_the_branch_that_the_archive_has():
    names = build_names(("CBSSports.com", "cbssports.com"), ("Nimbus News", "nimbus.example"))

    assert names.find_outlet_keys("cbs") == ("cbssports.com",)
    assert names.find_outlet_keys("nimbus") == ("nimbus.example",)
    assert names.find_outlet_keys("cnn") == ()


def test_an_outlet_of_the_very_name_goes_before_its_branches():
    names = build_names(("CBS News", "cbsnews.com"), ("CBSSports.com", "cbssports.com"))

    assert names.find_outlet_keys("CBS") == ("cbsnews.com",)


@pytest.mark.parametrize(
    ("typed", "key"),
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
def test_a_misspelt_outlet_is_found(typed: str, key: str):
    assert key in NEWSSTAND.resolve_outlet(typed).keys


@pytest.mark.parametrize("typed", ["New York Times", "CNN", "bbc.co.uk", "Le Monde", "wash", "xx"])
def test_for_an_unknown_outlet_the_nearest_three_are_named(typed: str):
    outlet = NEWSSTAND.resolve_outlet(typed)
    assert outlet.keys == ()
    assert len(set(outlet.nearest)) == 3
    assert set(outlet.nearest) <= {outlet.name for outlet in NEWSSTAND.outlets.values()}


def test_the_nearest_name_is_similar_to_the_typed_one():
    assert NEWSSTAND.resolve_outlet("Washington Examiner").nearest[0].startswith("Washington")


def test_of_two_equally_near_names_neither_is_chosen():
    two = build_names(("Daily Bark", "bark.example"), ("Daily Park", "park.example"))
    assert two.resolve_outlet("Daily Lark").keys == ()


def test_a_channel_of_a_platform_gives_way_to_the_outlet_of_that_name():
    channels = [(f"Channel {letter}", "tube.example") for letter in "ABCDEF"]
    names = build_names(*channels, ("Harbor Post", "tube.example"), ("Harbor Post", "harborpost.example"))
    assert names.resolve_outlet("Harbor Post").keys == ("harborpost.example",)
    assert names.resolve_outlet("Channel C").keys == ("tube.example",)


@pytest.mark.parametrize(
    ("typed", "key"),
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
def test_a_topic_is_found_by_name_initials_and_misspelling(typed: str, key: str):
    assert NEWSSTAND.resolve_topic(typed).keys == (key,)


def test_for_an_unknown_topic_the_nearest_are_named():
    topic = NEWSSTAND.resolve_topic("Language Models")
    assert topic.keys == ()
    assert "Natural Language Processing" in topic.nearest


@given(st.text(max_size=300))
def test_any_text_resolves_to_keys_of_the_archive_or_to_the_nearest_names(typed: str):
    for entity, known in (
        (NEWSSTAND.resolve_outlet(typed), NEWSSTAND.outlets),
        (NEWSSTAND.resolve_topic(typed), NEWSSTAND.topics),
    ):
        assert set(entity.keys) <= set(known)
        assert bool(entity.keys) != bool(entity.nearest)
    assert len(NEWSSTAND.suggest_outlets(typed)) <= 25
    assert len(NEWSSTAND.suggest_topics(typed, 3)) <= 3
