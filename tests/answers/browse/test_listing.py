"""Lists of the newest articles, of topics and of outlets, and the reply to a name that the archive doesn't have."""

from bot.answers.browse.listing import (
    encode_outlet_filter,
    list_outlets,
    list_topics,
    resolve_outlets,
)
from bot.answers.desk.desk import Desk
from tests.support.desks import build_desk, build_record


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
