"""Lists of the newest articles, of topics and of outlets, and the reply to a name that the archive doesn't have."""

import pytest

from bot.answers.browse.listing import (
    MAX_COUNT,
    Listing,
    encode_outlet_filter,
    list_latest,
    list_outlets,
    list_topics,
    resolve_outlets,
)
from bot.answers.desk.desk import Desk
from tests.support.desks import build_desk, build_record


def titles(listing: Listing) -> list[str]:
    return [entry.article.title for entry in listing.entries]


def test_the_newest_come_first_and_copies_are_folded(desk: Desk):
    listing = list_latest(desk)

    assert titles(listing)[0] == "Ferry strike ends"
    assert titles(listing).count("Ferry strike ends") == 1
    assert [copy.outlet for copy in listing.entries[0].also] == ["wire.example"]
    assert listing.as_of == desk.archive.newest


def test_a_count_is_kept_within_its_bounds(desk: Desk):
    assert len(list_latest(desk, count=2).entries) == 2
    assert list_latest(desk, count=10_000).filters.count == MAX_COUNT


@pytest.mark.parametrize("outlet", ["Northern Wire", "wire.example", "northern wyre"])
def test_an_outlet_limits_the_list_by_name_site_or_misspelling(outlet: str, desk: Desk):
    listing = list_latest(desk, outlet=outlet)

    assert {entry.article.outlet for entry in listing.entries} == {"wire.example"}
    assert listing.filters.outlet == "wire.example"


def test_a_copy_is_found_by_its_own_outlet(desk: Desk):
    assert "Ferry strike ends" in titles(list_latest(desk, outlet="Northern Wire"))
    assert "Ferry strike ends" in titles(list_latest(desk, outlet="Harbor Post"))


def test_a_topic_limits_the_list(desk: Desk):
    assert len(list_latest(desk, topic="cranes").entries) == 1


@pytest.mark.parametrize(("option", "value"), [("outlet", "Evening Bugle"), ("topic", "Opera")])
def test_for_an_unknown_name_the_nearest_are_suggested(option: str, value: str, desk: Desk):
    listing = list_latest(desk, outlet=value) if option == "outlet" else list_latest(desk, topic=value)

    assert not listing.known
    assert not listing.entries
    assert listing.lead.id.startswith(f"listing-{option}-unknown")
    assert listing.lead.args["typed"] == value


def test_topics_and_outlets_are_counted_the_largest_first(desk: Desk):
    assert [(topic.name, topic.count) for topic in list_topics(desk).counts] == [("Harbour", 3), ("Cranes", 1)]
    assert [(outlet.name, outlet.count) for outlet in list_outlets(desk).counts] == [
        ("Harbor Post", 4),
        ("Northern Wire", 2),
    ]


def test_an_outlet_filter_stands_for_all_sites_of_a_name():
    desk = build_desk(
        build_record("Tides", url="https://star.example/1", outlet="The Star"),
        build_record("Piers", url="https://star.example.my/1", outlet="The Star"),
    )
    named = resolve_outlets(desk, "the star")

    assert encode_outlet_filter(desk, named) == "The Star"
    assert set(resolve_outlets(desk, "The Star").keys) == {"star.example", "star.example.my"}
    assert encode_outlet_filter(desk, resolve_outlets(desk, "star.example")) == "star.example"
