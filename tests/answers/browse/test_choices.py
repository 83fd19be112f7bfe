"""An empty list offers other lists."""

from datetime import UTC, datetime

import pytest

from bot.answers.browse.latest import list_latest
from bot.answers.browse.limits import spread_filters
from bot.answers.browse.listing import Listing, ListingChoice, UnknownName, list_outlets, list_topics
from bot.answers.browse.outlet import build_profile
from bot.answers.browse.story import find_story
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from tests.support.desks import build_desk

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def labels(listing: Listing) -> list[str]:
    """Return what the choices are: the names of outlets and topics, or the end of the message's id."""
    return [str(choice.label.args.get("name", choice.label.id.split("-", 1)[1])) for choice in listing.choices]


def list_chosen(desk: Desk, choice: ListingChoice) -> Listing:
    """Return the list that a choice offers."""
    return list_latest(desk, **spread_filters(choice.filters), now=NOW)


def test_an_unknown_topic_offers_its_words_the_nearest_topics_and_all(desk: Desk):
    listing = list_latest(desk, topic="pier", outlet="Harbor Post", now=NOW)
    assert labels(listing) == ["choose-words", "Cranes", "Harbour", "choose-topics"]
    as_words, nearest, *_ = listing.choices
    assert (as_words.filters.about, as_words.filters.topic) == ("pier", "")
    assert list_chosen(desk, as_words).entries
    assert nearest.filters.topic == "cranes"
    assert nearest.filters.outlet == "harborpost.example"


def test_words_that_are_not_found_are_not_offered(desk: Desk):
    assert "choose-words" not in labels(list_latest(desk, topic="pier", outlet="Harbor Post", since="2025", now=NOW))
    assert labels(list_latest(desk, topic="zorblatt", now=NOW)) == ["Cranes", "Harbour", "choose-topics"]


def test_an_unknown_outlet_keeps_the_other_limits(desk: Desk):
    listing = build_timeline(desk, outlet="Zyx Gazette", since="2022", about="crane", now=NOW)
    assert "Harbor Post" in labels(listing)
    assert {choice.filters.about for choice in listing.choices if choice.kind == "timeline"} == {"crane"}
    assert all(choice.filters.since for choice in listing.choices if choice.kind == "timeline")


def test_with_two_unknown_names_only_the_list_of_all_is_offered(desk: Desk):
    listing = list_latest(desk, outlet="Zyx Gazette", topic="Zorblatt", now=NOW)
    assert labels(listing) == ["choose-outlets"]
    assert listing.unknown == (UnknownName("outlet", "Zyx Gazette"), UnknownName("topic", "Zorblatt"))


def test_a_profile_of_an_unknown_outlet_offers_the_nearest(desk: Desk):
    listing = build_profile(desk, outlet="Zyx Gazette", now=NOW)
    assert {choice.kind for choice in listing.choices} == {"source", "outlets"}


@pytest.mark.parametrize("days", [("someday", None), (None, "someday")])
def test_a_date_that_is_not_understood_offers_the_list_without_dates(desk: Desk, days: tuple[str | None, str | None]):
    since, until = days
    listing = list_latest(desk, topic="Cranes", since=since, until=until, now=NOW)
    assert labels(listing) == ["without-dates"]
    assert len(list_chosen(desk, listing.choices[0]).entries) == 1


def test_an_empty_list_offers_those_with_one_limit_less(desk: Desk):
    listing = list_latest(desk, topic="Cranes", since="2023", now=NOW)
    assert not listing.entries
    assert labels(listing) == ["without-dates", "without-topic"]
    assert all(list_chosen(desk, choice).entries for choice in listing.choices)


def test_what_is_as_empty_is_not_offered(desk: Desk):
    listing = build_timeline(desk, outlet="Northern Wire", topic="Cranes", until="2021", now=NOW)
    assert labels(listing) == []
    assert listing.suggestions


def test_a_profile_without_what_was_asked_offers_all_of_the_outlet(desk: Desk):
    listing = build_profile(desk, outlet="Northern Wire", about="zorblatt", now=NOW)
    assert labels(listing) == ["without-words"]


def test_an_archive_without_articles_says_so_everywhere():
    empty = build_desk()
    leads = [
        list_latest(empty, outlet="Reuters", now=NOW).lead,
        build_timeline(empty, now=NOW).lead,
        build_profile(empty, outlet="Reuters", now=NOW).lead,
        list_topics(empty).lead,
        list_outlets(empty).lead,
        find_story(empty, "the bridge", now=NOW).lead,
    ]
    assert {lead.id for lead in leads} == {"answer-empty-archive"}


def test_a_story_that_is_not_found_suggests_others(desk: Desk):
    assert "Ferry strike ends" in find_story(desk, "zorblatt", now=NOW).suggestions
